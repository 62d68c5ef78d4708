import HTTP

extension FuzzTarget {
  static let form = FuzzTarget(
    "form",
    "A form that is read and written again says the same, and two behind one another say what both do."
  ) { input throws(Broken) in
    guard let pairs = pairs(of: input) else { return }
    let written = pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    guard let again = Self.pairs(of: Array(written.utf8)) else {
      throw Broken(what: "not read any more: \(written)")
    }
    try expect(isSame(again, pairs), "another form after writing it: \(written)")
    let twice = Self.pairs(of: input + [UInt8(ascii: "&")] + Array(written.utf8))
    try expect(twice.map { isSame($0, pairs + pairs) } ?? false, "two forms are not their sum")
  }

  private static func pairs(of bytes: [UInt8]) -> [(name: String, value: String)]? {
    let type: Headers = ["Content-Type": "application/x-www-form-urlencoded"]
    return Request(.post, "/", headers: type, body: bytes)?.form?.pairs
  }

  static let httpPath = FuzzTarget(
    "http-path",
    "No part of a path climbs out of it or hides a control character, and a path written again is the same."
  ) { input throws(Broken) in
    guard let text = String(validating: input, as: UTF8.self),
      let request = Request(.get, text)
    else { return }
    for segment in request.segments {
      let isPlain = segment.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }
      try expect(isPlain && segment != "." && segment != "..", "a part “\(segment)”")
    }
    guard !request.segments.isEmpty else { return }
    let written = "/" + request.segments.map(encoded).joined(separator: "/")
    guard let again = Request(.get, written) else {
      throw Broken(what: "not read any more: \(written)")
    }
    let areEqual = again.segments.elementsEqual(request.segments) {
      $0.utf8.elementsEqual($1.utf8)
    }
    try expect(areEqual && again.query.pairs.isEmpty, "another path after writing it: \(written)")
  }
}

private func isSame(
  _ left: [(name: String, value: String)], _ right: [(name: String, value: String)]
) -> Bool {
  left.elementsEqual(right) {
    $0.name.utf8.elementsEqual($1.name.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
  }
}

/// Everything but letters and digits as `%XX`.
private func encoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: bytes.append(byte)
    default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
