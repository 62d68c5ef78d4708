"""The year as a plan: from yearly figures to what each device enters on which day.

The plan is a function of figures, units and seed. Carried out and reconciled, its records add up
to exactly the figures again; the tests count them by themselves.
"""

import datetime
from dataclasses import dataclass
from random import Random

import activities
import visits
from book import Book, Clicks, Delete, Truth, activity_entry, visit_entry, visit_record
from disputes import dispute_activities, dispute_visit
from roles import COPY_ROUND, Roles, cast
from spread import apportion, open_days, round_of, whole_weeks

ACTIVITIES_ALONE_MAX = 150  # More than this in a round at one place are entered in groups.


@dataclass(frozen=True)
class Pace:
    """How much of the year is played. A quick run has fewer days, not fewer kinds of fault."""

    rounds: int
    every_day: int
    every_week: int
    pairs_max: int


FULL = Pace(rounds=4, every_day=1, every_week=1, pairs_max=4)
QUICK = Pace(rounds=3, every_day=6, every_week=4, pairs_max=2)


@dataclass(frozen=True)
class Plan:
    roles: Roles
    rounds: int
    book: Book


class Planner:
    """Writes the book. Each purpose draws from its own stream, so that one does not shift another."""

    def __init__(self, figures, organisation, seed, pace):
        self.figures, self.seed, self.pace = figures, seed, pace
        self.unstaffed = organisation.unstaffed
        self.year = figures.year
        self.days = open_days(self.year, pace.every_day)
        self.weeks = whole_weeks(self.year, pace.every_week)
        self.roles = cast(figures, organisation.units, self.stream("roles"), pace.pairs_max)
        self.book = Book()

    def stream(self, purpose):
        return Random(f"{self.seed}/{purpose}")

    def round_of(self, day):
        return round_of(day, self.year, self.pace.rounds)

    def devices_of(self, municipality):
        """One device a unit: the first ones, not the second."""
        seconds = {second for _, second in self.roles.pairs}
        return [
            device
            for device in self.roles.devices
            if device.unit.scope == municipality.code and device not in seconds
        ]

    def make(self):
        for municipality in self.figures.municipalities:
            self.plan_visits(municipality)
            self.plan_activities(municipality)
        self.plan_unstaffed()
        return Plan(self.roles, self.pace.rounds, self.book)

    def enter(self, device, round, number, objects):
        """Once the disk is copied, original and copy take turns with the lines."""
        both = device == self.roles.copied and round > COPY_ROUND and number % 2
        self.book.enter((self.roles.copy if both else device).name, round, objects)

    # Visits

    def plan_visits(self, municipality):
        random = self.stream(f"visits {municipality.code}")
        devices = self.devices_of(municipality)
        weights = [5] + [random.randint(1, 3) for _ in devices[1:]]
        shares = apportion(municipality.cells["Besok01"], weights)
        if self.measures(devices):
            kept = visits.measurable(shares[-1])
            shares[0], shares[-1] = shares[0] + shares[-1] - kept, kept
        for device, share in zip(devices, shares, strict=True):
            self.plan_visits_of(device, share, self.style(device, devices, random), random)
        self.plan_other_years(devices[0], random)

    def measures(self, devices):
        """The smallest place has no counter, if there are enough others to take the remainder."""
        return len(devices) > 2 and not self.clicks_at(devices[-1])

    def clicks_at(self, device):
        return device == self.roles.copied or self.roles.second_of(device) is not None

    def style(self, device, devices, random):
        if self.clicks_at(device):
            return "clicks"
        if device == devices[-1] and self.measures(devices):
            return "measured"
        return random.choice(("daily", "halved", "weekly"))

    def plan_visits_of(self, device, share, style, random):
        if style == "measured":
            counts = visits.measured_weeks(share, self.year, random)
        elif style == "weekly":
            counts = visits.weekly_readings(share, self.weeks, random)
        else:
            totals = visits.daily_totals(share, self.days, random)
            if style == "clicks":
                self.plan_clicks(device, totals, random)
            read = visits.halved_readings if style == "halved" else visits.readings
            counts = read(totals, random)
        self.enter_visits(device, counts)
        if self.roles.second_of(device):
            self.dispute_visits(device, counts, random)

    def enter_visits(self, device, counts):
        groups = {}
        for visit in counts:
            groups.setdefault(self.round_of(visit.date), []).append(visit)
            record = visit_record(device.unit.id, visit.date.isoformat(), visit.granularity)
            self.book.truth[record] = Truth(visit.fields)
        for round, found in groups.items():
            for number, week in enumerate(visits.by_week(found)):
                self.enter(
                    device, round, number, [visit_entry(device.unit.id, visit) for visit in week]
                )

    def plan_clicks(self, device, totals, random):
        """One day a round the counter is out of order and visitors are tallied by hand."""
        for round in range(1, self.pace.rounds + 1):
            day = random.choice([day for day in totals if self.round_of(day) == round])
            tellers = self.tellers(device, round)
            for (teller, do), count in zip(
                tellers, apportion(totals.pop(day), [1] * len(tellers)), strict=True
            ):
                if count:
                    do(teller.name, Clicks(day.isoformat(), count))

    def tellers(self, device, round):
        """Who clicks on the same day: both devices of a branch, both lives of a copied disk."""

        def in_turn(name, clicks):
            self.book.do(name, round, clicks)

        result = [(device, in_turn)]
        if second := self.roles.second_of(device):
            result.append((second, in_turn))
        if device == self.roles.copied and round == COPY_ROUND:
            result.append((device, self.book.do_after_copy))
            result.append((self.roles.copy, self.book.do_after_copy))
        elif device == self.roles.copied and round > COPY_ROUND:
            result.append((self.roles.copy, in_turn))
        return result

    def dispute_visits(self, device, counts, random):
        for round in range(1, self.pace.rounds + 1):
            found = [visit for visit in counts if self.round_of(visit.date) == round]
            dispute_visit(self.book, self.roles.second_of(device), round, random.choice(found))

    def plan_other_years(self, device, random):
        """Counts of the years around, which must not move this year's figures."""
        for day in self.days_of_other_years(random):
            other = visits.Visit(day, "day", {"count": random.randint(1, 90), "method": "reading"})
            self.enter_visits(device, [other])

    def days_of_other_years(self, random):
        """A day of next year, and one of last year unless that lies before KB's categories."""
        years = [self.year + 1] + [self.year - 1] * (self.year > 2012)
        return [datetime.date(year, 1, random.randint(8, 28)) for year in years]

    def plan_unstaffed(self):
        """Self-service places belong to somebody's scope, but their visits are in no figure."""
        for unit in self.unstaffed:
            random = self.stream(f"unstaffed {unit.scope}")
            device = next(d for d in self.roles.devices if d.unit.scope == unit.scope)
            for day in random.sample(self.days, 3):
                fields = {"count": random.randint(1, 40), "method": "reading"}
                entry = visit_entry(unit.id, visits.Visit(day, "day", fields))
                self.book.enter(device.name, self.round_of(day), [entry])

    # Activities

    def plan_activities(self, municipality):
        random = self.stream(f"activities {municipality.code}")
        devices = self.devices_of(municipality)
        occasions = activities.occasions_of(municipality)
        random.shuffle(occasions)
        shares = apportion(len(occasions), [3] + [random.randint(1, 2) for _ in devices[1:]])
        for device, share in zip(devices, shares, strict=True):
            mine, occasions = occasions[:share], occasions[share:]
            self.plan_activities_of(device, mine, random)
        self.plan_uncounted(devices[0], random)

    def plan_activities_of(self, device, occasions, random):
        found = {}
        for category, children in sorted(set(occasions)):
            number = occasions.count((category, children))
            for day in activities.days_for(number, self.days, random):
                fields = activities.activity(device.unit.id, day, category, children, random)
                record = activities.record_id(random)
                self.book.truth[record] = Truth(dict(fields))
                found.setdefault(self.round_of(day), {})[record] = fields
        if second := self.roles.second_of(device):
            rounds = range(2, self.pace.rounds + 1)
            for round in rounds:
                entered = found.setdefault(round - 1, {})
                dispute_activities(self, (device, second), round, entered, random)
        for round, entered in found.items():
            self.enter_activities(device, round, entered)

    def enter_activities(self, device, round, entered):
        lines = [activity_entry(record, fields) for record, fields in entered.items()]
        size = 1 + len(lines) // ACTIVITIES_ALONE_MAX
        for number, start in enumerate(range(0, len(lines), size)):
            self.enter(device, round, number, lines[start : start + size])

    def plan_uncounted(self, device, random):
        """Occasions that are recorded and must not count."""
        for day in random.sample(self.days, random.randint(1, 3)):
            self.enter_one(device, day, random, staff_organised=False)
        for day in self.days_of_other_years(random):
            self.enter_one(device, day, random)
        day = random.choice([day for day in self.days if self.round_of(day) < self.pace.rounds])
        cancelled = self.enter_one(device, day, random)
        self.book.truth[cancelled].alive = False
        self.book.do(device.name, self.round_of(day) + 1, Delete(cancelled))

    def enter_one(self, device, day, random, **changed):
        children = random.random() < 0.5
        fields = activities.activity(
            device.unit.id, day, activities.some_category(random), children, random, **changed
        )
        record = activities.record_id(random)
        self.book.truth[record] = Truth(dict(fields))
        self.enter(device, self.round_of(day), 0, [activity_entry(record, fields)])
        return record


def make_plan(figures, organisation, seed, pace):
    """`organisation` is that of the figures, with ids."""
    return Planner(figures, organisation, seed, pace).make()
