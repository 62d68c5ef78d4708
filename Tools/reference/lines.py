"""Change lines: reading them with every rule a line can break by itself, and writing them."""

import re
from dataclasses import dataclass, field

from reference import names, strict

LINE_BYTES_MAX = 64 * 1024
SEEN_MAX = 64
FIELDS_MAX = 200
GROUP_MAX = 200
COUNTER_BYTES_MAX = 80
FACETS = {
    "released": "door", "quarantined": "door", "declined": "door",
    "accepted": "period", "withdrawn": "period", "erased": "erased",
}
WORD = re.compile(r"[a-z0-9_]{1,40}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Refused(Exception):
    """The line is not a change; `code` says why on the wire."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code = code


@dataclass
class Change:
    line: bytes
    members: dict
    id: str = field(init=False)

    def __post_init__(self):
        self.id = names.id_of(self.line)

    @property
    def kind(self):
        return self.members["kind"]

    @property
    def seen(self):
        return self.members["seen"]

    @property
    def fields(self):
        return self.members["fields"] if self.kind in ("put", "inc") else {}


def demand(condition, why):
    if not condition:
        raise Refused("malformed", why)


def read(line: bytes) -> Change:
    if len(line) > LINE_BYTES_MAX:
        raise Refused("too-long", "more than 64 KiB")
    demand(b"\n" not in line, "more than one line")
    try:
        members = strict.scan(line)
    except strict.NotStrict as error:
        raise Refused("malformed", str(error)) from error
    demand(isinstance(members, dict), "no object")
    for name in ("kind", "by", "catalogue"):
        demand(isinstance(members.get(name), str), name)
    demand(is_word(members.get("type")), "type")
    demand(names.is_id(members.get("record")), "record")
    demand(names.is_id(members.get("nonce")), "nonce")
    demand("erased" not in members, "erased")
    demand(is_integer(members.get("at")), "at")
    _check_seen(members.get("seen"))
    if "group" in members:
        _check_group(members["group"])
    if members["kind"] in ("put", "inc"):
        _check_fields(members.get("fields"), members["kind"])
    if members["kind"] == "inc" and "tally" in members:
        demand(names.is_id(members["tally"]), "tally")
    if members["kind"] == "verdict":
        _check_verdict(members)
    if "key" in members:
        _check_key(members)
    return Change(line, members)


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_word(value):
    return isinstance(value, str) and WORD.fullmatch(value) is not None


def _check_seen(seen):
    demand(isinstance(seen, list) and len(seen) <= SEEN_MAX, "seen")
    demand(all(names.is_id(item) for item in seen) and len(set(seen)) == len(seen), "seen")


def _check_group(group):
    demand(isinstance(group, list) and len(group) == 3 and names.is_id(group[0]), "group")
    demand(is_integer(group[1]) and is_integer(group[2]), "group")
    demand(1 <= group[2] <= GROUP_MAX and 0 <= group[1] < group[2], "group")


def _check_fields(fields, kind):
    demand(isinstance(fields, dict) and len(fields) <= FIELDS_MAX, "fields")
    for name, value in fields.items():
        demand(is_word(name), "a field's name")
        if kind == "inc":
            demand(is_integer(value), "an inc that is no integer")
        elif isinstance(value, list):
            demand(all(isinstance(item, str) for item in value), "an array of something else")
        else:
            demand(not isinstance(value, dict), "an object in a field")


def _check_verdict(members):
    status = members.get("status")
    demand(isinstance(status, str) and FACETS.get(status) == members.get("facet"), "status")
    demand(names.is_id(members.get("target")), "target")
    demand(isinstance(members.get("reason"), str), "reason")
    demand(isinstance(members.get("person", ""), str), "person")
    if status == "erased":
        fields = members.get("fields")
        demand(isinstance(fields, list) and fields and all(map(is_word, fields)), "fields")
        demand(fields == sorted(set(fields)), "fields")
        demand(names.is_hash(members.get("seal")), "seal")


def _check_key(members):
    key = members["key"]
    demand(isinstance(key, list) and len(key) == 5, "key")
    demand(all(isinstance(part, str) for part in key), "key")
    demand(names.is_id(key[1]) and DATE.fullmatch(key[2]) and is_word(key[3]), "key")
    demand(len(key[4].encode("utf-8")) <= COUNTER_BYTES_MAX, "key")
    if names.record_of(key) != members["record"] or key[0] != members["type"]:
        raise Refused("key-mismatch", "the record is not that of its key")


def stub(change: Change, erased) -> bytes:
    """What is left when fields are erased: no nonce, null for them, “erased” first, in one spelling."""
    members = {name: value for name, value in change.members.items() if name != "nonce"}
    gone = sorted(set(erased) & set(members["fields"]))
    fields = {name: None if name in gone else value for name, value in members["fields"].items()}
    members["fields"] = dict(sorted(fields.items()))
    return strict.write({"erased": gone} | dict(sorted(members.items())))


def write(**members) -> Change:
    """A change as an agent writes it: members sorted, no white space."""
    return read(strict.write(dict(sorted(members.items()))))
