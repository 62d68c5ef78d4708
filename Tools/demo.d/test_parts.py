"""The smaller parts: dividing, counting, weather, ledger, processes, table."""

import asyncio
import datetime
import io
import os
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from random import Random

import visits
from book import Truth, visit_record
from branch import assignments
from check import differences, receipt_complaints, reported_figures
from figures import read_figures
from generate import OFFICIAL
from ledger import Ledger
from link import Cut
from organisation import organise, staffed_on_last_day
from programs import ProgramFailed, Programs, in_order, json_lines
from progress import Progress
from resolving import remedy
from spread import apportion, open_days, round_of, whole_weeks
from table import render
from weather import forecast


class Spreading(unittest.TestCase):
    def test_no_whole_is_lost(self):
        random = Random(1)
        for _ in range(300):
            total = random.choice((0, 1, 7, 463_652, 99_999_999))
            weights = [random.randint(0, 9) for _ in range(random.randint(1, 40))]
            parts = apportion(total, weights)
            self.assertEqual((sum(parts), len(parts)), (total, len(weights)))
            self.assertTrue(all(part >= 0 for part in parts))

    def test_parts_are_in_proportion(self):
        self.assertEqual(apportion(10, [1, 3]), [3, 7])
        self.assertEqual(apportion(9, [0, 0, 0]), [3, 3, 3])

    def test_libraries_are_open_about_six_days_a_week(self):
        for year in (2012, 2015, 2026):
            days = open_days(year)
            self.assertTrue(295 < len(days) < 312)
            self.assertTrue(all(day.isoweekday() < 7 and day.year == year for day in days))

    def test_weeks_lie_wholly_in_the_year(self):
        for year in range(2012, 2032):
            weeks = whole_weeks(year)
            self.assertIn(len(weeks), (51, 52))
            for monday in weeks:
                self.assertEqual(monday.isoweekday(), 1)
                self.assertEqual({monday.year, (monday + datetime.timedelta(6)).year}, {year})

    def test_every_round_has_days(self):
        for rounds in (3, 4):
            found = {round_of(day, 2012, rounds) for day in open_days(2012, 6)}
            self.assertEqual(found, set(range(1, rounds + 1)))
        self.assertEqual(round_of(datetime.date(2013, 1, 9), 2012, 4), 4)
        self.assertEqual(round_of(datetime.date(2011, 1, 9), 2012, 4), 1)


class Counting(unittest.TestCase):
    def test_a_door_that_counts_both_ways_is_odd_only_in_pairs(self):
        for seed in range(50):
            random = Random(seed)
            totals = visits.daily_totals(random.randint(0, 900), open_days(2012, 6), random)
            counts = visits.halved_readings(totals, random)
            odd = [visit for visit in counts if visit.fields["count"] % 2]
            staff = sum(visit.fields.get("staff_deduction", 0) for visit in counts)
            passages = sum(visit.fields["count"] for visit in counts)
            self.assertEqual(len(odd) % 2, 0)
            self.assertEqual(passages - 2 * staff, 2 * sum(totals.values()))
            self.assertTrue(all(visit.fields["count"] >= 0 for visit in counts))

    def test_measuring_weeks_express_what_is_measurable(self):
        for total in (0, 24, 25, 1_049, 31_775):
            kept = visits.measurable(total)
            counts = visits.measured_weeks(kept, 2012, Random(total))
            seen = sum(
                visit.fields["count"] - visit.fields.get("staff_deduction", 0) for visit in counts
            )
            self.assertTrue(0 <= total - kept < 25)
            self.assertEqual(seen * visits.OPEN_WEEKS, kept * len(counts))

    def test_a_visit_record_is_named_by_its_canonical_key(self):
        # SHA-256 of ["visit","Å","2012-03-02","day",""] in UTF-8, its first 16 bytes.
        self.assertEqual(visit_record("Å", "2012-03-02", "day"), "Bdq1XxS_XVkS14XaZky1kg")


