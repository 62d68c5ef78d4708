"""A line between agent and aggregator that counts what goes by."""

import asyncio
import re
import threading

from link import Cut, Link

REQUEST_HEAD = re.compile(rb"(?:GET|POST) \S+ HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*\r\n")
RESPONSE_HEAD = re.compile(rb"HTTP/1\.1 \d{3}[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n")


class Tape(Link):
    """The demonstration's relay, keeping all it passes on."""

    def __init__(self, upstream):
        super().__init__(upstream)
        self.passed = {"request": bytearray(), "response": bytearray()}

    def through_fault(self, chunk, direction):
        chunk, cut = super().through_fault(chunk, direction)
        self.passed[direction] += chunk
        return chunk, cut


class Traffic:
    """What went by while a block ran."""

    up = down = body = round_trips = 0

    def count(self, passed):
        requests, responses = bytes(passed["request"]), bytes(passed["response"])
        self.up, self.down = len(requests), len(responses)
        heads = REQUEST_HEAD.findall(requests)
        self.round_trips = len(heads)
        around = sum(map(len, heads)) + sum(map(len, RESPONSE_HEAD.findall(responses)))
        self.body = self.up + self.down - around


class Meter:
    """Relays to one port from a thread of its own."""

    def __init__(self, port):
        self.tape = Tape(lambda: port)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        self.do(self.tape.open())
        self.tape.come_up()
        self.url = f"http://127.0.0.1:{self.tape.port}"
        return self

    def __exit__(self, *_):
        self.do(self.tape.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def watch(self, work, cut_after=None):
        """The traffic of one piece of work; the first answer breaks after so many bytes."""

        async def begin():
            for kept in self.tape.passed.values():
                kept.clear()
            self.tape.come_up([Cut("response", cut_after)] if cut_after else ())

        self.do(begin())
        work()
        traffic = Traffic()
        traffic.count(self.tape.passed)
        return traffic
