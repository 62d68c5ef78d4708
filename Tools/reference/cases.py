"""What no program can think up: texts that must be read, and texts that must not."""

from reference import names
from reference.chance import fixed_id

SCANNER_GOOD = [
    "null", " true\t", "false\r\n", "0", "-1", "9007199254740991", "-9007199254740991",
    '""', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\u00E5\\u00e4\u00f6"', '"\\u0001\\u001f"', '"\u007f"',
    '"\\ud83d\\uDCDA\U0001f4da"', '"\\uFFFF\\uFEFF"', '"o\u0308 \u00f6"',
    "[]", "[ ]", "[1,[2]]", "{}", '{"b":1,"a":2}', ' { "" : [ ] } ', '{"\u00f6":1,"o\u0308":2}',
    "[[[[[[[[1]]]]]]]]", '{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}', "[\n1\n,\n2\n]",
]

SCANNER_BAD = {
    "duplicate members": [
        '{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"a":{"b":1,"c":2,"b":3}}', '[{"":1,"":1}]',
    ],
    "fractions and exponents": [
        "1.0", "1.", ".5", "0.5", "1e2", "1E2", "1e+2", "-1.5", "[1.0]", '{"a":1e0}', "1.0e1",
    ],
    "minus zero and leading zeros": ["-0", "-00", "01", "-01", "00", "-", "[-]", "--1"],
    "beyond 2^53 - 1": [
        "9007199254740992", "-9007199254740992", "18446744073709551616", "1" + "0" * 40,
    ],
    "half of a surrogate pair": [
        '"\\ud800"', '"\\udc00"', '"\\udc00\\ud800"', '"\\ud800\\u0041"', '"\\ud800x"',
        '"\\ud800\\n"', '"\\ud800\\ud800"',
    ],
    "U+0000": ['"\\u0000"', '"\u0000"', '{"\\u0000":1}'],
    "control characters in texts": ['"\n"', '"\t"', '"\u001f"'],
    "unknown escapes": [
        '"\\x41"', '"\\u12"', '"\\u12g4"', '"\\U0041"', '"\\\'"', '"\\ "', '"\\u{41}"',
    ],
    "too deep": ["[" * 9 + "]" * 9, '{"a":' * 9 + "1" + "}" * 9, "[" * 200],
    "not JSON": [
        "", " ", "[", "]", "[1", "{", '{"a"', '{"a":', '{"a":1', '"', '"\\', '"\\u00', "tru", "nul",
        "[1,]", "[,1]", "[1 2]", '{"a":1,}', '{,"a":1}', "{a:1}", "{1:1}", '{"a" 1}', '{"a"::1}',
        "[1}", '{"a":1]', "True", "NaN", "Infinity", "+1", "0x10", "1_000", "'a'", "/*a*/1", "1//",
        "\ufeff1", "\u00a01", "\u20281", "\f1", "1 1", "{}{}", "null,", "nullx", "1x", "[]]",
        "1\u0000",
        "\uff11",
    ],
}

SCANNER_BAD_BYTES = {
    "not UTF-8": [
        "22ff22", "22c322", "22c32822", "22c08022", "22c1bf22", "22e0808022", "22eda08022",
        "22f080808022", "22f490808022", "22f88880808022", "228022", "225c6e8022",
        "7b22ff223a317d", "ff",
    ],
}

CANONICAL = [
    [], ["a", 1, -1], ["\u00e5\u00e4\u00f6\U0001f4da"], ['"\\/'], ["\u0001\b\n\u001f\u007f\u2028"],
    [9007199254740991, -9007199254740991], ["", ""], ["\u00f6", "o\u0308"],
    ["bokfink-log-1", "1780"], ["bokfink-copy-1", "1780", "registration", fixed_id("record")],
]

UNIT = fixed_id("unit")

KEYS = [
    ["visit", UNIT, "2026-03-02", "day", ""],
    ["visit", UNIT, "2026-03-02", "week", ""],
    ["visit", UNIT, "2026-03-02", "day", "Entr\u00e9"],
    ["visit", UNIT, "2026-03-02", "day", "Entre\u0301"],
    ["visit", UNIT, "2026-03-02", "day", 'Norr "A"\\1'],
    ["period", UNIT, "2026-03-01", "month", ""],
]

