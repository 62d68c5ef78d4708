"""The worked examples in Protocol/README.md: every block marked `example` is computed again."""

import base64
import hashlib
import hmac
import re

from reference import names
from reference.tables import SEAL_KEY

BLOCK = re.compile(r"```example\n(id|hash|seal) (.*)\n *= (.*)\n```")


def wrong(text: str):
    """What the specification says, and what it should say instead."""
    marked = text.count("```example")
    found = BLOCK.findall(text)
    if len(found) != marked:
        yield f"{marked - len(found)} of {marked} examples cannot be read"
    for kind, subject, said in found:
        true = computed(kind, subject.replace("\\n", "\n").encode("utf-8"))
        if true != said:
            yield f"{kind} {subject} = {true}, not {said}"


def computed(kind: str, data: bytes) -> str:
    if kind == "id":
        return names.id_of(data)
    if kind == "hash":
        return names.hash_of(data)
    code = hmac.new(SEAL_KEY, data, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(code).decode().rstrip("=")
