"""A small disk of its own, which can be full without filling the machine's."""

import shutil
import subprocess

SIZE = "256m"
FILLER = "filler"


def mount(directory):
    """Whether the directory, which is made, is such a disk now.

    Tools/torture runs in a mount namespace of its own where it may, so it vanishes with the run.
    """
    directory.mkdir(parents=True)
    if not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "none", directory]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def unmount(directory):
    """Leaves the files on an ordinary disk, for whoever wants to see what became of them."""
    kept = directory.with_name(f"{directory.name}-kept")
    shutil.copytree(directory, kept)
    subprocess.run(["umount", directory], check=False)
    if not directory.is_mount():
        directory.rmdir()
        kept.rename(directory)


def fill(directory):
    """Until nothing more fits."""
    with open(directory / FILLER, "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def make_room(directory):
    (directory / FILLER).unlink()
