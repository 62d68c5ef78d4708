/// A row of the National Library's questionnaire, and how it is counted.
public struct Indicator: Equatable, Sendable, Decodable {
  /// KB's variable: `Publ101`.
  public let code: String
  public let labels: Text
  /// What is counted.
  public let unit: Text
  public let figure: Figure

  public enum Figure: Hashable, Sendable {
    /// Occasions in a category with staff of the library taking part.
    case occasions(category: String, childrenOnly: Bool)
    /// The sum of other indicators.
    case sum(of: [String])
    /// Physical visits to staffed units.
    case visits
  }
}

extension Indicator.Figure: Decodable {
  private enum CodingKeys: String, CodingKey {
    case category, children, sum
  }

  /// `{"category":"101","children":true}`, `{"sum":["Publ101"]}`, or `{}` for visits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let category = try container.decodeIfPresent(String.self, forKey: .category) {
      self = .occasions(
        category: category,
        childrenOnly: try container.decodeIfPresent(Bool.self, forKey: .children) ?? false)
    } else if let sum = try container.decodeIfPresent([String].self, forKey: .sum) {
      self = .sum(of: sum)
    } else {
      self = .visits
    }
  }
}