class TheOrganisation(unittest.TestCase):
    def setUp(self):
        self.figures = read_figures(OFFICIAL)
        self.listed = [
            listed("1715", "Kils bibliotek"),
            listed("1761", "Hammarö bibliotek"),
            listed("1761", "Skoghall"),
            listed("sjukhus", "Sjukhusbiblioteken", kind="hospital"),
        ]

    def test_known_units_are_kept_new_ones_added_and_superfluous_ones_closed(self):
        organisation = organise(self.figures, self.listed)
        names = [(unit.scope, unit.name) for unit in organisation.units]
        self.assertEqual(names[0], ("1761", "Hammarö bibliotek"))
        self.assertEqual(len(names), 13)
        self.assertIn(("1715", "Filial 3"), names)
        self.assertEqual([unit.name for unit in organisation.closed], ["Skoghall"])
        self.assertEqual(len(set(names)), len(names))

    def test_none_staffed_means_a_bus(self):
        hammarö = self.figures.municipalities[0]
        none = replace(hammarö, cells=hammarö.cells | {"BemanService01": 0})
        organisation = organise(replace(self.figures, municipalities=(none,)), self.listed)
        self.assertEqual([unit.kind for unit in organisation.units], ["bus"])
        self.assertEqual(len(organisation.closed), 2)

    def test_service_points_are_branches_open_on_the_last_day(self):
        rows = [
            listed("1715", "A"),
            listed("1715", "B", valid_to="2012-12-30"),
            listed("1715", "C", valid_to="2012-12-31"),
            listed("1715", "D", valid_from="2013-01-01"),
            listed("1715", "E", kind="bus"),
            listed("1761", "F"),
        ]
        self.assertEqual(staffed_on_last_day(rows, "1715", 2012), 2)


