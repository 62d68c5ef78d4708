"""Checks how the list is planted. Run: python3 -m unittest discover Tools/faults.d"""

import unittest

from plan import Fault, Unfit, load, rewrite


def fault(name, original, planted):
    return Fault(name, "3", "A rule.", "Sources/A/A.swift", original, planted)


class Rewriting(unittest.TestCase):
    text = "guard a else { b }\nguard c else { d }\n"

    def test_a_fault_asks_by_its_number(self):
        one = fault("one", "guard a", "guard planted || a")

        rewritten = rewrite([one], self.text)

        expected = f"guard isPlanted({one.number}) || a else {{ b }}\nguard c else {{ d }}\n"
        self.assertEqual(rewritten, expected)

    def test_faults_stand_side_by_side(self):
        faults = [fault("two", "{ d }", "{ planted }"), fault("one", "{ b }", "{ planted }")]

        rewritten = rewrite(faults, self.text)

        calls = [f"isPlanted({fault('one', '', '').number})", f"isPlanted({faults[0].number})"]
        self.assertLess(rewritten.index(calls[0]), rewritten.index(calls[1]))

    def test_an_original_that_is_not_there_is_told(self):
        with self.assertRaisesRegex(Unfit, "one: its original is not there"):
            rewrite([fault("one", "guard x", "planted")], self.text)

    def test_an_original_that_is_there_twice_is_told(self):
        with self.assertRaisesRegex(Unfit, "one: its original is there 2 times"):
            rewrite([fault("one", "guard", "planted")], self.text)

    def test_faults_that_overlap_are_told(self):
        faults = [fault("one", "guard a else", "planted"), fault("two", "else { b", "planted")]
        with self.assertRaisesRegex(Unfit, "two overlaps"):
            rewrite(faults, self.text)


class TheList(unittest.TestCase):
    def test_every_fault_has_a_sentence_for_its_rule(self):
        for each in load():
            self.assertRegex(each.rule, r"\.$", each.name)
            self.assertNotEqual(each.original, each.planted, each.name)


if __name__ == "__main__":
    unittest.main()
