"""The people at a branch: they record, correct, count, delete, decide and look, and now and then
somebody pulls the plug in the middle."""

import asyncio
import datetime
import json

import activities
from account import FAILED, SAVED, UNKNOWN
from branch import spelled
from processes import sentence_of
from programs import json_lines

YEAR = 2015  # Before the earliest of the wrong clocks.
DAYS = [datetime.date(YEAR, 3, 2) + datetime.timedelta(days=n) for n in range(40)]
CLICK_DAYS = [day.isoformat() for day in DAYS[:3]]
COUNTERS = ("entré", "barn")
KILLED_IN_A_HUNDRED = 35
FORMS_KEPT = 8
RECORDS_KEPT = 400
PAUSE_SECONDS_MAX = 1.5
# What a command may say no with: the data is not right (any more), no such record, no line, busy, not
# enrolled yet. No room is for full disks alone.
NO = {65, 66, 69, 75, 77, 78}

DEEDS = {
    "log": 34, "click": 14, "edit": 16, "edit an old form": 7, "look": 6, "delete": 5, "settle": 6,
    "sync": 16, "read": 3, "verify": 1, "rebuild": 1,
}


class Person:
    def __init__(self, world, station, number):
        self.world, self.station, self.account = world, station, world.account
        self.random = world.stream(f"{station.name}/person {number}")
        self.file = world.entries / f"{station.name}-{number}.ndjson"

    async def work(self):
        while self.world.is_open:
            async with self.station.gate.use():
                await self.act()
            await asyncio.sleep(self.random.uniform(0, PAUSE_SECONDS_MAX) * self.world.pace)

    async def act(self):
        deed = self.random.choices(list(DEEDS), DEEDS.values())[0]
        match deed:
            case "log": await self.log()
            case "click": await self.click()
            case "edit": await self.edit(self.some_record(), heads=None)
            case "edit an old form": await self.save_form()
            case "look": await self.look()
            case "delete": await self.delete()
            case "settle": await self.settle()
            case "sync": await self.run("sync")
            case "read": await self.run("report", "kb", "--year", YEAR, "--format", "csv")
            case _: await self.run(deed)

    # What is done

    async def log(self):
        """A file of actions, some of several records at once."""
        named = set()
        actions = [self.action(named) for _ in range(self.random.randint(1, 5))]
        attempt = self.account.begin(self.station, "log", actions)
        for action in attempt.groups:
            for entry in action:
                entry["fields"]["note"] = attempt.mark
        lines = [action if len(action) > 1 else action[0] for action in attempt.groups]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        self.file.write_text(text, encoding="utf-8")
        await self.save(attempt, "log", "--from", self.file)

    def action(self, named):
        """- named: the days whose visits the file has counted already."""
        return [self.entry(named) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]

    def entry(self, named):
        day = self.random.choice(DAYS)
        if day not in named and self.random.random() < 0.3:
            named.add(day)
            count = self.random.randint(0, 400)
            fields = {"count": count, "method": "reading"}
            return {"type": "visit", "date": day.isoformat(), "fields": fields}
        record = activities.record_id(self.random)
        fields = activities.activity(
            self.station.device.unit.id, day, activities.some_category(self.random),
            self.random.random() < 0.5, self.random, self.random.random() < 0.9,
        )
        return {"type": "activity", "record": record, "fields": fields}

    async def click(self):
        clicks = self.random.randint(1, 9)
        date, counter = self.random.choice(CLICK_DAYS), self.random.choice(COUNTERS)
        place = f"{self.station.device.unit.id} {date} {counter}"
        attempt = self.account.begin(self.station, "click", clicks=clicks, record=place)
        await self.save(
            attempt, "log", "visit", "--tally", clicks, f"date={date}", f"counter={counter}"
        )

    def some_record(self):
        """Mostly one of this computer, else one that may not have come here yet."""
        if self.random.random() < 0.7 and self.station.records:
            return self.random.choice(self.station.records)
        others = self.world.records_of(self.station.scope)
        return self.random.choice(others) if others else None

    async def edit(self, record, heads):
        if record is None:
            return
        fields = self.some_fields()
        entry = {"type": "activity", "record": record, "fields": fields}
        attempt = self.account.begin(self.station, "edit", [[entry]], record=record, heads=heads)
        fields["note"] = attempt.mark
        words = [f"{name}={spelled(value)}" for name, value in fields.items()]
        drawn = ("--heads", ",".join(heads)) if heads is not None else ()
        await self.save(attempt, "edit", record, *words, *drawn)

    def some_fields(self):
        choices = {
            "date": self.random.choice(DAYS).isoformat(),
            "category": activities.some_category(self.random),
            "participants_total": self.random.randint(0, 60),
            "title": self.random.choice(("Sagostund", "Babyrim", "Språkkafé", "Lovläsning")),
            "children_primary": self.random.random() < 0.5,
        }
        names = self.random.sample(sorted(choices), self.random.choice((1, 1, 2)))
        fields = {name: choices[name] for name in names}
        if "participants_total" in fields:
            fields["participants_total_method"] = "counted"
        return fields

    async def look(self):
        """Opens a form and leaves it open."""
        record = self.some_record()
        if record is None:
            return
        ended = await self.run("show", record, "--json", killing=False)
        if ended.status == 0:
            self.station.forms.append((record, json.loads(ended.output)["heads"]))
            del self.station.forms[:-FORMS_KEPT]

    async def save_form(self):
        if self.station.forms:
            await self.edit(*self.random.choice(self.station.forms))

    async def delete(self):
        record = self.some_record()
        if record is None:
            return
        attempt = self.account.begin(self.station, "delete", record=record)
        await self.save(attempt, "delete", record)

    async def settle(self):
        """Answers one question of the inbox, rightly or not."""
        ended = await self.run("inbox", "--json", killing=False)
        items = json.loads(ended.output) if ended.status == 0 else []
        if not items:
            return
        item = self.random.choice(items)
        self.world.questions.add(item["id"])
        words = {"value": ["--newest"], "edit-delete": ["--keep", "--delete"]}
        word = self.random.choice(words.get(item["kind"], ["--same", "--distinct"]))
        attempt = self.account.begin(self.station, "settle", record=item["record"])
        await self.save(attempt, "resolve", item["id"], word)

    # How it is done

    def peril(self):
        return self.random if self.random.randint(1, 100) <= KILLED_IN_A_HUNDRED else None

    async def run(self, *words, killing=True):
        """A command that saves nothing."""
        ended = await self.world.programs.attempt(
            "bokfink", *words, "--dir", self.station.directory,
            random=self.peril() if killing else None, env=self.station.env,
        )
        await self.judge(words, ended)
        return ended

    async def save(self, attempt, *words):
        """Does what was intended and writes down what the program said, before anything else."""
        await self.account.intend(attempt)
        asked = () if attempt.kind in ("log", "click") else ("--json",)
        words = (*words, "--by", attempt.mark, *asked)
        ended = await self.world.programs.attempt(
            "bokfink", *words, "--dir", self.station.directory, random=self.peril(),
            env=self.station.env,
        )
        answers = json_lines(ended.output) if attempt.kind != "click" else []
        said = bool(answers) or attempt.kind == "click" and ended.output.endswith("\n")
        if said:
            ids = [id for answer in answers for id in answer["saved"]]
            self.remember(attempt)
            await self.account.settle(attempt, SAVED, ids, ended.status)
        elif ended.was_killed:
            await self.account.settle(attempt, UNKNOWN, status=ended.status)
        else:
            await self.account.settle(attempt, FAILED, status=ended.status)
        await self.judge(words, ended)

    def remember(self, attempt):
        """The occasions that can be corrected later."""
        if attempt.kind == "log":
            entries = [entry for action in attempt.groups for entry in action]
            self.station.records += [e["record"] for e in entries if e["type"] == "activity"]
            del self.station.records[:-RECORDS_KEPT]

    async def judge(self, words, ended):
        if ended.was_killed:
            self.world.counts["kills of commands"] += 1
        elif ended.status not in self.allowed(words, ended):
            await self.world.fall(sentence_of("bokfink", words, ended))

    def allowed(self, words, ended):
        """A program may say no; it may not fall, and it may not find its own rows in disorder."""
        if ended.crashed or words[0] == "verify" or "damaged" in ended.errors:
            return {0, 75, 74} if self.station.is_full else {0, 75}
        return {0} | NO | ({74} if self.station.is_full else set())