# Replacements in a good line; None leaves the member out.
LINES_BAD = {
    "malformed": [
        {"at": None}, {"at": "1762160000123"}, {"by": None}, {"by": 7},
        {"catalogue": None}, {"catalogue": []}, {"fields": None}, {"fields": []},
        {"fields": {"Count": 1}},
        {"fields": {"": 1}}, {"fields": {"a b": 1}}, {"fields": {"x" * 41: 1}},
        {"fields": {"count": {}}},
        {"fields": {"count": [1]}}, {"fields": {"count": [["sv"]]}}, {"fields": {"count": [None]}},
        {"fields": {f"f{i}": 1 for i in range(201)}}, {"kind": None}, {"kind": 1}, {"nonce": None},
        {"nonce": "short"}, {"record": None}, {"record": "AAAAAAAAAAAAAAAAAAAABB"},
        {"record": "AAAAAAAAAAAAAAAAAAAABA="}, {"record": "AAAAAAAAAAAAAAAAAAAA+A"}, {"seen": None},
        {"seen": {}}, {"seen": [1]}, {"seen": ["AAAA"]}, {"seen": [UNIT, UNIT]},
        {"seen": [fixed_id(f"seen {i}") for i in range(65)]}, {"type": None}, {"type": ""},
        {"type": "Activity"}, {"type": "aktivitet-1"}, {"group": []}, {"group": [UNIT, 0]},
        {"group": [UNIT, 0, 0]}, {"group": [UNIT, 2, 2]}, {"group": [UNIT, -1, 2]},
        {"group": [UNIT, 0, 201]}, {"group": ["g", 0, 2]}, {"group": [UNIT, "0", 2]},
        {"kind": "inc", "fields": {"count": "1"}}, {"kind": "inc", "fields": {"count": None}},
        {"kind": "inc", "fields": {"count": True}}, {"kind": "inc", "tally": "t"},
        {"kind": "verdict"},
        {"key": []}, {"key": ["activity", UNIT, "2026-3-2", "day", ""]}, {"key": ["activity",
        UNIT, "", "", ""]},
        {"key": ["activity", "Karlstad", "2026-03-02", "day", ""]},
        {"key": ["activity", UNIT, "2026-03-02", "day", "k" * 81]},
        {"key": ["activity", UNIT, "2026-03-02", "day", 1]},
    ],
    "key-mismatch": [
        {"key": KEYS[0], "record": names.record_of(KEYS[0])},
        {"key": ["activity", UNIT, "2026-03-02", "day", ""]}, {"key": ["visit", UNIT,
        "2026-03-02", "day", ""]},
    ],
}

VERDICT = {
    "kind": "verdict", "facet": "door", "status": "quarantined", "reason": "Ok\u00e4nd enhet",
    "target": fixed_id("target"),
}

VERDICTS_BAD = [
    {"facet": None}, {"facet": "period"}, {"facet": "window"}, {"status": None},
    {"status": "forgiven"},
    {"status": "accepted"}, {"reason": None}, {"reason": 1}, {"target": None}, {"target": "all"},
    {"person": 5},
]

ERASURE = VERDICT | {
    "facet": "erased", "status": "erased", "fields": ["note", "title"], "person": "eva",
    "reason": "Ett namn hade kommit med.", "seal": names.hash_of(b"a seal"),
}

ERASURES_BAD = [
    {"fields": None}, {"fields": []}, {"fields": {"note": None}}, {"fields": ["title", "note"]},
    {"fields": ["note", "note"]}, {"fields": ["Note"]}, {"seal": None}, {"seal": "AAAA"},
]

STUBS = [
    ({"fields": {"note": "x", "title": "y"}}, ["note"]),
    ({"fields": {"title": "y", "note": ["x", "z"], "count": 3}}, ["note", "title", "mood"]),
    ({"fields": {"note": "\u00e5\n\t\"\\ \u2028", "title": "o\u0308\n"}}, ["note"]),
    ({"fields": {"note": None}}, ["note"]),
    ({"fields": {"note": 850709}, "group": [fixed_id("action"), 1, 3]}, ["note"]),
    ({"fields": {"note": "x"}, "mood": {"b": ["blue", 1, None], "a": True}, "a": 1}, ["note"]),
    ({
        "key": KEYS[2], "record": names.record_of(KEYS[2]), "type": "visit",
        "fields": {"note": "x"}, "seen": [fixed_id("b"), fixed_id("a")],
    }, ["note"]),
]
