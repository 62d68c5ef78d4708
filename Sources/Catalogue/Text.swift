/// What a person reads, in both languages. Swedish is written first and is never missing.
public struct Text: Hashable, Sendable, Decodable {
  public let sv: String
  public let en: String

  public init(sv: String, en: String) {
    self.sv = sv
    self.en = en
  }

  public subscript(language: Language) -> String {
    switch language {
    case .sv: sv
    case .en: en
    }
  }
}

public enum Language: String, CaseIterable, Sendable {
  case sv
  case en
}
