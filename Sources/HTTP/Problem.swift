/// An error as `application/problem+json` (RFC 9457).
public struct Problem: Equatable, Sendable {
  public let status: Status
  /// An extension member by which programs tell problems apart, for example `too-large`.
  public let code: String
  /// A sentence for the person in front of it.
  public let detail: String

  public init(_ status: Status, code: String, detail: String) {
    self.status = status
    self.code = code
    self.detail = detail
  }

  /// Never stored by a cache: the next try may go better.
  public var response: Response {
    Response(
      status,
      headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
      body: .bytes(Array(json.utf8)))
  }

  private var json: String {
    """
    {"type":"about:blank","title":"\(Self.escape(status.phrase))","status":\(status.code),\
    "code":"\(Self.escape(code))","detail":"\(Self.escape(detail))"}
    """
  }

  /// RFC 8259 §7: quotation mark, backslash and control characters.
  private static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Refusal {
  var problem: Problem { Problem(status, code: code, detail: description) }
}
