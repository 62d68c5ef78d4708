"""Histories of one record: small ones with a name, and seeded ones without."""

from reference import lines, merge, names, strict
from reference.chance import Chance, fixed_id

CATALOGUE = fixed_id("catalogue")
START = 1_762_160_000_000


class Story:
    """Writes changes of one record, as several authors would."""

    def __init__(self, name, seed):
        self.name = name
        self.chance = Chance(seed)
        self.record = self.chance.id()
        self.at = START
        self.entries = []

    def write(self, kind, seen=(), at=None, received=None, **members):
        change = lines.write(
            at=self.at if at is None else at, by="anl", catalogue=CATALOGUE, kind=kind,
            nonce=self.chance.id(), record=self.record, seen=sorted(c.id for c in seen),
            type="activity", **members)
        self.entries.append(merge.Entry(change, received))
        return change

    def put(self, seen=(), at=None, received=None, **fields):
        return self.write("put", seen, at, received, fields=dict(sorted(fields.items())))

    def inc(self, seen=(), tally=None, **fields):
        extra = {} if tally is None else {"tally": tally}
        return self.write("inc", seen, fields=dict(sorted(fields.items())), **extra)

    def delete(self, seen):
        return self.write("del", seen)

    def judge(self, target, status, seen, person=None):
        extra = {} if person is None else {"person": person}
        if status == "erased":
            extra |= {"fields": ["x"], "seal": names.hash_of(b"a seal")}
        return self.write(
            "verdict", seen, facet=lines.FACETS[status], status=status, target=target.id,
            reason="example", **extra)

    def forget(self, change):
        self.entries = [entry for entry in self.entries if entry.change is not change]


STORIES = []


def story(function):
    STORIES.append(function)
    return function


@story
def two_devices_on_one_day(s):
    s.put(visits=120)
    s.put(visits=118)


@story
def a_conflict_closed(s):
    a, b = s.put(visits=120), s.put(visits=118)
    s.put([a, b], visits=119)


@story
def equal_values_are_no_conflict(s):
    s.put(visits=120)
    s.put(visits=120)


@story
def composed_and_decomposed_letters_differ(s):
    s.put(title="\u00f6")
    s.put(title="o\u0308")


@story
def every_kind_of_value(s):
    a = s.put(a=None, b=True, c=-3, d="\u00e5\n\"", e=[], f=["sv", "fi"])
    s.put([a], a=1, f=[])
    s.put([a], a="1", f=None)


@story
def a_baseline_absorbs_what_it_saw(s):
    clicks = s.inc(n=130)
    s.put([clicks], n=120)
    s.put([clicks], n=120)
    s.inc([clicks], n=1)


@story
def a_sum_of_clicks_alone(s):
    s.inc(n=5)
    s.inc(n=-2)


@story
def clicks_on_a_text_write_nothing(s):
    s.put(n="abc")
    s.inc(n=1)


@story
def sums_are_clamped_once(s):
    for _ in range(3):
        s.inc(n=strict.INTEGER_MAX)
    s.inc(n=-strict.INTEGER_MAX)
    s.inc(n=-strict.INTEGER_MAX)


@story
def a_copied_row_of_clicks_counts_once(s):
    row = fixed_id("row of clicks")
    five = s.inc(n=5, tally=row)
    s.inc(n=7, tally=row)
    s.put([five], n=4)


@story
def rows_of_clicks_count_per_field(s):
    row = fixed_id("row of clicks")
    s.inc(m=2, n=5, tally=row)
    s.inc(m=9, tally=row)


@story
def deleted(s):
    s.delete([s.put(x=1)])


@story
def recreated_after_a_delete(s):
    old = s.inc(n=120)
    s.inc([s.delete([old])], n=1)


@story
def a_delete_beside_an_edit(s):
    a = s.put(x=1)
    s.put([a], x=2)
    s.delete([a])


@story
def a_delete_beside_an_edit_kept(s):
    a = s.put(x=1)
    b = s.put([a], x=2)
    s.put([b, s.delete([a])], x=2)


@story
def a_delete_beside_an_edit_deleted(s):
    a = s.put(x=1)
    b = s.put([a], x=2)
    s.delete([b, s.delete([a])])


@story
def a_click_decides_nothing(s):
    a = s.put(x=1)
    b = s.put([a], x=2)
    s.inc([b, s.delete([a])], n=1)


