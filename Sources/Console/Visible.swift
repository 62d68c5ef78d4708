/// The text with everything that could move a cursor, break a line or hide written out, so that what
/// somebody typed on another machine can be shown on a terminal and in a log.
public func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isInvisible) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isInvisible(scalar) {
      shown.append(contentsOf: escape(scalar).unicodeScalars)
    } else {
      shown.append(scalar)
    }
  }
  return String(shown)
}

/// An error's sentences, one a line, for a terminal: what they quote may come from anywhere.
public func visibleLines(of error: any Error) -> String {
  "\(error)".split(separator: "\n").map { visible(String($0)) }.joined(separator: "\n")
}

/// JSON for a terminal: what `visible` would write out is written as `\u`, and the value is the same.
public func visibleJSON(_ json: String) -> String {
  guard json.unicodeScalars.contains(where: isInvisible) else { return json }
  return json.unicodeScalars.map { scalar in
    // A line feed can only stand between two values.
    guard isInvisible(scalar), scalar != "\n" else { return String(scalar) }
    return scalar.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }.joined()
}

/// Control characters, line and paragraph separators, and format characters: among these are the
/// ones that turn the direction of writing.
func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
  default: false
  }
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: "\\u{" + String(scalar.value, radix: 16) + "}"
  }
}
