/// Something to say about an entry before it is saved, or the reason for a verdict at the door.
public struct Finding: Error, Hashable, Sendable {
  public let severity: Severity
  /// The field to put right; nil when it is not one field.
  public let field: String?
  /// For programs: `out-of-range`.
  public let code: String
  /// What is wrong and what to do.
  public let sentence: Text

  public enum Severity: String, Sendable, Decodable {
    /// The entry cannot be saved like this.
    case hard
    /// It can, but is it meant so?
    case soft
  }

  static func hard(_ code: String, _ field: String?, sv: String, en: String) -> Finding {
    Finding(severity: .hard, field: field, code: code, sentence: Text(sv: sv, en: en))
  }

  static func soft(_ code: String, _ field: String?, sv: String, en: String) -> Finding {
    Finding(severity: .soft, field: field, code: code, sentence: Text(sv: sv, en: en))
  }
}

extension Finding: CustomStringConvertible {
  public var description: String { "\(sentence.sv) / \(sentence.en)" }
}
