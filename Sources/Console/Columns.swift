/// The places a text takes on a terminal: one a character, two for the wide ones of East Asia and for
/// pictures. `å` is one, however it is spelt.
func columns(_ text: String) -> Int {
  text.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
}

/// The text with blanks on its right up to `width` places.
func padded(_ text: String, to width: Int) -> String { text + blanks(width - columns(text)) }

func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

/// Lines of at most `width` places, broken at blanks. A word longer than that keeps its own line.
func wrapped(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ").map(String.init) {
    if line.isEmpty {
      line = word
    } else if columns(line) + 1 + columns(word) <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = word
    }
  }
  return line.isEmpty ? lines : lines + [line]
}

/// Unicode Standard Annex #11, the ranges that are wide or full width as a whole.
private func isWide(_ character: Character) -> Bool {
  guard let first = character.unicodeScalars.first else { return false }
  switch first.value {
  case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
    0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x20000...0x3fffd:
    return true
  default:
    return first.properties.isEmojiPresentation
  }
}
