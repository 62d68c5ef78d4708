import Digest
import FoundationEssentials

/// A piece of a catalogue: one record type, its rules, one list of choices, or the indicators. Its text
/// is never altered, so its hash can stand for it.
public struct Part: Sendable {
  public let name: String
  /// One JSON object.
  public let text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// SHA-256 of the text's bytes in base64url, 43 characters.
  public var hash: String { Base64URL.encode(SHA256.hash(Array(text.utf8))) }

  func content(lists: ChoiceLists) throws(CatalogueError) -> PartContent {
    let decoder = JSONDecoder()
    decoder.userInfo[.lists] = lists
    do {
      return try decoder.decode(PartContent.self, from: Data(text.utf8))
    } catch {
      throw CatalogueError.unreadable(part: name, reason: "\(error)")
    }
  }
}

/// What a part may hold.
enum PartContent: Decodable {
  case type(RecordType)
  case list(name: String, [Choice])
  case rules(type: String, [Rule])
  case indicators([Indicator])

  private enum CodingKeys: String, CodingKey {
    case type, list, choices, rulesOf, rules, indicators
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let name = try container.decodeIfPresent(String.self, forKey: .list) {
      self = .list(name: name, try container.decode([Choice].self, forKey: .choices))
    } else if let type = try container.decodeIfPresent(String.self, forKey: .rulesOf) {
      self = .rules(type: type, try container.decode([Rule].self, forKey: .rules))
    } else if container.contains(.indicators) {
      self = .indicators(try container.decode([Indicator].self, forKey: .indicators))
    } else {
      self = .type(try container.decode(RecordType.self, forKey: .type))
    }
  }
}

typealias ChoiceLists = [String: [Choice]]

extension CodingUserInfoKey {
  /// The lists of choices of the parts before this one.
  static let lists = CodingUserInfoKey(rawValue: "lists")!
}
