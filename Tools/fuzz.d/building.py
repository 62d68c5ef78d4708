"""Compiles the modules under test with libFuzzer's instruments, apart from the package's own build."""

import hashlib
import shutil
import subprocess
import sys

from targets import ROOT

# Each after what it imports. Digest has nothing to find and takes most of the time, so it is not watched.
UNWATCHED = ("Digest",)
MODULES = {
    "Digest": "Sources/Digest",
    "Catalogue": "Sources/Catalogue",
    "HTTP": "Sources/HTTP",
    "Replication": "Sources/Replication",
    "FuzzTargets": "Tests/FuzzTargets",
}
STRICT = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"]


class NotBuilt(Exception):
    """The sentence, with what the compiler said."""


def build(address):
    """The program that holds all targets; built anew only when a source has changed."""
    folder = ROOT / ".build" / "fuzz" / ("address" if address else "plain")
    binary, stamp = folder / "targets", folder / "stamp"
    wanted = fingerprint()
    if binary.exists() and stamp.exists() and stamp.read_text() == wanted:
        return binary
    print("Building the targets …", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    objects = [
        compile_module(name, path, folder, flags_for(folder, sanitizers(address, name)))
        for name, path in MODULES.items()]
    entry = ROOT / "Tools" / "fuzz.d" / "Entry.swift"
    flags = flags_for(folder, sanitizers(address))
    swiftc([*flags, entry, *objects, "-module-name", "Entry", "-o", binary])
    stamp.write_text(wanted)
    return binary


def sanitizers(address, module=None):
    return [name for name, wanted in [("fuzzer", module not in UNWATCHED), ("address", address)] if wanted]


def flags_for(folder, sanitizers):
    features = [word for name in STRICT for word in ("-enable-upcoming-feature", name)]
    return [
        *(f"-sanitize={name}" for name in sanitizers), "-O", "-g", "-wmo", "-swift-version",
        "6", "-parse-as-library", "-package-name", "bokfink", "-I", folder, *features,
    ]


def compile_module(name, path, folder, flags):
    output = folder / f"{name}.o"
    swiftc([
        *flags, "-module-name", name, "-emit-module", "-emit-module-path",
        folder / f"{name}.swiftmodule", "-c", *sources(path), "-o", output,
    ])
    return output


def swiftc(words):
    compiler = shutil.which("swiftc")
    if compiler is None:
        raise NotBuilt("There is no swiftc here. Tools/setup says what is needed.")
    done = subprocess.run([compiler, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        # The linker's remarks about symbols that are not exported are many and mean nothing.
        said = [line for line in done.stderr.splitlines() if "Cannot export" not in line]
        raise NotBuilt("The targets do not build.\n" + "\n".join(said[-40:]))


def sources(path):
    return sorted((ROOT / path).rglob("*.swift"))


def fingerprint():
    digest = hashlib.sha256()
    for path in [*MODULES.values(), "Tools/fuzz.d"]:
        for file in [*sources(path), *sorted((ROOT / path).glob("building.py"))]:
            digest.update(f"{file}\n".encode() + file.read_bytes())
    return digest.hexdigest()
