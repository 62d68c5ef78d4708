import Digest

/// What may be recorded: record types, their fields and rules, and the figures made of them. Data with
/// a version, so that a county can change it without a new program.
public struct Catalogue: Sendable {
  /// 22 characters that stand for all parts in their order. Every change names the version it was
  /// written under.
  public let version: String
  public let parts: [Part]
  public let types: [RecordType]
  /// In the order of the National Library's questionnaire.
  public let indicators: [Indicator]

  /// - Parameter parts: lists of choices before the record types that use them.
  public init(parts: [Part]) throws(CatalogueError) {
    var lists: ChoiceLists = [:]
    var rules: [String: [Rule]] = [:]
    var types: [RecordType] = []
    var indicators: [Indicator] = []
    for part in parts {
      switch try part.content(lists: lists) {
      case .type(let type): types.append(type)
      case .list(let name, let choices): lists[name] = choices
      case .rules(let type, let more): rules[type, default: []] += more
      case .indicators(let more): indicators += more
      }
    }
    self.parts = parts
    self.types = types.map { type in
      var ruled = type
      ruled.rules = rules[type.name] ?? []
      return ruled
    }
    self.indicators = indicators
    version = Self.version(of: parts.map(\.hash))
  }

  /// The catalogue that every program carries, so that a branch can record before its first contact.
  public static let builtIn: Catalogue = {
    do {
      return try Catalogue(parts: builtInParts)
    } catch {
      preconditionFailure("The built-in catalogue cannot be read: \(error)")
    }
  }()

  public func type(_ name: String) -> RecordType? {
    types.first { sameBytes($0.name, name) }
  }

  /// Hashes are base64url, so nothing in this canonical array needs escaping.
  private static func version(of hashes: [String]) -> String {
    let members = (["bokfink-catalogue-1"] + hashes).map { "\"\($0)\"" }
    let canonical = "[" + members.joined(separator: ",") + "]"
    return String(Base64URL.encode(SHA256.hash(Array(canonical.utf8))).prefix(22))
  }
}

public enum CatalogueError: Error, Equatable, CustomStringConvertible {
  case unreadable(part: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let part, let reason):
      "The part \(part) of the catalogue cannot be read; publish it again. (\(reason))"
    }
  }
}
