"""Makes figures/generated-2012-varmland.csv: rough figures for the municipalities of Värmland whose
official ones are not here, from the national distribution and their populations.

Run as `python3 Tools/demo.d/generate.py`; the result is committed and a test compares the two.
"""

import csv
import random
from pathlib import Path

from figures import CATEGORIES, Figures, Municipality, for_children, read_figures, write_figures

FIGURES = Path(__file__).parent / "figures"
NATIONAL = FIGURES / "kb-2012-sweden.csv"
OFFICIAL = FIGURES / "kb-2012-official.csv"
MUNICIPALITIES = FIGURES / "municipalities.csv"
GENERATED = FIGURES / "generated-2012-varmland.csv"


def read_national():
    """Sweden as a whole has the code 00, which no municipality has; so it is read as it stands."""
    with open(NATIONAL, encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return {name: int(cell) for name, cell in row.items() if cell.isdigit()}


def read_municipalities():
    with open(MUNICIPALITIES, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scaled(national, column, population, factor=1.0):
    return round(national[column] * population * factor / national["Population01"])


def generate_one(row, national):
    population, local = int(row["population"]), random.Random(int(row["code"]))
    cells = {
        "BemanService01": max(1, scaled(national, "BemanService01", population)),
        "Population01": population,
        "Besok01": scaled(national, "Besok01", population, local.uniform(0.7, 1.2)),
    }
    for category in CATEGORIES:
        every, children = f"Publ{category}", for_children(category)
        if every not in national:
            continue
        cells[every] = scaled(national, every, population, local.uniform(0.5, 1.5))
        cells[children] = cells[every] * national[children] // max(1, national[every])
    cells["Publ199"] = sum(cells.get(f"Publ{category}", 0) for category in CATEGORIES)
    cells["Publ299"] = sum(cells.get(for_children(category), 0) for category in CATEGORIES)
    return Municipality(row["municipality"], row["code"], 2012, cells)


def generate():
    official = read_figures(OFFICIAL)
    known, national = {m.code for m in official.municipalities}, read_national()
    rows = [row for row in read_municipalities() if row["code"] not in known]
    return Figures(official.columns, tuple(generate_one(row, national) for row in rows))


if __name__ == "__main__":
    write_figures(GENERATED, generate())
