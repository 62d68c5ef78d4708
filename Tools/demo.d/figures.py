"""KB's yearly figures as a CSV file: one row a municipality, one column a variable.

A file is believed only when every total is the sum of its parts, because the whole run is judged
against it.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

CATEGORIES = tuple(f"{number}" for number in range(101, 121))
# KB's form for public libraries leaves these three out; a file may have them.
OPTIONAL_CATEGORIES = ("107", "108", "109")
LEADING = ("municipality", "code", "year")
TOTALS = ("BemanService01", "Population01", "Besok01", "Publ199", "Publ299")
LARGEST = 99_999_999  # KB's own limit for an integer.


def for_children(category):
    """The column of the occasions for children: Publ2nn for category 1nn."""
    return f"Publ2{category[1:]}"


def known_columns():
    """Every column a file may have, in KB's order."""
    every = [f"Publ{c}" for c in CATEGORIES]
    children = [for_children(c) for c in CATEGORIES]
    return [*LEADING, *TOTALS, *every, *children]


def required_columns():
    optional = {f"Publ{c}" for c in OPTIONAL_CATEGORIES}
    optional |= {for_children(c) for c in OPTIONAL_CATEGORIES}
    return [column for column in known_columns() if column not in optional]


class BadFigures(Exception):
    """The sentence a person needs to mend the file."""


@dataclass(frozen=True)
class Municipality:
    """One row; `cells` holds every number by its column, a blank as 0."""

    name: str
    code: str
    year: int
    cells: dict

    @property
    def service_points(self):
        """Agents to run: a municipality without staffed service points still has one who counts."""
        return max(1, self.cells["BemanService01"])

    def occasions(self, category):
        return self.cells.get(f"Publ{category}", 0)

    def occasions_for_children(self, category):
        return self.cells.get(for_children(category), 0)


@dataclass(frozen=True)
class Figures:
    """A whole file. `columns` keeps the file's own order, so that a report can be laid beside it."""

    columns: tuple
    municipalities: tuple

    @property
    def year(self):
        return self.municipalities[0].year

    @property
    def numbers(self):
        """The columns that hold numbers to compare."""
        return tuple(column for column in self.columns if column not in LEADING)

    def joined_with(self, other):
        return Figures(self.columns, self.municipalities + other.municipalities)


def read_figures(path):
    """Reads and judges a file; raises BadFigures, or OSError when it cannot be read at all."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadFigures(f"{path} is not UTF-8 text. Save it as “CSV UTF-8”.") from None
    return parse_figures(text, str(path))


def parse_figures(text, name):
    lines = [line for line in text.splitlines() if line.strip(" ,;\t")]
    if not lines:
        raise BadFigures(f"{name} is empty.")
    delimiter = ";" if ";" in lines[0] else ","
    try:
        header, *rows = csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise BadFigures(f"{name} is not a CSV file: {error}.") from None
    columns = read_header([cell.strip() for cell in header], name)
    if not rows:
        raise BadFigures(f"{name} has a header but no municipality.")
    municipalities = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise BadFigures(
                f"{name}, row {number}: {len(row)} cells stand under {len(header)} columns."
            )
        cells = {column: row[place].strip() for column, place in columns.items()}
        municipalities.append(read_row(cells, f"{name}, row {number}"))
    refuse_mixture(municipalities, name)
    return Figures(tuple(columns), tuple(municipalities))


def read_header(header, name):
    """Column → its place in a row. Columns that are none of KB's figures are left out."""
    for column in required_columns():
        if column not in header:
            raise BadFigures(f"{name} has no column {column}.")
    known = set(known_columns())
    places = {}
    for place, column in enumerate(header):
        if column in places:
            raise BadFigures(f"{name} has the column {column} twice.")
        if column in known:
            places[column] = place
    return places


def read_row(cells, where):
    if not cells["municipality"]:
        raise BadFigures(f"{where}: the municipality has no name.")
    if not re.fullmatch(r"[0-9]{3,4}", cells["code"]):
        raise BadFigures(
            f"{where}: {cells['municipality']} has the code “{cells['code']}”; "
            "a municipality's code is four digits, such as 1780."
        )
    code = cells["code"].zfill(4)  # A spreadsheet drops the first 0 of Stockholm's 0180.
    who = f"{cells['municipality']} ({code})"
    numbers = {
        column: read_number(cell, f"{who}, {column}")
        for column, cell in cells.items()
        if column not in LEADING
    }
    year = read_number(cells["year"], f"{who}, year")
    if not 2012 <= year <= 9000:
        raise BadFigures(f"{who}, year: {year}, but KB's categories begin in 2012.")
    municipality = Municipality(cells["municipality"], code, year, numbers)
    check_sums(municipality, who)
    return municipality


def read_number(cell, where):
    """A blank is 0: KB publishes nothing where a library left the question out."""
    if cell == "":
        return 0
    if not re.fullmatch(r"[0-9]{1,12}", cell):
        raise BadFigures(f"{where}: “{cell}” is not a whole number from 0 up.")
    if int(cell) > LARGEST:
        raise BadFigures(f"{where}: {cell} is more than KB's form takes ({LARGEST}).")
    return int(cell)


def check_sums(municipality, who):
    for category in CATEGORIES:
        every = municipality.occasions(category)
        children = municipality.occasions_for_children(category)
        if children > every:
            raise BadFigures(
                f"{who}, {for_children(category)}: {children} occasions for children, "
                f"but Publ{category} has only {every} in all."
            )
    check_total(municipality, who, "Publ199", "Publ101…Publ120", municipality.occasions)
    check_total(
        municipality, who, "Publ299", "Publ201…Publ220", municipality.occasions_for_children
    )


def check_total(municipality, who, total, parts, part):
    expected = sum(part(category) for category in CATEGORIES)
    if municipality.cells[total] != expected:
        raise BadFigures(
            f"{who}, {total}: {municipality.cells[total]}, but {parts} add up to {expected}."
        )


def refuse_mixture(municipalities, name):
    seen = {}
    for municipality in municipalities:
        if municipality.code in seen:
            raise BadFigures(
                f"{name}: the code {municipality.code} stands for both "
                f"{seen[municipality.code]} and {municipality.name}."
            )
        seen[municipality.code] = municipality.name
    years = sorted({municipality.year for municipality in municipalities})
    if len(years) > 1:
        raise BadFigures(
            f"{name} mixes the years {years[0]} and {years[-1]}; one run reports one year."
        )


def write_figures(path, figures):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(figures.columns)
        for municipality in figures.municipalities:
            leading = (municipality.name, municipality.code, municipality.year)
            cells = dict(zip(LEADING, leading, strict=True)) | municipality.cells
            writer.writerow([cells[column] for column in figures.columns])
