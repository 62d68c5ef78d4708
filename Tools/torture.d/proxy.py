"""A branch's line to the aggregator as a bad provider runs it: a TCP relay on loopback that draws a
fault for every connection.

It cuts at any byte, stalls, drips, delays, puts a log-in page of a guest network in the way, answers
out of a cache, and sends what it has sent before once more.
"""

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass

from link import hang_up, hang_up_all

CHUNK_BYTES = 16_384
PIECE_BYTES = 64  # What a dripping line passes on at a time.
HEAD_BYTES_MAX = 65_536
REMEMBERED_BYTES_MAX = 1 << 20
REMEMBERED_MAX = 6
LIFE_SECONDS_MAX = 1.0  # Of a connection that nothing else has ended.
# Longer than an agent waits for a byte, once in a while.
STALL_SECONDS = (0.2, 0.5, 1, 2, 4, 8, 45)
PATIENCE_SECONDS_MAX = 3  # With an aggregator that is just being started again.

# How often each is drawn, in a hundred connections.
WEIGHTS = {
    "clean": 26, "cut request": 20, "cut response": 32, "stall": 4, "drip": 4, "delay": 4,
    "log-in page": 4, "stale answer": 4, "repeat": 2,
}

# How much goes by before a fault. Some fall inside the header block, some between lines, some inside
# one; a connection that is used for several requests is cut somewhere in one of them.
BYTES = ((0, 300), (0, 300), (0, 700), (0, 700), (300, 2_000), (2_000, 30_000))

LOGIN_PAGE = b"<html><title>V\xc3\xa4lkommen</title>Logga in p\xc3\xa5 g\xc3\xa4stn\xc3\xa4tet</html>"
LOGIN_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n" % len(LOGIN_PAGE)
) + LOGIN_PAGE


@dataclass(frozen=True)
class Fault:
    """`after_bytes` have gone by in `direction` when it strikes; `seconds` is how long it lasts."""

    name: str
    direction: str = ""
    after_bytes: int = 0
    seconds: float = 0.0


