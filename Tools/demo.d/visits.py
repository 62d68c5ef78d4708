"""A service point's year of visit counts whose sum is exactly the visits it was given.

Each style is a way libraries really count. A figure is `count` less `staff_deduction`; a door that
counts both ways is halved first.
"""

import datetime
from dataclasses import dataclass

from spread import apportion, monday_of

MEASURED_WEEKS = (20, 39)  # The weeks KB's form asked for in 2012.
OPEN_WEEKS = 50
VISITS_PER_MEASURED_VISIT = OPEN_WEEKS // len(MEASURED_WEEKS)


@dataclass(frozen=True)
class Visit:
    """One count. `date` is the day, or the Monday of the week."""

    date: datetime.date
    granularity: str
    fields: dict


def busyness(days, random):
    """Weights: Saturdays and July are quieter, and no two days are alike."""
    return [
        (6 if day.isoweekday() == 6 else 10) * (6 if day.month == 7 else 10) * random.randint(7, 13)
        for day in days
    ]


def with_deduction(visits, random):
    """A reading that includes passages of the staff, and says how many."""
    staff = random.choice((0, 0, 0, 1, 2))
    return visits + staff, {"staff_deduction": staff} if staff else {}


def daily_totals(total, days, random):
    return dict(zip(days, apportion(total, busyness(days, random)), strict=True))


def readings(totals, random):
    """One reading of the counter a day."""
    result = []
    for day, visits in totals.items():
        count, deduction = with_deduction(visits, random)
        fields = {"count": count, "method": "reading"} | deduction
        result.append(Visit(day, "day", fields))
    return result


def halved_readings(totals, random):
    """A door that counts in and out. Somebody is often inside when it is read, so readings are odd
    in pairs, one too many and one too few: only their halves' sum is whole."""
    result, inside = [], 0
    days = list(totals.items())
    for place, (day, visits) in enumerate(days):
        count, deduction = with_deduction(visits, random)
        passages = 2 * count
        if inside:
            passages, inside = passages - 1, 0
        elif place + 1 < len(days) and days[place + 1][1] > 0 and random.random() < 0.5:
            passages, inside = passages + 1, 1
        fields = {"count": passages, "method": "reading_halved"} | deduction
        result.append(Visit(day, "day", fields))
    return result


def weekly_readings(total, weeks, random):
    """The counter is read once a week."""
    result = []
    for monday, visits in zip(weeks, apportion(total, busyness(weeks, random)), strict=True):
        count, deduction = with_deduction(visits, random)
        result.append(Visit(monday, "week", {"count": count, "method": "reading"} | deduction))
    return result


def measurable(total):
    """The largest part of `total` that two measuring weeks can express exactly."""
    return total - total % VISITS_PER_MEASURED_VISIT


def measured_weeks(total, year, random):
    """Two weeks' counts whose mean, times the open weeks, is `total` (which is `measurable`)."""
    mondays = [datetime.date.fromisocalendar(year, week, 1) for week in MEASURED_WEEKS]
    weights = [random.randint(9, 11) for _ in mondays]
    result = []
    for monday, seen in zip(
        mondays, apportion(total // VISITS_PER_MEASURED_VISIT, weights), strict=True
    ):
        count, deduction = with_deduction(seen, random)
        fields = {"count": count, "method": "measuring_week", "open_weeks": OPEN_WEEKS}
        result.append(Visit(monday, "week", fields | deduction))
    return result


def by_week(visits):
    """The counts somebody enters in one sitting, a week at a time: what becomes one group."""
    weeks = {}
    for visit in visits:
        weeks.setdefault(monday_of(visit.date), []).append(visit)
    return [weeks[monday] for monday in sorted(weeks)]
