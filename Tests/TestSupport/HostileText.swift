public import Replication

/// What somebody might write who means harm to whoever reads it: a browser, a terminal, a spreadsheet, a database.
public enum HostileText {
  /// Letters and signs like any others: they are kept and shown as they were written.
  public static let letters = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "\"\u{301} onmouseover='alert(1)", "<\u{301}script>", "&\u{20E3}lt;",
    "</td></table><form action=https://evil.example>", "<!--", "]]>", "&lt;b&gt;", "{{7*7}}",
    "'; DROP TABLE change; --", "\" OR \"\"=\"", "%3Cscript%3E", "\u{FEFF}", "a\u{200B}b\u{AD}c",
    "\u{FF1C}script\u{FF1E}", "javascript:alert(1)", "<svg/onload=alert(1)>", "$(reboot)",
    "`reboot`", "../../seal.key", "%s%n%x", "=1+1", "+1+1", "-1+1", "@SUM(A1)",
    "=HYPERLINK(\"http://evil.example\";\"a\")", "\u{E0041}\u{E007F}",
    String(repeating: "a\u{301}\u{302}\u{303}", count: 40),
  ]

  /// What moves a cursor, ends a line or turns the direction of writing: no keyboard saves it.
  public static let signs = [
    "\u{1B}[2J\u{7}", "\u{1B}]0;x\u{7}", "\u{9B}31mred", "a\rb", "a\r\nSet-Cookie: x=y",
    "\u{8}\u{8}12",
    "\u{7F}", "\u{202E}nettap", "\u{2066}a\u{2069}", "a\u{2028}b",
  ]

  public static let all = letters + signs

  /// Whether a terminal shows it as it is, line for line.
  public static func isTame(_ output: String) -> Bool {
    output.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\n"
      case .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: true
      }
    }
  }

  /// A request of a device that keeps to no rule of the keyboard: two rival versions of a record for each text, signed
  /// with the text.
  public static func request(
    _ texts: [String], in fields: [String], scope: Scope = Bench.karlstad
  ) throws -> [UInt8] {
    var pen = Pen(seed: 99)
    let offers = try texts.flatMap { text in
      pen.by = text
      let record: RecordID = pen.newID()
      return try [text, text + "!"].map { text in
        var said = Dictionary(uniqueKeysWithValues: fields.map { ($0, Value.text(text)) })
        said["date"] = .text("2026-03-02")
        return ExchangeRequest.Offer(
          line: try pen.put(said, in: record).line, receipt: nil)
      }
    }
    let start = Mark.start(of: scope)
    return ExchangeRequest(
      cursor: start, marks: [start], now: Bench.noon, page: 1_000, offers: offers
    ).bytes
  }
}
