"""The municipalities' service points: those the aggregator knows already, and the file `org import`
reads for the others."""

import csv
from dataclasses import dataclass, replace

HEADER = ("scope", "municipality", "name", "kind", "sigel", "valid_from", "valid_to")
FIRST_DAY = "2012-01-01"  # The register begins with KB's categories.


@dataclass(frozen=True)
class Unit:
    """A place of a library. `id` is given by the aggregator; before the import it is empty."""

    scope: str
    municipality: str
    name: str
    kind: str
    sigel: str = ""
    valid_to: str = ""
    id: str = ""


@dataclass(frozen=True)
class Organisation:
    """`units` have agents; `unstaffed` ones have only counts; `closed` ones are in the register but
    not among the figures' service points."""

    units: tuple
    unstaffed: tuple
    closed: tuple

    @property
    def all(self):
        return self.units + self.unstaffed + self.closed

    def with_ids(self, listed):
        ids = {(row["scope"], row["name"]): row["id"] for row in listed}

        def known(units):
            return tuple(replace(unit, id=ids[unit.scope, unit.name]) for unit in units)

        return Organisation(known(self.units), known(self.unstaffed), known(self.closed))


def organise(figures, listed):
    """As many staffed units a municipality as the figures say.

    A municipality that reports none has a book bus: its visits count, and it is no service point.
    The largest one also has a self-service place, where visits are no visits of KB's.
    """
    units, closed = [], []
    for municipality in figures.municipalities:
        known = [
            Unit(municipality.code, row["municipality"], row["name"], "branch", row["sigel"] or "")
            for row in listed
            if row["scope"] == municipality.code and row["kind"] == "branch"
        ]
        kept = known[: municipality.cells["BemanService01"]]
        units += kept or [new_unit(municipality, 1)]
        numbers = range(len(kept or [1]) + 1, municipality.service_points + 1)
        units += [new_unit(municipality, number) for number in numbers]
        # Closed the day before KB asks how many there are.
        closed += [replace(u, valid_to=f"{figures.year}-12-30") for u in known[len(kept) :]]
    largest = max(figures.municipalities, key=lambda m: m.cells["Population01"])
    unstaffed = Unit(largest.code, largest.name, "Meröppet", "unstaffed")
    return Organisation(tuple(units), (unstaffed,), tuple(closed))


def new_unit(municipality, number):
    if municipality.cells["BemanService01"] == 0:
        return Unit(municipality.code, municipality.name, "Bokbussen", "bus")
    name = "Huvudbiblioteket" if number == 1 else f"Filial {number}"
    return Unit(municipality.code, municipality.name, name, "branch")


def write_org(path, units):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for unit in units:
            place = (unit.scope, unit.municipality, unit.name, unit.kind, unit.sigel)
            writer.writerow([*place, FIRST_DAY, unit.valid_to])


def staffed_on_last_day(listed, code, year):
    """BemanService01: branches (book buses are counted apart) that are open on 31 December."""
    last = f"{year}-12-31"
    return sum(
        row["scope"] == code
        and row["kind"] == "branch"
        and (row["valid_from"] or last) <= last <= (row["valid_to"] or last)
        for row in listed
    )
