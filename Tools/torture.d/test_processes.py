"""A command is killed at some moment of its life, and what it does itself is not taken for that."""

import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "demo.d"))

from processes import Perils  # noqa: E402

CHANCE = random.Random(1)
FOREVER = 3_600


class TheStriker(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.perils = Perils("/bin", Path(folder.name))
        self.addAsyncCleanup(self.perils.end_all)

    async def test_a_command_is_killed_before_it_ends(self):
        ended = await self.perils.attempt("sleep", FOREVER, random=CHANCE)
        self.assertTrue(ended.was_killed)
        self.assertFalse(ended.crashed)

    async def test_nothing_is_left_of_what_was_killed(self):
        ended = await self.perils.attempt("sh", "-c", "echo $$; exec sleep 3600", random=CHANCE)
        if ended.output:
            self.assertFalse(Path(f"/proc/{ended.output.strip()}").exists())

    async def test_without_a_striker_nothing_is_killed(self):
        ended = await self.perils.attempt("true")
        self.assertEqual((ended.status, ended.was_killed), (0, False))

    async def test_what_was_missed_says_what_it_has_to_say(self):
        self.perils.usual["echo", "one", "two"] = FOREVER
        ended = await self.perils.attempt("echo", "one", "two", random=CHANCE)
        self.assertEqual((ended.status, ended.output, ended.was_killed), (0, "one two\n", False))
        self.assertLess(self.perils.usual["echo", "one", "two"], FOREVER)

    async def test_a_fall_is_not_taken_for_a_strike(self):
        self.perils.usual["sh", "-c", "kill -SEGV $$"] = FOREVER
        ended = await self.perils.attempt("sh", "-c", "kill -SEGV $$", random=CHANCE)
        self.assertTrue(ended.crashed)
        self.assertFalse(ended.was_killed)


if __name__ == "__main__":
    unittest.main()
