"""Dividing whole numbers without losing one, and the days of a library's year."""

import datetime

CLOSED = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
WEEK = datetime.timedelta(days=7)


def apportion(total, weights):
    """Whole parts in proportion to the weights (largest remainder); their sum is `total`."""
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [(-(total * weight % whole), place) for place, weight in enumerate(weights)]
    for _, place in sorted(remainders)[: total - sum(parts)]:
        parts[place] += 1
    return parts


def open_days(year, every=1):
    """Monday to Saturday outside the fixed holidays; of these each `every`-th."""
    first = datetime.date(year, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(366)]
    days = [
        day
        for day in days
        if day.year == year and day.isoweekday() < 7 and (day.month, day.day) not in CLOSED
    ]
    return days[::every]


def whole_weeks(year, every=1):
    """Mondays of the ISO weeks that lie wholly in the year, so that no count straddles two."""
    first = datetime.date(year, 1, 1)
    monday = first + datetime.timedelta(days=-first.weekday() % 7)
    weeks = []
    while (monday + WEEK - datetime.timedelta(days=1)).year == year:
        weeks.append(monday)
        monday += WEEK
    return weeks[::every]


def monday_of(day):
    return day - datetime.timedelta(days=day.weekday())


def round_of(day, year, rounds):
    """The part of the year, 1…rounds, in which this day is recorded; other years at an end."""
    if day.year != year:
        return 1 if day.year < year else rounds
    return min(rounds, (day.timetuple().tm_yday - 1) * rounds // 366 + 1)
