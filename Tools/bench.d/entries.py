"""What is recorded: a year of one branch, in lines for `bokfink log --from`."""

import datetime
import json
from random import Random

from activities import activity, some_category

CHANGES = 10_000
INCREMENT = 100
YEAR = datetime.date.today().year - 1
DAYS_A_YEAR = 364
COUNTERS = 4


def actions(unit, count, seed, first=0):
    """One-change actions, every other one an activity with some twelve fields, every other one a
    visit count; they fill the last whole year, then the one before it, and so on. `first` continues
    where an earlier call with the same seed ended."""
    random = Random(f"{seed} {first}")
    return [
        visit(number // 2, random) if number % 2 else occasion(unit, number // 2, random)
        for number in range(first, first + count)
    ]


def year_of(number):
    return YEAR - number // (DAYS_A_YEAR * COUNTERS)


def day_of(year, number):
    return datetime.date(year, 1, 1) + datetime.timedelta(days=number % DAYS_A_YEAR)


def occasion(unit, number, random):
    children = random.random() < 0.6
    category = some_category(random)
    day = day_of(year_of(number), random.randrange(DAYS_A_YEAR))
    return {"type": "activity", "fields": activity(unit, day, category, children, random)}


def visit(number, random):
    """No day and counter twice."""
    counter = number // DAYS_A_YEAR % COUNTERS
    return {
        "type": "visit",
        "date": day_of(year_of(number), number).isoformat(),
        "granularity": "day",
        "counter": f"dörr {counter}" if counter else "",
        "fields": {"count": random.randint(3, 400), "method": "reading"},
    }


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
