internal import Replication

/// A value on its way into or out of SQLite.
public enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var blob: [UInt8]? { if case .blob(let bytes) = self { bytes } else { nil } }

  static func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
  static func integer(_ number: Int64?) -> SQLValue { number.map { .integer($0) } ?? .null }
  static func id<Subject>(_ id: ID<Subject>) -> SQLValue { .text(id.description) }
  static func id<Subject>(_ id: ID<Subject>?) -> SQLValue { .text(id?.description) }
  static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
}
