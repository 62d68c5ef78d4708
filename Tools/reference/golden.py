"""The files of Protocol/fixtures: whole messages, byte by byte."""

from reference import frames, lines, names, strict
from reference.chance import Chance, fixed_id
from reference.stories import CATALOGUE
from reference.tables import SCOPE, SEAL_KEY

START = 1_762_160_000_000
OWN, OTHER, AGGREGATOR = fixed_id("own device"), fixed_id("other device"), fixed_id("aggregator")
TOKEN = names.base64url(bytes(range(32, 64)))


def files():
    told = Example()
    reply = told.reply()
    return {
        "enrol-answer.json": told.enrolment_answer(),
        "enrol-request.json": body({
            "code": fixed_id("code"), "device": OWN, "machine": "B\u00f6ckernas pc",
            "name": "Molkom, disken", "tokenHash": names.hash_of(TOKEN.encode()),
        }),
        "enrol-again-request.json": told.enrolment_again(),
        "export.txt": told.export(),
        "greeting.json": told.greeting(),
        "problem.json": body({
            "code": "wrong-scope", "detail": "This device does not belong to that municipality.",
            "status": 403, "title": "This device does not belong to that municipality.",
            "type": "about:blank",
        }),
        "reply.txt": reply,
        "reply-cut.txt": reply[: reply.rindex(b"\nm ") - 40],
        "reply-stub.txt": Example().stub_reply(),
        "request-stub.txt": Example().stub_request(),
        "reply-rolled-back.txt": frames.closed(
            frames.frame("h", {"rolledBack": told.log.mark(1)}), count=0),
        "request.txt": told.request(),
        "wipe-answer.json": body({"erase": True, "nonce": "pPnlqn7VXaOuESF6-uuqg2-TXA9OTtJKkv8DdvO60Wo", "ordered": True}),
        "wipe-request.json": body({
            "aside": [["foreign-seen", told.stray.line.decode()]], "erased": False,
            "held": {SCOPE: [7, told.log.mark(7)]},
            "nonce": "pPnlqn7VXaOuESF6-uuqg2-TXA9OTtJKkv8DdvO60Wo",
        }),
        "wait.txt": b"\n\n" + body({"tips": {SCOPE: told.log.mark(7)}}),
    }


def body(value) -> bytes:
    return strict.write(value) + b"\n"


