"""A copy of the checkout with every fault in it, asleep until the environment names one."""

import subprocess
from collections import defaultdict

from plan import ROOT, Unfit, rewrite

FAULT = "BOKFINK_FAULT"
SWITCH = f"""internal import Glibc

private let plantedFault = getenv("{FAULT}").map {{ strtoul($0, nil, 10) }} ?? 0

/// Whether the named fault is the one that is active in this process.
func isPlanted(_ fault: UInt) -> Bool {{ fault == plantedFault }}
"""
BUILD = ("swift", "build", "-c", "release", "--build-tests", "--disable-xctest")


class NotBuilt(Exception):
    """The copy does not compile."""


def contents(faults):
    """Every file of the copy by its path, as bytes."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, check=True, capture_output=True,
    ).stdout.decode()
    paths = [path for path in listed.split("\0") if path and (ROOT / path).is_file()]
    files = {path: (ROOT / path).read_bytes() for path in paths}
    by_file = defaultdict(list)
    for fault in faults:
        by_file[fault.file].append(fault)
    complaints = []
    for path, here in by_file.items():
        try:
            files[path] = rewrite(here, files[path].decode()).encode()
        except KeyError:
            complaints.append(f"{here[0].name}: there is no {path}.")
        except Unfit as error:
            complaints.append(str(error))
    if complaints:
        raise Unfit("\n".join(complaints))
    for module in {fault.module for fault in faults}:
        files[f"Sources/{module}/Planted.swift"] = SWITCH.encode()
    return files


def write(files, folder):
    """Brings the folder to these contents; what has not changed is not touched, nor built again."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != content:
            target.write_bytes(content)
        target.chmod((ROOT / path).stat().st_mode if (ROOT / path).exists() else 0o644)
    for top in ("Sources", "Tests"):
        for found in (folder / top).rglob("*"):
            if found.is_file() and str(found.relative_to(folder)) not in files:
                found.unlink()


def build(folder):
    """Builds the copy with its tests and returns the program that runs them."""
    built = subprocess.run(BUILD, cwd=folder, capture_output=True, text=True)
    if built.returncode != 0:
        said = (built.stdout + built.stderr).splitlines()
        errors = [line for line in said if "error:" in line] or said[-20:]
        raise NotBuilt("\n".join(dict.fromkeys(errors)))
    shown = subprocess.run(
        (*BUILD, "--show-bin-path"), cwd=folder, check=True, capture_output=True, text=True
    )
    return next(iter(sorted((folder / shown.stdout.strip()).glob("*PackageTests.xctest"))))