@story
def a_late_click_brings_nothing_back(s):
    old = s.inc(n=120)
    s.inc([s.delete([old])], n=1)
    s.inc([old], n=1)


@story
def two_deletes_one_of_which_saw_the_edit(s):
    a = s.put(x=1)
    b = s.put([a], x=2)
    s.delete([a])
    s.delete([b])


@story
def an_edit_that_one_delete_saw_disputes_no_other(s):
    a = s.put(x=1)
    b = s.put([a], x=2)
    s.inc([s.delete([a]), s.delete([b])], n=1)


@story
def a_missing_ancestor_is_waited_for(s):
    ghost = s.put(x=1)
    s.put([ghost], x=2)
    s.put(y=1)
    s.forget(ghost)


@story
def quarantine_gives_back_what_was_replaced(s):
    good = s.put(x=7)
    bad = s.put([good], x=999)
    s.judge(bad, "quarantined", [bad])


@story
def a_release_survives_a_second_judgement(s):
    put = s.put(x=1)
    first = s.judge(put, "quarantined", [put])
    s.judge(put, "released", [first], person="eva")
    s.judge(put, "quarantined", [put])


@story
def two_people_judge_and_the_strictest_holds(s):
    put = s.put(x=1)
    s.judge(put, "released", [put], person="eva")
    s.judge(put, "declined", [put], person="bo")


@story
def a_later_verdict_beats_every_earlier_one(s):
    put = s.put(x=1)
    s.judge(put, "released", [s.judge(put, "declined", [put], person="eva")])


@story
def facets_are_judged_apart(s):
    put = s.put(x=1)
    door = s.judge(put, "released", [put])
    s.judge(put, "accepted", [door], person="eva")


@story
def the_earlier_of_both_clocks_decides_what_is_shown(s):
    s.put(at=START + 9_000, received=START + 400, x=1)
    s.put(at=START + 500, received=START + 600, x=2)


@story
def without_a_receipt_the_authors_clock_counts(s):
    s.put(at=START + 900, x=1)
    s.put(at=START + 500, received=START + 600, x=2)


@story
def at_the_same_time_the_greater_id_is_shown(s):
    s.put(x=1)
    s.put(x=2)
    s.put(x=3)


@story
def a_kind_of_a_later_version_writes_nothing(s):
    put = s.put(x=1)
    s.write("swap", [put], fields={"x": 2})


def named():
    for index, function in enumerate(STORIES):
        told = Story(function.__name__.replace("_", " "), seed=1_000 + index)
        function(told)
        yield told


def seeded(count):
    """Histories that nobody thought of: forks, old views, verdicts, lost ancestors, both clocks."""
    for seed in range(count):
        told = Story(f"seed {seed}", seed)
        for _ in range(3 + told.chance.below(14)):
            _continue(told)
        if told.chance.below(4) == 0:
            told.forget(told.chance.pick(told.entries).change)
        yield told


def _continue(told):
    chance = told.chance
    known = [entry.change for entry in told.entries]
    view = known if chance.below(3) else known[: chance.below(len(known) + 1)]
    named_ids = {i for change in view for i in change.seen}
    seen = [change for change in view if change.id not in named_ids]
    told.at += chance.pick([0, 0, 1, -1, 1_000_000_000, -1_000_000_000])
    received = None if chance.below(3) == 0 else told.at + chance.below(5) - 2
    kind = chance.pick(["put"] * 8 + ["inc"] * 4 + ["del"] * 3 + ["verdict"] * 3 + ["lock"])
    if kind == "put":
        pool = [0, 1, 120, strict.INTEGER_MAX, "1", "\u00f6", "o\u0308", None, True, ["sv", "fi"]]
        fields = {name: chance.pick(pool) for name in "nxy" if chance.below(2)}
        told.write("put", seen, received=received, fields=fields)
    elif kind == "inc":
        amount = chance.pick([1, 2, 7, -1, strict.INTEGER_MAX])
        row = chance.pick([None, None, fixed_id("row a"), fixed_id("row b")])
        told.inc(seen, tally=row, n=amount)
    elif kind == "verdict" and known:
        status = chance.pick(sorted(lines.FACETS))
        told.judge(chance.pick(known), status, seen, person=chance.pick([None, "eva"]))
    elif kind != "verdict":
        told.write(kind, seen, received=received)
