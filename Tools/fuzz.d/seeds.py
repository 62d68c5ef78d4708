"""Where libFuzzer begins: the golden files of Protocol/, each as its target takes it."""

import json
import re

from targets import ROOT

PROTOCOL = ROOT / "Protocol"
REQUESTS = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /seen?a=1&b=%C3%A5 HTTP/1.1\r\nHost: [::1]:8080\r\nAccept: */*\r\nX: \t y \r\n\r\n",
    "GET http://b:81/ HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\", W/\"v2\"\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n6;x=\"y\"\r\n world\r\n0\r\nT: v\r\n\r\n",
    "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n"
    "Content-Length: 2\r\n\r\nhi",
]
RESPONSES = [
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nRetry-After: 5\r\nConnection: close\r\n\r\n",
    "HTTP/1.0 302 Found\r\nLocation: http://login/\r\n\r\n<html>",
    "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
]
FORMS = [
    "a=1&b=%C3%A5+x&b=&c", "1780=7.pPnlqn7VXaOuESF6-uuqg2-TXA9OTtJKkv8DdvO60Wo&county=0.x", "%zz",
]


def seeds(name):
    """Inputs for one target."""
    return SEEDS.get(name, lambda: [])()


def fixture(name):
    return (PROTOCOL / "fixtures" / name).read_bytes()


def vectors(name):
    return json.loads((PROTOCOL / "vectors" / f"{name}.json").read_bytes())


def requests():
    return [b"\1" + text.encode() for text in REQUESTS]


def chunks():
    body = fixture("request.txt")
    halves = b"".join(b"%x\r\n%b\r\n" % (len(half), half) for half in (body[:700], body[700:]))
    return [b"\1\0" + halves + b"0\r\n\r\n", b"\1\0005\r\nhello\r\n0\r\nX: y\r\n\r\n", b"\1\1" + body]


def responses():
    greeting = fixture("greeting.json").rstrip()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return [b"\1\0" + text.encode() for text in RESPONSES] + [
        b"\1\0" + head % len(greeting) + greeting]


def paths():
    declared = re.findall(r"^  (/\S+):$", (PROTOCOL / "openapi.yaml").read_text(), re.MULTILINE)
    return [path.encode() for path in declared] + [
        b"/a%20b//c?x=%C3%A5", b"/%2e%2E/", b"http://h:1/a/../b", b"/a%2Fb", b"*"]


def scanner():
    cases = vectors("scanner")
    texts = [bytes.fromhex(case["bytes"]) for cases in cases.values() for case in cases]
    return texts + [fixture(name) for name in ("greeting.json", "problem.json", "enrol-answer.json")]


def changes():
    return [case["line"].encode() for cases in vectors("changes").values() for case in cases
            if "line" in case]


def up():
    return [b"\1" + fixture("request.txt")]


def down():
    names = ["reply.txt", "reply-cut.txt", "reply-rolled-back.txt"]
    return [b"\1\1" + mode + fixture(name) for name in names for mode in (b"\0", b"\1")] + [
        b"\5\7\2" + bytes(range(0, 250, 3)) * 3]


def marks():
    lines = fixture("reply.txt").splitlines() + fixture("request.txt").splitlines()
    said = [line[2:] for line in lines if line[:1] in (b"m", b"r", b"a")]
    keys = re.findall(rb'\["visit"[^\]]*\]', fixture("request.txt"))
    ids = re.findall(rb'"([\w-]{22}|[\w-]{43})"', fixture("reply.txt"))
    return said + keys + ids[:6] + [b"1780", b"sjukhus", bytes(range(32))]


def texts():
    written = ["Sagostund med 12 barn", "tel. 070-123 45 67", "ISBN 91-7000-150-5, dnr 2026/03 - 0012",
               "\uff11\uff19\uff18\uff11 12 28", "19811228-9874", "2026-03-02 1003", "811228-987U"]
    return [bytes([50, 11, 27, style, 9]) + text.encode() for style in range(4) for text in written]


SEEDS = {
    "http-request": requests,
    "http-chunks": chunks,
    "http-response": responses,
    "http-path": paths,
    "form": lambda: [text.encode() for text in FORMS],
    "scanner": scanner,
    "change": changes,
    "exchange-request": up,
    "exchange-reply": down,
    "marks": marks,
    "person-number": texts,
}
