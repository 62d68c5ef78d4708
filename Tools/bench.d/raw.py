"""What the machine does without Bokfink: the denominators."""

import os
import socket
import sqlite3
import threading
import time

ROWS = 10_000
COMMITS = 300
ROUND_TRIPS = 2_000
MESSAGE_BYTES = 1_024


def open_database(path):
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(
        "CREATE TABLE line (n INTEGER PRIMARY KEY, id TEXT UNIQUE, record TEXT, line BLOB) STRICT"
    )
    database.execute("CREATE INDEX line_of_record ON line (record)")
    return database


def rows(count, line_bytes):
    return [(os.urandom(11).hex(), os.urandom(11).hex(), bytes(line_bytes)) for _ in range(count)]


INSERT = "INSERT INTO line (id, record, line) VALUES (?, ?, ?)"


def inserts_a_second(directory, line_bytes):
    """Rows with two indexes in one durable transaction."""
    path = directory / "raw-inserts.sqlite"
    lines = rows(ROWS, line_bytes)
    database = open_database(path)
    began = time.perf_counter()
    database.execute("BEGIN")
    database.executemany(INSERT, lines)
    database.execute("COMMIT")
    seconds = time.perf_counter() - began
    close(database, path)
    return ROWS / seconds


def commits_a_second(directory, line_bytes):
    """One row a durable transaction."""
    path = directory / "raw-commits.sqlite"
    lines = rows(COMMITS, line_bytes)
    database = open_database(path)
    began = time.perf_counter()
    for line in lines:
        database.execute(INSERT, line)
    seconds = time.perf_counter() - began
    close(database, path)
    return COMMITS / seconds


def close(database, path):
    database.close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def round_trips_a_second():
    """A kilobyte there and back over one loopback connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=echo, args=(server,), daemon=True).start()
        with socket.create_connection(server.getsockname()) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            message = bytes(MESSAGE_BYTES)
            began = time.perf_counter()
            for _ in range(ROUND_TRIPS):
                line.sendall(message)
                line.recv(MESSAGE_BYTES, socket.MSG_WAITALL)
            return ROUND_TRIPS / (time.perf_counter() - began)


def echo(server):
    line, _ = server.accept()
    with line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while message := line.recv(MESSAGE_BYTES, socket.MSG_WAITALL):
            line.sendall(message)
