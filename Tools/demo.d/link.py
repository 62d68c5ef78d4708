"""A branch's line to the aggregator: a TCP relay on loopback that can be down, slow, or cut off in
the middle of a sentence."""

import asyncio
import socket
import struct
from collections import deque
from dataclasses import dataclass

CHUNK_BYTES = 16_384
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST instead of FIN.


@dataclass(frozen=True)
class Cut:
    """The line breaks when so many more bytes have gone by in one direction.

    A cut response ends as if the aggregator had hung up; a cut request is a reset.
    """

    direction: str  # "request" or "response"
    after_bytes: int


@dataclass(frozen=True)
class Slow:
    """The next so many bytes of responses arrive in pieces with pauses between them."""

    pause_seconds: float
    for_bytes: int


class Link:
    """One listening port. `faults` are met one after another, then the line is good.

    `upstream` returns the aggregator's port at the moment, or None while it is not running: a
    restarted aggregator has another port, and nobody at the branch needs to know.
    """

    def __init__(self, upstream):
        self.upstream, self.up, self.faults = upstream, False, deque()
        self.cuts, self.port, self.server = 0, 0, None
        self.budget = 0
        self.connections = set()

    async def open(self):
        self.server = await asyncio.start_server(self.relay, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def come_up(self, faults=()):
        self.faults, self.up = deque(faults), True
        self.begin_fault()

    def go_down(self):
        """Calls are refused, and those under way are dropped."""
        self.up = False
        self.drop_all()

    async def close(self):
        self.go_down()
        self.server.close()

    def drop_all(self):
        for writer in list(self.connections):
            hang_up(writer, reset=True)

    def begin_fault(self):
        fault = self.fault
        if isinstance(fault, Cut):
            self.budget = fault.after_bytes
        elif isinstance(fault, Slow):
            self.budget = fault.for_bytes

    @property
    def fault(self):
        return self.faults[0] if self.faults else None

    def end_fault(self):
        self.faults.popleft()
        self.begin_fault()

    async def relay(self, reader, writer):
        port = self.upstream() if self.up else None
        if port is None:
            return hang_up(writer, reset=True)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return hang_up(writer, reset=True)
        ends = (writer, far_writer)
        if not self.up:
            return hang_up_all(ends, reset=True)
        self.connections.update(ends)
        try:
            await asyncio.gather(
                self.pump(reader, far_writer, "request", ends),
                self.pump(far_reader, writer, "response", ends),
            )
        finally:
            self.connections.difference_update(ends)
            hang_up_all(ends, reset=False)

    async def pump(self, reader, writer, direction, ends):
        """Carries one direction until either end stops or the line is cut."""
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                chunk, cut = self.through_fault(chunk, direction)
                writer.write(chunk)
                await writer.drain()
                if cut:
                    return hang_up_all(ends, reset=direction == "request")
                if isinstance(self.fault, Slow) and direction == "response":
                    await asyncio.sleep(self.fault.pause_seconds)
        except OSError:
            pass
        hang_up_all(ends, reset=False)

    def through_fault(self, chunk, direction):
        """What is left of the chunk, and whether the line breaks after it."""
        fault = self.fault
        if isinstance(fault, Slow) and direction == "response":
            self.budget -= len(chunk)
            if self.budget <= 0:
                self.end_fault()
        elif isinstance(fault, Cut) and fault.direction == direction:
            kept, self.budget = chunk[: self.budget], self.budget - len(chunk)
            if self.budget <= 0:
                self.cuts += 1
                self.end_fault()
                return kept, True
        return chunk, False


def hang_up(writer, reset):
    """Closes without waiting; a reset also discards what has not been sent."""
    if writer.is_closing():
        return
    if reset:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        writer.transport.abort()
    else:
        writer.close()


def hang_up_all(writers, reset):
    for writer in writers:
        hang_up(writer, reset)
