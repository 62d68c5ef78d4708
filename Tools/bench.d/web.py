"""Requests a second, with wrk; beside it, other servers with an answer of the same size."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

from county import County
from entries import CHANGES
from options import FAILED, MISSING, Refused
from processes import run_command
from raw import round_trips_a_second

WRK = ("wrk", "-t2", "-c32", "-d3", "--latency")
START_SECONDS_MAX = 10
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes auto;
events {{ worker_connections 256; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


def install_wrk():
    """Only when asked to: nothing else needs it."""
    if shutil.which("wrk"):
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    command = [*root, "apt-get", "-q", "install", "-y", "--no-install-recommends", "wrk"]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        raise Refused(MISSING, "wrk cannot be installed. apt-get update may help.")


def measure_http(results, work, peers):
    """GET /status over 32 connections: an answer from a database with entries, not from a file."""
    with County(work) as county:
        branch = county.branch("a", county.units()[0])
        branch.log(CHANGES, seed=1)
        branch.sync()
        raw = round_trips_a_second()
        results.add("raw-loopback", raw, "round trips/s")
        url = f"{county.service.url}/status"
        rate = load(results, "http-status", url, county.folder)
        results.add("http-status-vs-raw", rate / raw, "of raw-loopback")
        if peers:
            with urlopen(url) as answer:
                answer = answer.read()
            measure_peers(results, county.folder, answer)


def load(results, name, url, folder):
    said = run_command([*WRK, url], folder).output
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if not rate or not slow or "Non-2xx" in said:
        raise Refused(FAILED, f"wrk did not measure {name}. {said.strip()[-300:]}")
    results.add(name, float(rate[1]), "requests/s")
    results.add(f"{name}-p99", float(slow[1]) * SECONDS[slow[2]] * 1_000, "ms")
    return float(rate[1])


def measure_peers(results, folder, answer):
    pages = folder / "pages"
    pages.mkdir()
    (pages / "status").write_bytes(answer)
    port = free_port()
    command = [sys.executable, "-m", "http.server", port, "-b", "127.0.0.1", "-d", pages]
    with serving(command, port):
        load(results, "http-python", f"http://127.0.0.1:{port}/status", folder)
    if shutil.which("nginx"):
        port = free_port()
        settings = folder / "nginx.conf"
        settings.write_text(NGINX.format(folder=folder, port=port))
        with serving(["nginx", "-c", settings, "-e", folder / "nginx.log"], port):
            load(results, "http-nginx", f"http://127.0.0.1:{port}/status", folder)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def serving(command, port):
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(port):
    limit = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > limit:
                raise Refused(FAILED, "A server to compare with does not listen.") from None
            time.sleep(0.02)
