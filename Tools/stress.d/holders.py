"""Those who hold connections."""

import resource
import socket
import subprocess
import time

IDLE_MAX = 10_000
IDLE_SPARE = 200
IDLE_SECONDS = 10
BEGIN_SECONDS_MAX = 30

# slowhttptest's options: connections a second, then what is slow about them.
KINDS = {
    "slow heads": ["-H", "-i", "2", "-x", "24"],
    "slow bodies": ["-B", "-i", "2", "-s", "200000", "-x", "10"],
    "slow readers": ["-X", "-k", "10", "-n", "2", "-w", "1", "-y", "16", "-z", "1"],
}
PATHS = {"slow bodies": "/sync/v1/enrol"}


class Slow:
    """slowhttptest at work; `held` counts its connections as the system sees them."""

    def __init__(self, kind, county, choices):
        self.kind, self.county, self.choices = kind, county, choices
        self.name = f"{choices.connections:,} {kind}".replace(",", " ")
        self.process = None

    def __enter__(self):
        url = f"http://127.0.0.1:{self.county.port}{PATHS.get(self.kind, '/status')}"
        many = str(self.choices.connections)
        self.process = subprocess.Popen(
            ["slowhttptest", "-c", many, "-r", many, "-l", "3600", "-p", "10", "-v", "0", "-u", url,
             *KINDS[self.kind]],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        limit = time.monotonic() + BEGIN_SECONDS_MAX
        while self.held() < self.choices.connections * 0.9 and time.monotonic() < limit:
            time.sleep(0.1)
        return self

    def held(self):
        return established(self.county.port)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def established(port):
    """Connections to a port of loopback that are open, at the listener's end."""
    wanted = f"0100007F:{port:04X}"
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = (line.split() for line in table)
        return sum(1 for row in rows if row[1] == wanted and row[3] == "01")


class Idle:
    """Connections on which nothing is ever said."""

    def __init__(self, port, most):
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.port, self.wanted = port, min(most, limit - IDLE_SPARE)
        self.sockets = []

    def __enter__(self):
        address = ("127.0.0.1", self.port)
        while len(self.sockets) < self.wanted:
            self.sockets.append(socket.create_connection(address, BEGIN_SECONDS_MAX))
        return self

    def held(self):
        return established(self.port)

    def __exit__(self, *_):
        for caller in self.sockets:
            caller.close()
