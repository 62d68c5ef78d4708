"""The figures of all runs, and how they are printed."""

import statistics


class Results:
    """Figures by name, in the order they were first measured."""

    def __init__(self):
        self.figures, self.units = {}, {}

    def add(self, name, value, unit):
        self.units[name] = unit
        self.figures.setdefault(name, []).append(value)

    def lines(self):
        """`name value unit (min–max, runs)`"""
        for name, values in self.figures.items():
            yield f"{name} {middle(values)} {self.units[name]} ({span(values)}, {len(values)})"

    def table(self):
        yield "| figure | median | unit | min–max | runs |"
        yield "| --- | ---: | --- | ---: | ---: |"
        for name, values in self.figures.items():
            cells = (name, middle(values), self.units[name], span(values), len(values))
            yield f"| {' | '.join(map(str, cells))} |"


def middle(values):
    return spelled(statistics.median(values))


def span(values):
    return f"{spelled(min(values))}–{spelled(max(values))}"


def spelled(value):
    """Three digits that matter; whole numbers as they are."""
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"
