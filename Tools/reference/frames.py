"""Messages: framed lines, closed with their count and hash."""

from reference import lines, names, strict


def frame(letter, value) -> bytes:
    return letter.encode() + b" " + strict.write(value) + b"\n"


def change_line(line: bytes) -> bytes:
    return b"c " + line + b"\n"


def closed(body: bytes, count: int, **members) -> bytes:
    closing = {"count": count, **members, "sha256": names.hash_of(body)}
    return body + frame("z", closing)


class Log:
    """A scope's log at an aggregator with a known key."""

    def __init__(self, scope, key):
        self.scope, self.key = scope, key
        self.arrivals = []
        self.marks = [names.start(scope)]
        self.stubs = {}

    def store(self, change, received, device):
        self.marks.append(names.link(self.marks[-1], change.id, received, device))
        receipt = {
            "device": device, "n": len(self.arrivals) + 1, "received": received,
            "seal": names.seal(self.key, self.scope, change.id, device, received),
        }
        self.arrivals.append((change, receipt))
        return receipt

    def erase(self, n, fields):
        """Puts a stub in the place of a line, with a seal of its own."""
        change, receipt = self.arrivals[n - 1]
        self.stubs[n] = lines.stub(change, fields)
        receipt["seal"] = names.seal(
            self.key, self.scope, change.id, receipt["device"], receipt["received"],
            names.hash_of(self.stubs[n]))

    def mark(self, n):
        return [n, self.marks[n]]

    def arrival(self, n, echo=False) -> bytes:
        """What stands in an answer for arrival n; an echo is a line the agent sent itself."""
        change, receipt = self.arrivals[n - 1]
        named = {
            "device": receipt["device"], "id": change.id, "n": n,
            "received": receipt["received"], "seal": receipt["seal"],
        }
        if n in self.stubs:
            return frame("r", named) + b"s " + self.stubs[n] + b"\n"
        return frame("r", named) + (b"" if echo else change_line(change.line))

    def ack(self, n, word):
        change, receipt = self.arrivals[n - 1]
        return [change.id, word, n, receipt["received"], receipt["device"], receipt["seal"]]
