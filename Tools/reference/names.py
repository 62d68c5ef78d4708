"""Ids, hashes and codes."""

import base64
import hashlib
import hmac

from reference import strict


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _is_written(text, count) -> bool:
    """Whether `text` is how so many bytes are written: no padding, the spare bits zero."""
    if not isinstance(text, str) or not text.isascii():
        return False
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    return len(data) == count and base64url(data) == text


def is_id(text) -> bool:
    return _is_written(text, 16)


def is_hash(text) -> bool:
    return _is_written(text, 32)


def id_of(data: bytes) -> str:
    """The id of a line, or of a canonical array."""
    return base64url(hashlib.sha256(data).digest()[:16])


def hash_of(data: bytes) -> str:
    return base64url(hashlib.sha256(data).digest())


def canonical(*items) -> bytes:
    return strict.write(list(items))


def start(scope: str) -> str:
    """H_0."""
    return hash_of(canonical("bokfink-log-1", scope))


def link(previous: str, change: str, received: int, device: str) -> str:
    """H_n from H_(n-1)."""
    return hash_of(canonical("bokfink-arrival-1", previous, change, received, device))


def seal(key: bytes, scope: str, change: str, device: str, received: int, stub: str = "") -> str:
    message = canonical("bokfink-seal-1", scope, change, device, received, stub)
    return base64url(hmac.new(key, message, hashlib.sha256).digest())


def item(kind: str, scope: str, type_name: str, *about: str) -> str:
    return id_of(canonical("bokfink-item-1", kind, scope, type_name, *sorted(about)))


def record_of(key: list) -> str:
    """The id of the record with this natural key."""
    return id_of(canonical(*key))
