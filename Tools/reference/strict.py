"""Strict JSON: RFC 8259 without anything that two readers could take differently.

An object becomes a dict (members in their order), numbers are integers, texts are str.
"""

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 8
SHORT_ESCAPES = {
    '"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
}
LITERALS = {"true": True, "false": False, "null": None}


class NotStrict(Exception):
    """The bytes are not strict JSON."""


def scan(data: bytes):
    """The value that `data` holds."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrict("not UTF-8") from error
    scanner = _Scanner(text)
    value = scanner.value(1)
    scanner.skip_space()
    if scanner.place < len(text):
        raise NotStrict("more after the end")
    return value


def write(value) -> bytes:
    """No white space; only the quotation mark, the backslash and U+0000-001F escaped."""
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return str(value).encode()
    if isinstance(value, str):
        return _quoted(value).encode("utf-8")
    if isinstance(value, dict):
        members = [
            _quoted(name).encode("utf-8") + b":" + write(item) for name, item in value.items()
        ]
        return b"{" + b",".join(members) + b"}"
    return b"[" + b",".join(write(item) for item in value) + b"]"


def _quoted(text: str) -> str:
    def escaped(character):
        if character in '"\\':
            return "\\" + character
        return f"\\u{ord(character):04x}" if character < " " else character

    return '"' + "".join(escaped(character) for character in text) + '"'


class _Scanner:
    def __init__(self, text):
        self.text = text
        self.place = 0

    def peek(self):
        return self.text[self.place] if self.place < len(self.text) else ""

    def skip_space(self):
        while self.peek() and self.peek() in " \t\n\r":
            self.place += 1

    def take(self, expected):
        if not self.text.startswith(expected, self.place):
            raise NotStrict(f"{expected!r} expected at {self.place}")
        self.place += len(expected)

    def value(self, depth):
        self.skip_space()
        first = self.peek()
        if first == "{":
            return self.object(depth)
        if first == "[":
            return self.array(depth)
        if first == '"':
            return self.string()
        if first and first in "-0123456789":
            return self.integer()
        for word, value in LITERALS.items():
            if self.text.startswith(word, self.place):
                self.place += len(word)
                return value
        raise NotStrict(f"no value at {self.place}")

    def object(self, depth):
        members = {}

        def member():
            self.skip_space()
            name = self.string()
            if name in members:
                raise NotStrict("a member twice")
            self.skip_space()
            self.take(":")
            members[name] = self.value(depth + 1)

        self.items(depth, "{", "}", member)
        return members

    def array(self, depth):
        items = []
        self.items(depth, "[", "]", lambda: items.append(self.value(depth + 1)))
        return items

    def items(self, depth, opening, closing, item):
        if depth > DEPTH_MAX:
            raise NotStrict("too deep")
        self.take(opening)
        self.skip_space()
        if self.peek() == closing:
            self.take(closing)
            return
        while True:
            item()
            self.skip_space()
            if self.peek() != ",":
                break
            self.take(",")
        self.take(closing)

    def integer(self):
        start = self.place
        if self.peek() == "-":
            self.place += 1
        while self.peek() and self.peek() in "0123456789":
            self.place += 1
        digits = self.text[start : self.place]
        bare = digits.removeprefix("-")
        if not bare or (len(bare) > 1 and bare[0] == "0") or digits == "-0":
            raise NotStrict("no integer")
        if len(bare) > 16 or int(bare) > INTEGER_MAX:
            raise NotStrict("beyond 2^53 - 1")
        if self.peek() and self.peek() in ".eE":
            raise NotStrict("a fraction or an exponent")
        return int(digits)

    def string(self):
        self.take('"')
        text = ""
        while self.peek() != '"':
            character = self.peek()
            if character < " ":
                raise NotStrict("a control character, or no end")
            self.place += 1
            text += self.escape() if character == "\\" else character
        self.take('"')
        return text

    def escape(self):
        letter = self.peek()
        self.place += 1
        if letter in SHORT_ESCAPES:
            return SHORT_ESCAPES[letter]
        if letter != "u":
            raise NotStrict("an unknown escape")
        first = self.hex4()
        if first == 0 or 0xDC00 <= first < 0xE000:
            raise NotStrict("U+0000 or half of a pair")
        if not 0xD800 <= first < 0xDC00:
            return chr(first)
        self.take("\\u")
        second = self.hex4()
        if not 0xDC00 <= second < 0xE000:
            raise NotStrict("half of a pair")
        return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))

    def hex4(self):
        digits = self.text[self.place : self.place + 4]
        if len(digits) < 4 or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            raise NotStrict("not four hexadecimal digits")
        self.place += 4
        return int(digits, 16)
