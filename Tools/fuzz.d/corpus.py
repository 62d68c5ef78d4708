"""Inputs on their way between the corpora of the tests, the golden files of Protocol/ and libFuzzer."""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from seeds import seeds
from targets import ROOT

KEPT = ROOT / "Tests" / "FuzzTests" / "Corpora"
KEPT_BYTES_MAX = 32 * 1024
REMARK = "# Each of these reaches something that no other does.\n"
NAMED = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x5C: "\\\\"}


@dataclass(frozen=True)
class Folders:
    """`given` is where a run begins, `grown` what it adds and the next begins with, `found` what broke a
    claim."""

    given: Path
    grown: Path
    found: Path


def prepare(name):
    base = ROOT / ".build" / "fuzz"
    folders = Folders(base / "given" / name, base / "grown" / name, base / "found")
    shutil.rmtree(folders.given, ignore_errors=True)
    for folder in (folders.given, folders.grown, folders.found):
        folder.mkdir(parents=True, exist_ok=True)
    for data in [*seeds(name), *kept(name)]:
        (folders.given / hashlib.sha1(data).hexdigest()).write_bytes(data)
    return folders


def kept(name):
    """The inputs in the target's file, without its remarks."""
    file = KEPT / f"{name}.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    return [unescaped(line) for line in lines if not line.startswith("#")]


def keep(binary, target, folders):
    """Writes the smallest inputs that together reach everything, behind those that once broke the claim."""
    from running import fuzz

    with tempfile.TemporaryDirectory() as merged:
        fuzz(binary, target, [
            "-set_cover_merge=1", "-use_counters=0", merged, folders.grown, folders.given])
        inputs = sorted((file.read_bytes() for file in Path(merged).iterdir()), key=by_size)
    lines, room = [], KEPT_BYTES_MAX
    for line in map(escaped, filter(None, inputs)):
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    file = KEPT / f"{target.name}.txt"
    before = file.read_text().split(REMARK)[0] if file.exists() else ""
    file.write_text(before + REMARK + "".join(f"{line}\n" for line in lines))


def by_size(data):
    return len(data), data


def escaped(data):
    """One line of ASCII for any bytes but none."""
    text = "".join(
        NAMED.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}") for byte in data)
    # A line that begins with # would be a remark.
    return text.replace("#", "\\x23", 1) if text.startswith("#") else text


def unescaped(line):
    data, rest = bytearray(), iter(line)
    for character in rest:
        if character != "\\":
            data += character.encode()
            continue
        kind = next(rest, "\\")
        if kind == "x":
            data.append(int(next(rest) + next(rest), 16))
        else:
            data += {"t": b"\t", "n": b"\n", "r": b"\r"}.get(kind, kind.encode())
    return bytes(data)
