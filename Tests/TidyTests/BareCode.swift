/// Swift source without what stands in its comments and string literals; lines stay where they are.
/// An approximation: code inside an interpolation goes with its string.
func bareCode(_ source: String) -> String {
  var scanner = LiteralScanner(source)
  return scanner.bare()
}

private struct LiteralScanner {
  private let characters: [Character]
  private var position = 0
  private var kept = ""

  init(_ source: String) { characters = Array(source) }

  mutating func bare() -> String {
    while position < characters.count {
      if sees("//") {
        skip { $0.sees("\n") }
      } else if sees("/*") {
        skip(past: "*/")
      } else if let opening = stringOpening() {
        position += opening.count
        kept += "\"\""
        skipString(opening)
      } else {
        kept.append(characters[position])
        position += 1
      }
    }
    return kept
  }

  private func sees(_ text: String) -> Bool {
    characters[position...].starts(with: text)
  }

  private func stringOpening() -> String? {
    ["#\"\"\"", "\"\"\"", "#\"", "\""].first(where: sees)
  }

  private mutating func skipString(_ opening: String) {
    let isRaw = opening.hasPrefix("#")
    let isLong = opening.hasSuffix("\"\"\"")
    let closing = (isLong ? "\"\"\"" : "\"") + (isRaw ? "#" : "")
    while position < characters.count, !sees(closing), isLong || !sees("\n") {
      step(by: !isRaw && sees("\\") ? 2 : 1)
    }
    if position < characters.count, sees(closing) { position += closing.count }
  }

  private mutating func skip(until end: (Self) -> Bool) {
    while position < characters.count, !end(self) { step(by: 1) }
  }

  private mutating func skip(past closing: String) {
    skip { $0.sees(closing) }
    position = min(characters.count, position + closing.count)
  }

  /// Line feeds are kept, so that lines can be counted.
  private mutating func step(by count: Int) {
    for _ in 0..<count where position < characters.count {
      if characters[position].isNewline { kept.append("\n") }
      position += 1
    }
  }
}
