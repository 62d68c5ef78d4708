"""The relay does to a line what it says it does, and nothing else."""

import asyncio
import random
import sys
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "demo.d"))

import proxy as module  # noqa: E402
from proxy import Fault, Memory, Proxy, draw, read_request, target_of  # noqa: E402

REQUEST = b"POST /sync/v1/x?a=1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + bytes(range(250)) * 8


class Far:
    """An aggregator of sorts: answers every request with the bytes above, and counts them."""

    async def __aenter__(self):
        self.heard = []
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def answer(self, reader, writer):
        try:
            while True:
                self.heard.append(await read_request(reader))
                writer.write(ANSWER)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        writer.close()

    async def __aexit__(self, *_):
        self.server.close()


class TheProxy(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.far = await Far().__aenter__()
        self.proxy = Proxy(lambda: self.far.port, random.Random(1))
        self.fault = Fault("clean")
        draw, module.draw = module.draw, lambda _: self.fault
        self.addCleanup(setattr, module, "draw", draw)
        # Long enough for everything here.
        life, module.LIFE_SECONDS_MAX = module.LIFE_SECONDS_MAX, 10_000
        self.addCleanup(setattr, module, "LIFE_SECONDS_MAX", life)
        await self.proxy.open()

    async def asyncTearDown(self):
        await self.proxy.close()
        await self.far.__aexit__()

    async def ask(self, length=len(ANSWER)):
        """What comes back, at most so much; what came before the line broke."""
        got = b""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.port)
            writer.write(REQUEST)
            while len(got) < length and (chunk := await reader.read(length - len(got))):
                got += chunk
            writer.close()
        except OSError:
            pass
        return got

    async def test_a_clean_line_changes_nothing(self):
        self.assertEqual(await self.ask(), ANSWER)
        self.assertEqual(self.far.heard, [REQUEST])
        self.assertEqual(self.proxy.cuts, 0)

    async def test_an_answer_is_cut_at_the_byte(self):
        for after in (0, 1, 37, 1_999):
            self.fault = Fault("cut response", "response", after)
            got = await self.ask()
            # A reset may swallow what was on its way.
            self.assertTrue(ANSWER.startswith(got) and len(got) <= after, (after, len(got)))
        self.assertEqual(self.proxy.cuts, 4)

    async def test_a_cut_request_does_not_arrive_whole(self):
        self.fault = Fault("cut request", "request", 30)
        self.assertEqual(await self.ask(), b"")
        self.assertEqual(self.far.heard, [])
        self.assertEqual(self.proxy.cuts, 1)

    async def test_a_stall_a_drip_and_a_delay_deliver_everything(self):
        for fault in (
            Fault("stall", "response", 100, 0.01), Fault("stall", "request", 10, 0.01),
            Fault("drip", "response", 1_000, 0.0001), Fault("delay", "", 0, 0.001),
        ):
            self.fault = fault
            self.assertEqual(await self.ask(), ANSWER)
            self.assertGreater(self.proxy.counts[fault.name], 0)

    async def test_a_log_in_page_answers_in_the_aggregators_place(self):
        self.fault = Fault("log-in page")
        got = await self.ask(len(module.LOGIN_ANSWER))
        self.assertTrue(got.startswith(b"HTTP/1.1 200 OK"))
        self.assertIn("Välkommen".encode(), got)
        self.assertEqual(self.far.heard, [])

    async def test_a_cache_answers_with_what_it_has_heard_once(self):
        await self.ask()
        await asyncio.sleep(0)
        while not self.proxy.memory.requests:
            await asyncio.sleep(0.001)
        self.fault = Fault("stale answer")
        self.assertEqual(await self.ask(), ANSWER)
        self.assertEqual(len(self.far.heard), 1)

    async def test_a_cache_that_knows_nothing_passes_on(self):
        self.fault = Fault("stale answer")
        self.assertEqual(await self.ask(), ANSWER)
        self.assertEqual(len(self.far.heard), 1)

    async def test_a_request_is_repeated_beside_the_new_one(self):
        self.proxy.memory.requests.append(REQUEST)
        self.fault = Fault("repeat")
        self.assertEqual(await self.ask(), ANSWER)
        self.assertEqual(self.far.heard, [REQUEST, REQUEST])

    async def test_a_line_that_is_down_refuses(self):
        self.proxy.go_down()
        self.assertEqual(await self.ask(), b"")
        self.proxy.calm()
        self.assertEqual(await self.ask(), ANSWER)

    async def test_a_line_is_good_until_it_worsens(self):
        self.fault = Fault("cut request", "request", 30)
        self.proxy.calm()
        self.assertEqual(await self.ask(), ANSWER)
        self.proxy.worsen()
        self.assertEqual(await self.ask(), b"")

    async def test_whatever_is_left_is_cut_in_the_end(self):
        module.LIFE_SECONDS_MAX = 0.01
        self.assertEqual(await self.ask(length=10**9), ANSWER)
        self.assertEqual(self.proxy.counts["cut any time"], 1)


class TheParts(unittest.TestCase):
    def test_every_fault_is_drawn(self):
        chance = random.Random(3)
        drawn = {draw(chance).name for _ in range(2_000)}
        self.assertEqual(drawn, set(module.WEIGHTS))

    def test_a_cache_goes_by_method_and_path(self):
        self.assertEqual(target_of(REQUEST), b"POST /sync/v1/x")

    def test_what_is_too_large_is_not_remembered(self):
        memory = Memory()
        memory.keep(REQUEST, bytes(module.REMEMBERED_BYTES_MAX))
        memory.keep(REQUEST, b"")
        self.assertEqual(len(memory.requests), 0)


if __name__ == "__main__":
    unittest.main()
