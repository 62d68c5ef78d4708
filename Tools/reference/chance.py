"""SplitMix64: the same seed gives the same vectors with every version of Python."""

import hashlib

from reference import names

MASK = 2**64 - 1


class Chance:
    def __init__(self, seed: int):
        self.state = seed

    def word(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB & MASK
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        return self.word() % bound

    def pick(self, items):
        return items[self.below(len(items))]

    def id(self) -> str:
        return names.base64url(self.word().to_bytes(8, "big") + self.word().to_bytes(8, "big"))


def fixed_id(name: str) -> str:
    """An id that is the same in every vector that uses this name."""
    return names.id_of(f"example {name}".encode())


def fixed_hash(name: str) -> str:
    return names.base64url(hashlib.sha256(f"example {name}".encode()).digest())
