/// The lines of an export: the same letters as on the wire, so that one reader serves both.
public enum ExportLine {
  public static func head(scope: String) -> [UInt8] {
    line("h", .object([.init("bokfink", .text("export-1")), .init("scope", .text(scope))]))
  }

  /// - Parameter code: why the change was set aside, nil for one of the log.
  public static func change(
    _ bytes: [UInt8], id: ChangeID, receipt: Receipt?, code: String?
  ) -> [UInt8] {
    let isStub = Change.isStub(bytes)
    var lines: [UInt8] = []
    if let receipt { lines += line("r", receipt.json(of: isStub ? id : nil)) }
    if let code { lines += line("a", .object([.init("code", .text(code))])) }
    return lines + Array((isStub ? "s " : "c ").utf8) + bytes + [UInt8(ascii: "\n")]
  }

  private static func line(_ letter: Character, _ json: JSON) -> [UInt8] {
    Array(letter.utf8) + [UInt8(ascii: " ")] + json.bytes + [UInt8(ascii: "\n")]
  }
}