def draw(random):
    name = random.choices(list(WEIGHTS), WEIGHTS.values())[0]
    after = random.randint(*random.choice(BYTES))
    match name:
        case "cut request":
            return Fault(name, "request", after)
        case "cut response":
            return Fault(name, "response", after)
        case "stall":
            direction = random.choice(("request", "response"))
            return Fault(name, direction, after // 8, random.choice(STALL_SECONDS))
        case "drip":
            return Fault(name, "response", after // 8, random.choice((0.002, 0.01)))
        case "delay":
            return Fault(name, "", 0, random.uniform(0.02, 0.6))
    return Fault(name)


class Memory:
    """The requests and answers that have gone over a line, for caches and repetitions."""

    def __init__(self):
        self.requests, self.answers = deque(maxlen=REMEMBERED_MAX), {}

    def keep(self, request, answer):
        if answer and len(request) + len(answer) <= REMEMBERED_BYTES_MAX:
            self.requests.append(request)
            self.answers.setdefault(target_of(request), deque(maxlen=REMEMBERED_MAX)).append(answer)

    def answer(self, request, random):
        known = self.answers.get(target_of(request))
        return random.choice(known) if known else None


def target_of(request):
    """The method and the path, which is what a careless cache goes by."""
    return bytes(request).split(b"\r\n", 1)[0].partition(b" HTTP/")[0].partition(b"?")[0]


class Tape:
    """What one connection says, request by request: whatever follows an answer begins a new one."""

    def __init__(self, memory):
        self.memory, self.request, self.answer = memory, bytearray(), bytearray()

    def hear(self, chunk, direction):
        if direction == "response":
            self.answer += chunk
            return
        if self.answer:
            self.finish()
        self.request += chunk

    def finish(self):
        self.memory.keep(bytes(self.request), bytes(self.answer))
        self.request, self.answer = bytearray(), bytearray()


class Proxy:
    """`upstream` returns the aggregator's port at the moment, or None while it is not running."""

    def __init__(self, upstream, random):
        self.upstream, self.random = upstream, random
        self.up, self.faulty = True, True
        self.counts, self.memory = Counter(), Memory()
        self.port, self.server, self.connections = 0, None, set()
        self.calls = set()

    async def open(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def worsen(self):
        """From now on nothing is sure, nor what is open already."""
        self.faulty = True
        self.drop_all()

    def calm(self):
        """From now on everything passes."""
        self.faulty, self.up = False, True
        self.drop_all()

    def go_down(self):
        self.up = False
        self.counts["outage"] += 1
        self.drop_all()

    def drop_all(self):
        for writer in list(self.connections):
            hang_up(writer, reset=True)

    @property
    def cuts(self):
        return sum(number for name, number in self.counts.items() if name.startswith("cut"))

    async def close(self):
        self.server.close()
        for call in self.calls:
            call.cancel()
        await asyncio.gather(*self.calls, return_exceptions=True)
        self.drop_all()

    async def serve(self, reader, writer):
        call = asyncio.current_task()
        self.calls.add(call)
        self.connections.add(writer)
        try:
            await self.meet(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass  # The proxy closes, and nobody waits for this call.
        finally:
            hang_up(writer, reset=False)
            self.connections.discard(writer)
            self.calls.discard(call)

    async def meet(self, reader, writer):
        fault = draw(self.random) if self.faulty else Fault("clean")
        if not self.up:
            return hang_up(writer, reset=True)
        self.counts["connections"] += 1
        if fault.name == "log-in page":
            await read_request(reader)
            self.counts[fault.name] += 1
            writer.write(LOGIN_ANSWER)
            return await writer.drain()
        head = b""
        if fault.name == "stale answer":
            head = await read_request(reader)
            if old := self.memory.answer(head, self.random):
                self.counts[fault.name] += 1
                writer.write(old)
                return await writer.drain()
        if fault.name == "repeat" and self.memory.requests:
            self.counts[fault.name] += 1
            await self.repeat(self.random.choice(self.memory.requests))
        await self.relay(reader, writer, fault, head)

    async def repeat(self, request):
        """Nobody waits for this answer."""
        far_reader, far_writer = await self.call()
        far_writer.write(request)
        try:
            async with asyncio.timeout(2):
                await far_reader.read(CHUNK_BYTES)
        except TimeoutError:
            pass
        hang_up(far_writer, reset=True)

    async def call(self):
        """Some wait for an aggregator that is away, as in the queue of a web server in front of it."""
        patience = time.monotonic() + self.random.choice((0, PATIENCE_SECONDS_MAX))
        while (port := self.upstream()) is None:
            if time.monotonic() > patience or not self.up:
                raise ConnectionRefusedError
            await asyncio.sleep(0.05)
        return await asyncio.open_connection("127.0.0.1", port)

    async def relay(self, reader, writer, fault, head):
        """- head: of a request that has been read already."""
        try:
            far_reader, far_writer = await self.call()
        except OSError:
            self.counts["nobody there"] += 1
            return hang_up(writer, reset=True)
        ends, tape = (writer, far_writer), Tape(self.memory)
        self.connections.add(far_writer)
        if head:
            tape.hear(head, "request")
            far_writer.write(head)
        timer = self.faulty and self.cut_later(fault, ends)
        try:
            await asyncio.gather(
                self.pump(reader, far_writer, "request", ends, fault, tape),
                self.pump(far_reader, writer, "response", ends, fault, tape),
            )
        finally:
            if timer:
                timer.cancel()
            self.connections.discard(far_writer)
            hang_up_all(ends, reset=False)

    def cut_later(self, fault, ends):
        """A table of connections overflows somewhere: whatever is said or not said is cut off."""
        seconds = fault.seconds + self.random.uniform(0, LIFE_SECONDS_MAX)
        end = Fault("cut any time")
        return asyncio.get_running_loop().call_later(seconds, self.cut, end, ends)

    def cut(self, fault, ends):
        """A cut response may end as if the aggregator had hung up; a cut request is a reset."""
        if ends[0].is_closing():
            return
        self.counts[fault.name] += 1
        hang_up_all(ends, reset=fault.direction == "request" or self.random.random() < 0.5)

    async def pump(self, reader, writer, direction, ends, fault, tape):
        """Carries one direction until either end stops or the line is cut."""
        budget = fault.after_bytes if fault.direction == direction else None
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                tape.hear(chunk, direction)
                if fault.name == "delay":
                    self.counts["delay"] += 1
                    await asyncio.sleep(fault.seconds)
                if budget is None:
                    writer.write(chunk)
                    await writer.drain()
                    continue
                before, after = chunk[:budget], chunk[budget:]
                budget -= len(before)
                writer.write(before)
                await writer.drain()
                if after or budget == 0:
                    if await self.strike(fault, after, writer, ends):
                        return None
                    budget = None if fault.name == "stall" else 0
            if direction == "response":
                tape.finish()
        except OSError:
            pass
        return hang_up_all(ends, reset=False)

    async def strike(self, fault, rest, writer, ends):
        """The fault's moment has come; returns whether the line is gone."""
        if fault.name.startswith("cut"):
            self.cut(fault, ends)
            return True
        self.counts[fault.name] += 1
        if fault.name == "stall":
            await asyncio.sleep(fault.seconds)
            writer.write(rest)
            await writer.drain()
            return False
        for start in range(0, len(rest), PIECE_BYTES):
            writer.write(rest[start : start + PIECE_BYTES])
            await writer.drain()
            await asyncio.sleep(fault.seconds)
        return False


async def read_request(reader):
    """One whole request, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for field in head.split(b"\r\n")[1:]:
        name, _, value = field.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)
