"""The plan, carried out and settled, adds up to exactly the figures it was made from."""

import unittest
from dataclasses import replace

from book import Clicks, Delete, Edit, Log, visit_record
from figures import parse_figures, read_figures
from generate import GENERATED, OFFICIAL
from organisation import organise
from plan import FULL, QUICK, make_plan


def planned(figures, seed, pace):
    organisation = organise(figures, [])
    listed = [
        {"scope": unit.scope, "name": unit.name, "id": f"{unit.scope}/{unit.name}"}
        for unit in organisation.all
    ]
    organisation = organisation.with_ids(listed)
    return make_plan(figures, organisation, seed, pace), organisation.units


class Outcome:
    """An independent account of a plan: what every record says once its truth has been settled."""

    def __init__(self, plan):
        self.plan, self.visits, self.activities, self.clicks = plan, {}, {}, {}
        names = [*(device.name for device in plan.roles.devices), plan.roles.copy.name]
        for round in range(1, plan.rounds + 1):
            for name in names:
                for step in plan.book.steps(name, round):
                    self.take(step, name, plan)
        for name, steps in plan.book.after_copy.items():
            for step in steps:
                self.take(step, name, plan)

    def take(self, step, name, plan):
        if isinstance(step, Clicks):
            unit = next(
                d.unit.id for d in [*plan.roles.devices, plan.roles.copy] if d.name == name
            )
            key = (unit, step.date)
            self.clicks[key] = self.clicks.get(key, 0) + step.count
        elif isinstance(step, Log):
            for entry in (entry for line in step.lines for entry in line):
                self.enter(entry)
        else:
            assert isinstance(step, (Edit, Delete))

    def enter(self, entry):
        if entry["type"] == "activity":
            truth = self.plan.book.truth[entry["record"]]
            self.activities[entry["record"]] = truth.fields if truth.alive else None
            return
        key = (entry["unit"], entry["date"], entry["granularity"])
        truth = self.plan.book.truth.get(visit_record(*key))
        self.visits[key] = truth.fields if truth else entry["fields"]

    def besok(self, units, year):
        """Domain rules, written out again: halves are added before they are rounded."""
        halves, measured = 0, {}
        for (unit, date, _), fields in self.visits.items():
            if unit not in units or not date.startswith(f"{year}-"):
                continue
            count, staff = fields["count"], fields.get("staff_deduction", 0)
            if fields["method"] == "reading":
                halves += 2 * (count - staff)
            elif fields["method"] == "reading_halved":
                halves += count - 2 * staff
            else:
                measured.setdefault(unit, []).append((count - staff, fields["open_weeks"]))
        for weeks in measured.values():
            total = sum(count for count, _ in weeks) * weeks[0][1]
            halves += 2 * ((2 * total + len(weeks)) // (2 * len(weeks)))
        halves += sum(2 * n for (unit, date), n in self.clicks.items() if unit in units)
        return (halves + 1) // 2

    def publ(self, units, year, category, children):
        return sum(
            fields is not None
            and fields["unit"] in units
            and fields["date"].startswith(f"{year}-")
            and fields["category"] == category
            and fields["staff_organised"]
            and (fields["children_primary"] or not children)
            for fields in self.activities.values()
        )


BUS_ONLY = """municipality,code,year,BemanService01,Population01,Besok01,Publ199,Publ299,{parts}
Ingenstans,2599,2024,0,12,5,2,1,{one}
Tomt,0114,2024,1,,,,,{none}
"""


def odd_figures():
    """A municipality with nothing but a bus, and one that reports nothing at all."""
    header = read_figures(OFFICIAL).columns[8:]
    one = {"Publ102": "2", "Publ202": "1"}
    text = BUS_ONLY.format(
        parts=",".join(header),
        one=",".join(one.get(column, "") for column in header),
        none="," * (len(header) - 1),
    )
    return parse_figures(text, "odd")


class ThePlan(unittest.TestCase):
    def check(self, figures, seed, pace):
        plan, units = planned(figures, seed, pace)
        outcome = Outcome(plan)
        for municipality in figures.municipalities:
            mine = {unit.id for unit in units if unit.scope == municipality.code}
            besok = outcome.besok(mine, figures.year)
            self.assertEqual(besok, municipality.cells["Besok01"], municipality.name)
            for number in range(101, 121):
                for children in (False, True):
                    column = f"Publ{number + 100 * children}"
                    got = outcome.publ(mine, figures.year, f"{number}", children)
                    self.assertEqual(got, municipality.cells.get(column, 0), (column, seed))

    def test_the_whole_county_adds_up(self):
        county = read_figures(OFFICIAL).joined_with(read_figures(GENERATED))
        self.check(county, 1, FULL)

    def test_a_quick_run_adds_up_whatever_the_seed(self):
        for seed in range(8):
            self.check(read_figures(OFFICIAL), seed, QUICK)

    def test_small_and_empty_municipalities_add_up(self):
        for seed in range(8):
            for pace in (FULL, QUICK):
                self.check(odd_figures(), seed, pace)

    def test_the_same_seed_makes_the_same_plan(self):
        figures = read_figures(OFFICIAL)
        first, _ = planned(figures, 7, QUICK)
        again, _ = planned(figures, 7, QUICK)
        other, _ = planned(figures, 8, QUICK)
        self.assertEqual(first.book, again.book)
        self.assertNotEqual(first.book, other.book)

    def test_one_device_a_staffed_service_point_and_a_second_for_the_busiest(self):
        county = read_figures(OFFICIAL).joined_with(read_figures(GENERATED))
        plan, _ = planned(county, 1, FULL)
        points = sum(municipality.service_points for municipality in county.municipalities)
        self.assertEqual(len(plan.roles.devices), points + FULL.pairs_max)

    def test_a_single_agent_plays_every_part(self):
        only = odd_figures()
        only = replace(only, municipalities=only.municipalities[:1])
        for seed in range(4):
            self.check(only, seed, QUICK)
        roles = planned(only, 1, QUICK)[0].roles
        self.assertEqual(roles.copied, roles.pairs[0][0])
        self.assertEqual(roles.restored, roles.pairs[0][1])

    def test_every_round_has_disputes_of_every_kind_for_a_pair(self):
        plan, _ = planned(read_figures(OFFICIAL), 3, QUICK)
        for first, second in plan.roles.pairs:
            for round in range(2, plan.rounds + 1):
                mine = plan.book.deeds[round, first.name]
                theirs = plan.book.deeds[round, second.name]
                deleted = {deed.record for deed in mine if isinstance(deed, Delete)}
                edited = {deed.record for deed in mine if isinstance(deed, Edit)}
                answered = {deed.record for deed in theirs if isinstance(deed, Edit)}
                self.assertGreaterEqual(len(deleted & answered), 2)
                self.assertEqual(len(edited & answered), 1)
                self.assertTrue(
                    any(len(deed.changes) == 2 for deed in mine if isinstance(deed, Edit))
                )

    def test_only_the_copied_disk_writes_under_two_names(self):
        plan, _ = planned(read_figures(OFFICIAL), 3, FULL)
        name = plan.roles.copy.name
        rounds = {round for round, node in plan.book.entries if node == name}
        self.assertEqual(rounds, {3, 4})
        self.assertTrue(plan.book.after_copy[name])

    def test_no_category_happens_twice_on_one_day_at_one_place(self):
        plan, _ = planned(read_figures(OFFICIAL), 3, FULL)
        keys = [
            (entry["fields"]["unit"], entry["fields"]["date"], entry["fields"]["category"])
            for lines in plan.book.entries.values()
            for line in lines
            for entry in line
            if entry["type"] == "activity" and entry["fields"]["staff_organised"]
        ]
        # Drafts and cancelled occasions fall where they fall.
        self.assertLess(len(keys) - len(set(keys)), len(keys) // 20)


if __name__ == "__main__":
    unittest.main()
