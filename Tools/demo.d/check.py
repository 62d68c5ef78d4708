"""The judgement: figures, receipts and digests, each from what the programs themselves say."""

import csv
from dataclasses import dataclass

from figures import Figures, Municipality
from organisation import staffed_on_last_day
from programs import in_order


@dataclass(frozen=True)
class Difference:
    municipality: Municipality
    column: str
    reported: int


@dataclass(frozen=True)
class Judgement:
    """`complaints` are sentences; a run is good when there are none and no difference."""

    reported: Figures
    differences: tuple
    saved: int
    acknowledged: int
    digests_equal: bool
    complaints: tuple

    @property
    def good(self):
        return not self.differences and not self.complaints


async def judge(run, figures):
    reported = reported_figures(
        figures, await run.centre.report(figures.year), await run.centre.units()
    )
    received, kept = run.centre.change_ids(), run.ledger.kept
    complaints = receipt_complaints(kept, received)
    digest_complaints = await compare_agents(run, complaints)
    if opened := run.counts.opened - run.counts.resolved:
        complaints.append(f"{len(opened)} inbox items are not settled.")
    return Judgement(
        reported=reported,
        differences=tuple(differences(figures, reported)),
        saved=len(kept),
        acknowledged=len(kept & received),
        digests_equal=not digest_complaints,
        complaints=(*complaints, *digest_complaints),
    )


def receipt_complaints(kept, received):
    missing = sorted(kept - received)
    if not missing:
        return []
    return [f"The aggregator does not hold {len(missing)} saved changes, such as {missing[0]}."]


async def compare_agents(run, complaints):
    """Adds to `complaints` what an agent still waits for; returns where digests differ."""
    phase = run.progress.phase("Comparing digests", len(run.branches))
    central = {scope["scope"]: scope for scope in (await run.centre.verify())["scopes"]}
    different = []

    async def compare(branch):
        status = await branch.status()
        for name in ("waiting", "aside"):
            if status[name]:
                complaints.append(f"{branch.name}: {status[name]} changes {name}.")
        verified = await branch.verify()
        if not verified["ok"]:
            different.append(f"{branch.name}: verify finds its rows in disorder.")
        for scope in verified["scopes"]:
            different.extend(difference_of(scope, central[scope["scope"]], branch.name))

    async def after(_):
        phase.step()

    await in_order(run.branches.values(), compare, after)
    phase.finish(f"{len(run.branches)} agents, {len(different)} different")
    return different


def difference_of(mine, theirs, name):
    if (mine["n"], mine["h"], mine["digest"]) == (theirs["n"], theirs["h"], theirs["digest"]):
        return []
    return [
        f"{name}, scope {mine['scope']}: {mine['n']} changes with digest {mine['digest']}, "
        f"at the aggregator {theirs['n']} with {theirs['digest']}."
    ]


def reported_figures(figures, report, listed):
    """The report as a file like the input. The aggregator does not know how many people live in a
    municipality, so that column is the input's own; the service points are counted in the register.
    """
    rows = {row["code"]: row for row in csv.DictReader(report.splitlines())}
    municipalities = []
    for municipality in figures.municipalities:
        row = rows.get(municipality.code, {})
        cells = {column: int(row.get(column) or 0) for column in figures.numbers}
        cells["Population01"] = municipality.cells["Population01"]
        cells["BemanService01"] = staffed_on_last_day(listed, municipality.code, figures.year)
        municipalities.append(
            Municipality(municipality.name, municipality.code, municipality.year, cells)
        )
    return Figures(figures.columns, tuple(municipalities))


def differences(figures, reported):
    for given, told in zip(figures.municipalities, reported.municipalities, strict=True):
        for column in figures.numbers:
            if given.cells[column] != told.cells[column]:
                yield Difference(given, column, told.cells[column])
