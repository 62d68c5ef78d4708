// The character classes of RFC 9110 §5.6 and RFC 3986 §2, on bytes.

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")

  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  var isBlank: Bool { self == .space || self == .tab }

  var asciiLowercase: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

  /// tchar, RFC 9110 §5.6.2.
  var isToken: Bool { Octet.token[Int(self)] }

  /// What a field value may hold: visible characters, SP, HTAB and obs-text (RFC 9110 §5.5).
  var isFieldContent: Bool { (self >= 0x20 && self != 0x7F) || self == .tab }

  /// What a request target may hold. RFC 3986 allows less, but browsers send `|`, `^`, backquote and
  /// braces unescaped in queries; what could be misread by the next reader stays out.
  var isTarget: Bool { Octet.target[Int(self)] }

  /// unreserved / sub-delims / "%": a registered name, RFC 3986 §3.2.2.
  var isHostName: Bool { Octet.hostName[Int(self)] }

  var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}

private enum Octet {
  static let token = table { $0.isDigit || $0.isLetter || contains("!#$%&'*+-.^_`|~", $0) }
  static let target = table { (0x21...0x7E).contains($0) && !contains("\"#<>\\", $0) }
  static let hostName = table { $0.isDigit || $0.isLetter || contains("-._~!$&'()*+,;=%", $0) }

  private static func table(_ holds: (UInt8) -> Bool) -> [Bool] {
    (UInt8.min...UInt8.max).map(holds)
  }

  private static func contains(_ characters: String, _ octet: UInt8) -> Bool {
    characters.utf8.contains(octet)
  }
}
