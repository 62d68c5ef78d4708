"""The relay passes bytes untouched, and breaks where it is told to."""

import asyncio
import unittest

from link import Cut, Link, Slow

ANSWER = bytes(range(256)) * 400


class Far:
    """An aggregator of sorts: reads one line, answers with all the bytes above."""

    async def __aenter__(self):
        self.heard = b""
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def answer(self, reader, writer):
        try:
            self.heard = await reader.readline()
            writer.write(ANSWER)
            await writer.drain()
        except OSError:
            pass
        writer.close()

    async def __aexit__(self, *_):
        self.server.close()


async def ask(link, request=b"hello\n"):
    """All that comes back; None when the line was refused or reset."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        return answer
    except OSError:
        return None


class TheLink(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.far = await Far().__aenter__()
        self.link = Link(lambda: self.far.port)
        await self.link.open()

    async def asyncTearDown(self):
        await self.link.close()
        await self.far.__aexit__()

    async def test_a_good_line_changes_nothing(self):
        self.link.come_up()
        self.assertEqual(await ask(self.link), ANSWER)
        self.assertEqual(self.far.heard, b"hello\n")
        self.assertEqual(self.link.cuts, 0)

    async def test_a_line_that_is_down_refuses(self):
        self.assertIsNone(await ask(self.link))
        self.link.come_up()
        self.link.go_down()
        self.assertIsNone(await ask(self.link))
        self.assertEqual(self.far.heard, b"")

    async def test_an_aggregator_that_is_not_running_refuses(self):
        self.link.upstream = lambda: None
        self.link.come_up()
        self.assertIsNone(await ask(self.link))

    async def test_a_response_is_cut_at_the_byte_and_the_next_is_whole(self):
        for after in (1, 1000, 65_537):
            self.link.come_up([Cut("response", after)])
            self.assertEqual(await ask(self.link), ANSWER[:after])
            self.assertEqual(await ask(self.link), ANSWER)
        self.assertEqual(self.link.cuts, 3)

    async def test_a_cut_request_does_not_arrive_whole(self):
        self.link.come_up([Cut("request", 3)])
        self.assertIn(await ask(self.link), (None, b""))
        self.assertNotEqual(self.far.heard, b"hello\n")
        self.assertEqual(await ask(self.link), ANSWER)
        self.assertEqual(self.link.cuts, 1)

    async def test_faults_are_met_one_after_another(self):
        self.link.come_up([Cut("response", 5), Cut("request", 2), Cut("response", 9)])
        self.assertEqual(await ask(self.link), ANSWER[:5])
        await ask(self.link)
        self.assertEqual(await ask(self.link), ANSWER[:9])
        self.assertEqual(await ask(self.link), ANSWER)
        self.assertEqual(self.link.cuts, 3)

    async def test_a_slow_line_delivers_everything(self):
        self.link.come_up([Slow(0.001, 50_000)])
        self.assertEqual(await ask(self.link), ANSWER)
        self.assertIsNone(self.link.fault)

    async def test_going_down_drops_calls_under_way(self):
        self.link.come_up([Slow(5, 10**9)])
        call = asyncio.create_task(ask(self.link))
        while not self.link.connections:
            await asyncio.sleep(0)
        self.link.go_down()
        self.assertNotEqual(await asyncio.wait_for(call, 5), ANSWER)


if __name__ == "__main__":
    unittest.main()
