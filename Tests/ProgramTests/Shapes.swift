// What `--json` prints, written down a second time: a member that is renamed or left out fails here.

/// Any value of a field.
enum Shown: Decodable, Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Int64)
  case text(String)
  case texts([String])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .texts(try value.decode([String].self))
    }
  }
}

struct SavedShape: Decodable, Sendable {
  let line: Int
  let saved: [String]
  let records: [String]
  let warnings: [String]
}

struct StatusShape: Decodable, Sendable {
  struct Position: Decodable, Sendable {
    let scope: String
    let n: Int64
    let h: String
  }

  let scope: String?
  let unit: String?
  let device: String?
  let enrolled: Bool
  let saved: Int
  let acknowledged: Int
  let waiting: Int
  let aside: Int
  let openItems: Int
  let apart: Int
  let openClicks: Int
  let skewMilliseconds: Int64?
  let lastContact: Int64?
  let freeBytes: Int64?
  let isDiskLow: Bool
  let holdsBallast: Bool
  let scopes: [Position]
}

struct ListedShape: Decodable, Sendable {
  let scope: String
  let type: String
  let id: String
  let date: String?
  let unit: String?
  let life: String
  let openItems: Int
  let waiting: Bool
  let fields: [String: Shown]
}

struct ChangeShape: Decodable, Sendable {
  let id: String
  let kind: String
  let by: String
  let at: Int64
  let received: Int64?
  let device: String?
  let n: Int64?
  let seen: [String]
  let fields: [String: Shown]
}

struct RecordShape: Decodable, Sendable {
  struct Field: Decodable, Sendable {
    struct Candidate: Decodable, Sendable {
      let value: Shown
      let said: [ChangeShape]
    }

    let name: String
    let value: Shown
    let candidates: [Candidate]?
  }

  let scope: String
  let type: String
  let id: String
  let key: [String]?
  let life: String
  let heads: [String]
  let fields: [Field]
  let history: [ChangeShape]

  func values(of name: String) -> [Shown] {
    let field = fields.first { $0.name == name }
    return field?.candidates?.map(\.value) ?? field.map { [$0.value] } ?? []
  }
}

struct QuestionShape: Decodable, Sendable {
  let id: String
  let kind: String
  let scope: String
  let type: String
  let record: String
  let fields: [String]
  let records: [RecordShape]
}

struct ProofShape: Decodable, Sendable {
  struct Scope: Decodable, Equatable, Sendable {
    let scope: String
    let n: Int64
    let h: String
    let digest: String
    let changes: Int
  }

  let scopes: [Scope]
  let ok: Bool
  let found: [String]

  subscript(_ scope: String) -> Scope? { scopes.first { $0.scope == scope } }
}

struct DeviceShape: Decodable, Sendable {
  let id: String
  let name: String
  let scope: String
  let unit: String?
  let lastContact: Int64?
  let skewMilliseconds: Int64?
  let status: String
  let reason: String?
  let disks: Int
}

struct UnitShape: Decodable, Sendable {
  let id: String
  let scope: String
  let municipality: String?
  let name: String
  let kind: String
  let sigel: String?
  let validFrom: String
  let validTo: String?

  enum CodingKeys: String, CodingKey {
    case id, scope, municipality, name, kind, sigel
    case validFrom = "valid_from"
    case validTo = "valid_to"
  }
}

struct CountsShape: Decodable, Sendable {
  struct Scope: Decodable, Sendable {
    let scope: String
    let changes: Int
    let openItems: Int
  }

  let scopes: [Scope]

  subscript(_ scope: String) -> Scope? { scopes.first { $0.scope == scope } }
}

struct VerdictShape: Decodable, Sendable {
  let change: String
  let reason: String
}
