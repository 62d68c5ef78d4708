"""The files of Protocol/vectors. Each is strict JSON itself, one case a line."""

from reference import cases, lines, merge, names, stories, strict
from reference.chance import Chance, fixed_id

SEAL_KEY = bytes(range(32))
SCOPE = "1780"
SEEDED_HISTORIES = 80


def files():
    return {
        "canonical.json": document(arrays=canonical_arrays()),
        "changes.json": document(good=good_lines(), bad=bad_lines()),
        "folds.json": folds(),
        "items.json": document(items=item_ids()),
        "keys.json": document(keys=natural_keys()),
        "marks.json": document(logs=marks()),
        "scanner.json": document(good=scanner_good(), bad=scanner_bad()),
        "stubs.json": document(good=stubs(), bad=bad_stubs()),
        "seals.json": document(key=SEAL_KEY.hex(), seals=seals()),
        "tokens.json": document(tokens=tokens()),
    }


def document(**members) -> bytes:
    """An object with one case a line, so that a difference can be read."""
    parts = []
    for name, value in members.items():
        if isinstance(value, list):
            rows = ",\n".join("  " + strict.write(row).decode() for row in value)
            parts.append(f" {strict.write(name).decode()}: [\n{rows}\n ]")
        else:
            parts.append(f" {strict.write(name).decode()}: {strict.write(value).decode()}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def scanner_good():
    texts = [text.encode() for text in cases.SCANNER_GOOD]
    return [
        {"bytes": text.hex(), "rewritten": strict.write(strict.scan(text)).decode()}
        for text in texts
    ]


def scanner_bad():
    rows = [
        {"rule": rule, "bytes": text.encode().hex()}
        for rule, texts in cases.SCANNER_BAD.items() for text in texts
    ]
    rows += [
        {"rule": rule, "bytes": data}
        for rule, items in cases.SCANNER_BAD_BYTES.items() for data in items
    ]
    for row in rows:
        try:
            strict.scan(bytes.fromhex(row["bytes"]))
        except strict.NotStrict:
            continue
        raise AssertionError(f"{row} is read")
    return rows


def canonical_arrays():
    return [
        {
            "array": array, "text": names.canonical(*array).decode(),
            "hash": names.hash_of(names.canonical(*array)),
            "id": names.id_of(names.canonical(*array)),
        }
        for array in cases.CANONICAL
    ]


def natural_keys():
    return [{"key": key, "record": names.record_of(key)} for key in cases.KEYS]


def item_ids():
    """What a late change and a broken rule ask is asked of the change, not of its record."""
    rows = []
    pair = sorted([fixed_id("record"), fixed_id("other record")])
    for kind in ("value", "edit-delete"):
        rows.append({"kind": kind, "scope": SCOPE, "type": "activity", "records": pair[:1]})
    for kind in ("late", "rule"):
        for change in ("change 1", "change 2"):
            rows.append({
                "kind": kind, "scope": SCOPE, "type": "activity", "records": pair[:1],
                "change": fixed_id(change),
            })
    rows.append({"kind": "value", "scope": "sjukhus", "type": "activity", "records": pair[:1]})
    rows.append({"kind": "value", "scope": SCOPE, "type": "visit", "records": pair[:1]})
    rows.append({"kind": "duplicate", "scope": SCOPE, "type": "activity", "records": pair})
    for row in rows:
        about = [row["change"]] if "change" in row else row["records"]
        row["id"] = names.item(row["kind"], row["scope"], row["type"], *about)
    return rows


def marks():
    logs = []
    for scope in (SCOPE, "sjukhus", "county"):
        h = names.start(scope)
        log = {"scope": scope, "start": h, "arrivals": []}
        for n in range(1, 5):
            row = {
                "change": fixed_id(f"change {n}"), "received": 1_762_160_000_000 + n * n,
                "device": fixed_id(f"device {n % 2}"),
            }
            h = row["h"] = names.link(h, row["change"], row["received"], row["device"])
            log["arrivals"].append(row)
        logs.append(log)
    return logs


def seals():
    rows = []
    for scope in (SCOPE, "county"):
        for stub in ("", names.hash_of(b"a stub")):
            row = {
                "scope": scope, "change": fixed_id("change 1"), "device": fixed_id("device 1"),
                "received": 1_762_160_000_456, "stub": stub,
            }
            row["seal"] = names.seal(
                SEAL_KEY, scope, row["change"], row["device"], row["received"], stub)
            rows.append(row)
    return rows


def stubs():
    """From a line, or the stub of one, to the stub: the same bytes on every node."""
    rows = []
    for changes, erased in cases.STUBS:
        change = lines.read(strict.write(good_line(**changes)))
        spread = change.line.replace(b":", b" : ").replace(b",", b", ")
        for line in (change.line, spread):
            change = lines.read(line)
            left = lines.stub(change, erased)
            rows.append({
                "line": line.decode(), "id": change.id, "erased": erased, "stub": left.decode(),
                "hash": names.hash_of(left),
            })
    return rows


def bad_stubs():
    change = lines.read(strict.write(good_line(fields={"note": "x", "title": "y"})))
    left = lines.stub(change, ["note"]).decode()
    nonce = change.members["nonce"]
    return [
        {"stub": text} for text in (
            change.line.decode(), left.replace(":", ": "), left.replace('["note"]', "[]"),
            left.replace('["note"]', '["title"]'), left.replace('["note"]', '["note","note"]'),
            left.replace('["note"]', '["mood"]'), left.replace('"note":null', '"note":"x"'),
            left.replace('"kind":"put"', '"kind":"inc"'), left[:-1] + f',"nonce":"{nonce}"}}',
            left.replace('"at"', '"bt"'), "{\"erased\":[\"note\"]}",
        )
    ]


def tokens():
    texts = [names.base64url(bytes([first]) * 32) for first in (0, 1, 255)]
    return [{"token": text, "hash": names.hash_of(text.encode())} for text in texts]


def good_line(**changes):
    members = {
        "at": 1_762_160_000_123, "by": "anl", "catalogue": stories.CATALOGUE,
        "fields": {"participants_children": 12}, "kind": "put", "nonce": fixed_id("nonce"),
        "record": fixed_id("record"), "seen": [], "type": "activity",
    } | changes
    return {name: value for name, value in members.items() if value is not None}


def good_lines():
    key = cases.KEYS[2]
    verdict = cases.VERDICT | {"fields": None, "seen": [cases.VERDICT["target"]]}
    texts = [
        strict.write(good_line(**changes)) for changes in (
            {}, {"seen": [fixed_id("b"), fixed_id("a")]}, {"at": -1}, {"by": ""},
            {"fields": {"a": None, "b": True, "c": -3, "d": "\u00e5\n", "e": [], "f": ["sv"]}},
            {"fields": {"title": "\u00f6"}}, {"fields": {"title": "o\u0308"}}, {"fields": {}},
            {"group": [fixed_id("action"), 1, 3]}, {"kind": "del", "fields": None},
            {"kind": "inc", "fields": {"count": -2}, "tally": fixed_id("row of clicks")},
            {"key": key, "record": names.record_of(key), "type": "visit"}, verdict,
            verdict | {"person": "eva"}, cases.ERASURE, {"kind": "lock", "fields": None},
            {"kind": "swap", "fields": 7}, {"mood": {"colour": ["blue", 1, None]}},
        )
    ]
    plain = strict.write(good_line()).decode()
    texts += [
        plain.replace(":", " : ").replace(",", ",\t").encode() + b" \r",
        plain.replace("anl", "\\u0061\\u006el").encode(),
        plain.replace('"put"', '"\\u0070ut"').encode(),
    ]
    rows = []
    for text in texts:
        change = lines.read(text)
        row = {
            "line": text.decode(), "id": change.id, "kind": change.kind,
            "record": change.members["record"],
            "seen": change.seen, "fields": change.fields,
        }
        rows.append(row)
    return rows


def bad_lines():
    texts = [
        (code, strict.write(good_line(**changes)))
        for code, list_of in cases.LINES_BAD.items() for changes in list_of
    ]
    for changes in cases.VERDICTS_BAD:
        texts.append(("malformed", strict.write(good_line(**(cases.VERDICT | changes)))))
    for changes in cases.ERASURES_BAD:
        texts.append(("malformed", strict.write(good_line(**(cases.ERASURE | changes)))))
    texts.append(("malformed", strict.write(good_line(erased=["note"]))))
    plain = strict.write(good_line())
    for text in (b"", b"[]", b"null", b"{}", plain + b"\n", b"{\n" + plain[1:], plain + plain):
        texts.append(("malformed", text))
    texts.append(("too-long", strict.write(good_line(by="x" * lines.LINE_BYTES_MAX))))
    for code, text in texts:
        try:
            lines.read(text)
        except lines.Refused as refused:
            if refused.code == code:
                continue
        raise AssertionError(f"{text} is not refused as {code}")
    return [{"code": code, "line": text.decode()} for code, text in texts]


def folds() -> bytes:
    rows = []
    parts = []
    for told in [*stories.named(), *stories.seeded(SEEDED_HISTORIES)]:
        state = merge.fold(told.entries)
        part = merge.digest_line("activity", told.record, state)
        parts.append((told.record, part))
        chance = Chance(len(rows))
        entries = sorted(told.entries, key=lambda _: chance.word())
        rows.append({
            "name": told.name, "record": told.record,
            "entries": [{"line": e.change.line.decode(), "received": e.received} for e in entries],
            **state, "items": merge.items(state), "digest": names.hash_of(part),
        })
    whole = b"".join(part for _, part in sorted(parts, key=lambda pair: merge.sort_key(pair[0])))
    return document(digest=names.hash_of(whole), folds=rows)