class Example:
    """A day in scope 1780: another device has written, this one pushes and pulls."""

    def __init__(self):
        chance = Chance(2026)
        self.chance = chance
        self.activity, self.visit = chance.id(), names.record_of(self.key())
        first = self.write(OTHER, "put", self.activity, [], {"title": "Sagostund p\u00e5 \u00f6n"})
        self.log = frames.Log(SCOPE, SEAL_KEY)
        self.log.store(first, START + 1_000, OTHER)
        theirs = self.write(OTHER, "put", self.activity, [first], {"participants_children": 12})
        self.log.store(theirs, START + 2_000, OTHER)
        for index in range(2):
            other = self.write(OTHER, "put", chance.id(), [], {"title": f"Bokprat {index + 1}"})
            self.log.store(other, START + 2_500 + index, OTHER)
        action = chance.id()
        self.mine = [
            self.write(OWN, "put", self.activity, [first], {"participants_children": 14}),
            self.count("put", [], {"count": 120, "method": "reading"}, group=[action, 0, 2]),
            self.count("inc", [], {"count": 1}, group=[action, 1, 2], tally=chance.id()),
        ]
        for index, change in enumerate(self.mine):
            self.log.store(change, START + 3_000 + index, OWN)
        self.stray = self.write(OWN, "del", self.activity, [self.mine[0], self.mine[1]], None)
        self.waiting = self.write(OWN, "put", self.activity, [self.stray], {"title": "Sagor"})

    def key(self):
        return ["visit", fixed_id("unit"), "2026-03-02", "day", ""]

    def write(self, device, kind, record, seen, fields, **more):
        members = {} if fields is None else {"fields": fields}
        return lines.write(
            at=START + (500 if device == OTHER else 700), by="anl" if device == OWN else "eva",
            catalogue=CATALOGUE, kind=kind, nonce=self.chance.id(), record=record,
            seen=sorted(change.id for change in seen), type=more.pop("type", "activity"),
            **members, **more)

    def count(self, kind, seen, fields, **more):
        return self.write(OWN, kind, self.visit, seen, fields, key=self.key(), type="visit", **more)

    def request(self) -> bytes:
        """Own changes, then one that another device once brought, with its receipt."""
        head = {
            "cursor": self.log.mark(1), "marks": [self.log.mark(1), self.log.mark(0)],
            "now": START + 2_900, "page": 1_000,
        }
        first, receipt = self.log.arrivals[0]
        offers = [*self.mine, self.stray, self.waiting]
        text = frames.frame("h", head)
        text += b"".join(frames.change_line(change.line) for change in offers)
        text += frames.frame("r", receipt) + frames.change_line(first.line)
        return frames.closed(text, count=len(offers) + 1)

    def stub_request(self) -> bytes:
        """After a rollback: what is left of a change, which its seal alone proves."""
        self.log.erase(1, ["title"])
        text = frames.frame("h", {
            "cursor": self.log.mark(0), "marks": [self.log.mark(0)], "now": START, "page": 10})
        return frames.closed(text + self.log.arrival(1), count=1)

    def stub_reply(self) -> bytes:
        """The log with a stub in it."""
        self.log.erase(1, ["title"])
        text = frames.frame("h", {
            "catalogue": CATALOGUE, "time": START + 3_010, "tip": self.log.mark(2)})
        text += self.log.arrival(1) + self.log.arrival(2) + frames.frame("m", self.log.mark(2))
        return frames.closed(text, count=2, mark=self.log.mark(2), more=False)

    def reply(self) -> bytes:
        """Every kind of acknowledgement, then two pages; 5 to 7 are the agent's own lines."""
        text = frames.frame("h", {
            "catalogue": CATALOGUE, "time": START + 3_010, "tip": self.log.mark(7)})
        text += b"".join(frames.frame("a", self.log.ack(n, "stored")) for n in (5, 6, 7))
        text += frames.frame("a", [self.stray.id, "refused", "foreign-seen"])
        text += frames.frame("a", [self.waiting.id, "missing", [self.stray.id]])
        text += frames.frame("a", self.log.ack(1, "duplicate"))
        text += self.log.arrival(2) + self.log.arrival(3) + frames.frame("m", self.log.mark(3))
        text += self.log.arrival(4) + b"".join(self.log.arrival(n, echo=True) for n in (5, 6, 7))
        text += frames.frame("m", self.log.mark(7))
        return frames.closed(text, count=3, mark=self.log.mark(7), more=False)

    def enrolment(self):
        county = frames.Log("county", SEAL_KEY)
        fields = {
            "ceiling": "registrar", "machine": "B\u00f6ckernas pc", "name": "Molkom, disken",
            "scope": SCOPE, "token_hash": names.hash_of(TOKEN.encode()), "unit": fixed_id("unit"),
        }
        line = lines.write(
            at=START, by="", catalogue=CATALOGUE, fields=fields, kind="put",
            nonce=fixed_id("enrol"),
            record=OWN, seen=[], type="device")
        return {"line": line.line.decode(), "receipt": county.store(line, START, AGGREGATOR)}

    def enrolment_answer(self) -> bytes:
        return body({
            "aggregator": AGGREGATOR, "ceiling": "registrar", "enrolment": self.enrolment(),
            "scope": SCOPE, "unit": fixed_id("unit"),
        })

    def enrolment_again(self) -> bytes:
        return body({
            "device": OWN, "enrolment": self.enrolment(), "machine": "", "name": "",
            "tokenHash": names.hash_of(TOKEN.encode()),
        })

    def greeting(self) -> bytes:
        device = {
            "id": OWN, "name": "Molkom, disken", "scope": SCOPE, "status": "active",
            "unit": fixed_id("unit"),
        }
        limits = {
            "groupBytes": 262_144, "groupChanges": 200, "lineBytes": 65_536, "page": 10_000,
            "requestBytes": 4_194_304,
        }
        return body({
            "aggregator": AGGREGATOR, "device": device, "limits": limits, "oldestAgent": "1.0",
            "time": START, "versions": ["1"],
        })

    def export(self) -> bytes:
        """One change of the log with its receipt, one unsent, one set aside."""
        first, receipt = self.log.arrivals[0]
        return b"".join([
            frames.frame("h", {"bokfink": "export-1", "scope": SCOPE}), frames.frame("r", receipt),
            frames.change_line(first.line), frames.change_line(self.mine[0].line),
            frames.frame("a", {"code": "foreign-seen"}), frames.change_line(self.stray.line),
        ])