def listed(scope, name, kind="branch", valid_from="2012-01-01", valid_to=None):
    return {
        "id": name,
        "scope": scope,
        "municipality": "",
        "name": name,
        "kind": kind,
        "sigel": None,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


class TheWeather(unittest.TestCase):
    names = tuple(f"n{number}" for number in range(36))

    def test_the_same_seed_makes_the_same_weather(self):
        self.assertEqual(forecast(1, 4, self.names, {"n1"}), forecast(1, 4, self.names, {"n1"}))
        self.assertNotEqual(forecast(1, 4, self.names, {"n1"}), forecast(2, 4, self.names, {"n1"}))

    def test_steady_devices_are_never_away_and_nobody_is_in_the_end(self):
        for seed in range(20):
            rounds = forecast(seed, 4, self.names, {"n1", "n2"})
            self.assertEqual(rounds[-1].offline, frozenset())
            for weather in rounds:
                self.assertFalse(weather.offline & {"n1", "n2"})
                self.assertTrue(weather.kills_while_recording and weather.kills_while_syncing)
                self.assertTrue(weather.centre_kills and weather.torn)
                faults = [fault for faults in weather.faults.values() for fault in faults]
                self.assertTrue(any(isinstance(fault, Cut) for fault in faults))

    def test_a_single_agent_has_weather_too(self):
        for seed in range(20):
            self.assertEqual(len(forecast(seed, 3, ("n1", "n1b"), {"n1", "n1b"})), 3)


class TheLedger(unittest.TestCase):
    def test_what_is_lost_with_a_disk_is_known_with_its_lines(self):
        with tempfile.TemporaryDirectory() as directory:
            ledger = Ledger(Path(directory) / "ledger")
            ledger.save("a", ["1", "2"], ["line one"])
            ledger.save("a", ["3"], ["line two"])
            ledger.save("a", ["4"])
            ledger.save("b", ["5"], ["line three"])
            lost = ledger.unreceived("a", {"1", "2"})
            ledger.lose("a", set(lost))
            ledger.close()
        self.assertEqual(lost, ["3", "4"])
        self.assertEqual(ledger.lines_of(lost), [["line two"]])
        self.assertEqual(ledger.kept, {"1", "2", "5"})

    def test_a_saved_change_the_aggregator_lacks_is_a_complaint(self):
        self.assertEqual(receipt_complaints({"1"}, {"1", "2"}), [])
        self.assertIn("2 saved changes, such as 1", receipt_complaints({"1", "2"}, set())[0])


class Processes(unittest.IsolatedAsyncioTestCase):
    """With the shell in place of our programs: both are only processes here."""

    async def asyncSetUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.programs = Programs("/bin", self.directory.name)

    async def asyncTearDown(self):
        await self.programs.end_all()
        self.directory.cleanup()

    async def test_a_command_answers_with_status_and_output(self):
        self.assertEqual(await self.programs.run("sh", "-c", "echo å"), (0, "å\n"))
        self.assertEqual(await self.programs.run("sh", "-c", "exit 69", accept=(69,)), (69, ""))

    async def test_an_unexpected_status_is_told_with_the_last_words(self):
        with self.assertRaisesRegex(ProgramFailed, "sh -c .* ended with status 3. no such"):
            await self.programs.run("sh", "-c", "echo no such >&2; exit 3")

    async def test_a_torn_command_leaves_whole_answers(self):
        output = await self.programs.run_torn("sh", "-c", 'echo 1; printf "{"; exec sleep 60')
        self.assertEqual(json_lines(output), [1])

    async def test_every_process_ends_by_its_id(self):
        started = [await self.programs.serve("a", "sh", "-c", "exec sleep 60") for _ in range(3)]
        await self.programs.end_all()
        for process in started:
            with self.assertRaises(ProcessLookupError):
                os.kill(process.pid, 0)

    async def test_a_cancelled_command_leaves_nothing_running(self):
        task = asyncio.create_task(self.programs.run("sh", "-c", "exec sleep 60"))
        while not self.programs.living:
            await asyncio.sleep(0.001)
        (process,) = self.programs.living
        task.cancel()
        await asyncio.wait([task])
        with self.assertRaises(ProcessLookupError):
            os.kill(process.pid, 0)

    async def test_work_begins_in_order_and_is_counted(self):
        begun, counted = [], []

        async def work(item):
            begun.append(item)
            await asyncio.sleep(0)

        async def after(done):
            counted.append(done)

        await in_order(range(9), work, after)
        self.assertEqual((begun, counted), (list(range(9)), list(range(1, 10))))


class Remedies(unittest.TestCase):
    truth = {
        "a": Truth({"category": "102", "date": "2012-03-02", "children_primary": True}),
        "b": Truth({}, alive=False),
    }

    def test_a_value_is_set_to_what_the_book_says(self):
        item = {"kind": "value", "record": "a", "fields": ["date", "children_primary"]}
        self.assertEqual(remedy(item, self.truth), ["date=2012-03-02", "children_primary=true"])
        self.assertEqual(assignments({"count": 7}), ["count=7"])

    def test_a_disputed_delete_is_kept_or_carried_out(self):
        for record, expected in (("a", ["--keep"]), ("b", ["--delete"])):
            item = {"kind": "edit-delete", "record": record, "fields": []}
            self.assertEqual(remedy(item, self.truth), expected)

    def test_an_item_nobody_caused_stops_the_run(self):
        with self.assertRaises(ProgramFailed):
            remedy({"id": "x", "kind": "rule", "record": "a", "fields": []}, self.truth)


class TheTable(unittest.TestCase):
    def setUp(self):
        self.figures = read_figures(OFFICIAL)
        columns = self.figures.columns
        rows = [",".join(columns)]
        for m in self.figures.municipalities:
            rows.append(f"{m.name},{m.code},{m.year}," + ",".join(map(str, m.cells.values())))
        self.report = "\n".join(rows).replace("463652", "463651")
        self.units = [
            listed(m.code, f"{m.code}/{number}")
            for m in self.figures.municipalities
            for number in range(m.cells["BemanService01"])
        ]

    def test_a_report_like_the_input_has_no_difference_but_the_one_planted(self):
        reported = reported_figures(self.figures, self.report, self.units)
        (found,) = differences(self.figures, reported)
        self.assertEqual((found.municipality.name, found.column), ("Karlstad", "Besok01"))

    def test_a_municipality_that_is_missing_differs_in_every_cell_that_is_not_0(self):
        report = "\n".join(self.report.splitlines()[:-1])
        reported = reported_figures(self.figures, report, self.units)
        self.assertGreater(len(list(differences(self.figures, reported))), 10)

    def test_it_shows_input_report_and_difference_of_every_variable(self):
        reported = reported_figures(self.figures, self.report, self.units)
        shown = render(self.figures, reported)
        self.assertIn("  463 652   463 651      −1", shown)
        for column in self.figures.numbers:
            self.assertIn(f"\n{column} ", shown)
        self.assertIn("1 differ.", shown)
        self.assertTrue(all(len(line) <= 110 for line in shown.splitlines()))

    def test_generated_municipalities_have_a_line_each_and_the_cells_that_differ(self):
        reported = reported_figures(self.figures, self.report, self.units)
        shown = render(self.figures, reported, generated={"1780", "1715"})
        self.assertIn("\n  Besok01: input 463 652, report 463 651", shown)
        self.assertIn("\nKil ", shown)

    def test_a_phase_prints_one_line_where_there_is_no_terminal(self):
        out = io.StringIO()
        phase = Progress(out).phase("Recording", 2)
        phase.step()
        phase.finish("2 agents")
        self.assertRegex(out.getvalue(), r"^ +\d+\.\d s  Recording: 2 agents\n$")


if __name__ == "__main__":
    unittest.main()
