"""What two devices of one branch say about the same records while neither sees the other.

Every dispute leaves the figures wrong, or at best right by luck, until somebody settles it as the
book's truth says. They concern occasions of the round before, which both devices hold by then.
"""

import datetime

import activities
from book import Delete, Edit, Truth, visit_entry

MISCOUNT = 7


def dispute_visit(book, second, round, visit):
    """Both enter the same counter and day; the second misread the display."""
    wrong = visit.fields["count"] + MISCOUNT
    book.enter(second.name, round, [visit_entry(second.unit.id, visit, count=wrong)])


def dispute_activities(planner, pair, round, entered, random):
    """`entered` holds the first device's occasions of the round before; drafts are put into it."""
    scene = Scene(planner, pair, round, entered, random)
    scene.two_fields()
    scene.deleted_and_right_to_stay()
    scene.deleted_and_right_to_go()
    scene.twice_on_one_device()
    scene.corrected()


class Scene:
    def __init__(self, planner, pair, round, entered, random):
        self.days, self.book, self.round = planner.days, planner.book, round
        self.year, self.random, self.entered = planner.year, random, entered
        self.first, self.second = pair
        self.free = sorted(entered)

    def take(self):
        """An occasion of the figures that no other dispute uses, else one that must not count."""
        if self.free:
            return self.free.pop(self.random.randrange(len(self.free)))
        return self.add(staff_organised=False)

    def add(self, **changed):
        day = self.random.choice(self.days)
        fields = activities.activity(
            self.first.unit.id,
            day,
            activities.some_category(self.random),
            self.random.random() < 0.5,
            self.random,
            **changed,
        )
        record = activities.record_id(self.random)
        self.entered[record] = fields
        self.book.truth[record] = Truth(dict(fields))
        return record

    def edit(self, device, record, *changes):
        self.book.do(device.name, self.round, Edit(record, changes))

    def some_day(self):
        return self.random.choice(self.days).isoformat()

    def day_of_next_year(self):
        """Believed, it would take the occasion out of the year's figures."""
        return datetime.date(self.year + 1, 2, self.random.randint(1, 28)).isoformat()

    def draft(self, record):
        """Enters the occasion under a wrong category; returns the right one and another wrong."""
        right = self.book.truth[record].fields["category"]
        others = [c for c in activities.TITLES if c != right and c not in ("107", "108", "109")]
        self.entered[record]["category"], wrong = self.random.sample(others, 2)
        return right, wrong

    def two_fields(self):
        """Edited differently in two fields and identically in a third: one item with two fields."""
        record, note = self.take(), "Flyttad till annan dag."
        right, wrong = self.draft(record)
        truth = self.book.truth[record].fields
        truth |= {"date": self.some_day(), "note": note}
        lie = {"category": wrong, "date": self.day_of_next_year(), "note": note}
        self.edit(self.first, record, lie)
        self.edit(
            self.second, record, {"category": right, "date": truth["date"], "note": note}
        )

    def deleted_and_right_to_stay(self):
        record = self.take()
        truth = self.book.truth[record].fields
        truth["date"] = self.some_day()
        self.book.do(self.first.name, self.round, Delete(record))
        self.edit(self.second, record, {"date": truth["date"]})

    def deleted_and_right_to_go(self):
        record = self.add()
        self.book.truth[record].alive = False
        self.book.do(self.first.name, self.round, Delete(record))
        self.edit(self.second, record, {"date": self.some_day()})

    def twice_on_one_device(self):
        """Two command lines drawn from the same state of a record conflict like two devices."""
        record = self.take()
        truth = self.book.truth[record].fields
        truth["date"] = self.some_day()
        self.edit(self.first, record, {"date": self.day_of_next_year()}, {"date": truth["date"]})

    def corrected(self):
        """A plain correction: nobody disputes it."""
        record = self.take()
        right, _ = self.draft(record)
        self.edit(self.second, record, {"category": right})
