"""The report beside the input, as a person reads it."""

SIDE_BY_SIDE = 3
CELLS = ("input", "report", "diff")
WIDTHS = (9, 9, 7)


def spaced(number):
    """Thousands apart, as Swedish prints them."""
    return f"{number:,}".replace(",", " ")


def signed(number):
    return "0" if number == 0 else f"{number:+,}".replace(",", " ").replace("-", "−")


def render(figures, reported, generated=()):
    """Every cell of the municipalities in full, and a line each of those in `generated` (codes)."""
    pairs = list(zip(figures.municipalities, reported.municipalities, strict=True))
    full = [pair for pair in pairs if pair[0].code not in generated]
    short = [pair for pair in pairs if pair[0].code in generated]
    parts = [
        full_table(full[start : start + SIDE_BY_SIDE], figures.numbers)
        for start in range(0, len(full), SIDE_BY_SIDE)
    ]
    if short:
        parts.append(short_table(short, figures.numbers))
    parts.append(county_line(pairs, figures.numbers))
    return "\n\n".join(parts)


def full_table(pairs, columns):
    """Rows are variables; each municipality has input, report and difference."""
    group = sum(WIDTHS) + 2
    names = "".join(f"  {given.name:>{group}.{group}}" for given, _ in pairs)
    heads = "".join(row_cells(CELLS) for _ in pairs)
    rows = [f"{'':16}{names}", f"{'variable':16}{heads}"]
    for column in columns:
        cells = ""
        for given, told in pairs:
            before, after = given.cells[column], told.cells[column]
            cells += row_cells((spaced(before), spaced(after), signed(after - before)))
        rows.append(f"{column:16}{cells}")
    return "\n".join(rows)


def row_cells(cells):
    return "  " + " ".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))


def short_table(pairs, columns):
    """One line each: the three figures that matter, and how many of all cells differ."""
    rows = [
        "Generated figures (national distribution, rough populations), report and difference",
        f"{'':16}{'Besok01':>16}{'Publ199':>16}{'Publ299':>16}{'cells that differ':>20}",
    ]
    for given, told in pairs:
        cells = "".join(
            f"{spaced(told.cells[column]):>10} {signed(told.cells[column] - given.cells[column]):>5}"
            for column in ("Besok01", "Publ199", "Publ299")
        )
        wrong = sum(given.cells[column] != told.cells[column] for column in columns)
        rows.append(f"{given.name:16.16}{cells}{wrong:>13} of {len(columns)}")
        rows += [
            f"  {column}: input {spaced(given.cells[column])}, report {spaced(told.cells[column])}"
            for column in columns
            if given.cells[column] != told.cells[column]
        ]
    return "\n".join(rows)


def county_line(pairs, columns):
    def total(side, column):
        return sum(pair[side].cells[column] for pair in pairs)

    cells = ", ".join(
        f"{column} {spaced(total(1, column))} ({signed(total(1, column) - total(0, column))})"
        for column in ("Besok01", "Publ199", "Publ299")
    )
    compared = len(pairs) * len(columns)
    wrong = sum(
        given.cells[column] != told.cells[column] for given, told in pairs for column in columns
    )
    return (
        f"All {len(pairs)} municipalities: {cells}. {compared} cells compared, {wrong} differ.\n"
        "Population01 is the input's own: the aggregator does not count inhabitants. "
        "BemanService01 is counted\nin its register of libraries; the other figures are its report."
    )
