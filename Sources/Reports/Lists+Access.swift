import FoundationEssentials
public import Storage

extension Lists {
  /// Who may sign in at the aggregator.
  public static func people(_ people: [PersonView]) throws -> Listing {
    struct Line: Encodable {
      let alias: String
      let name: String
      let role: String
      let scope: String
      let access: String
      let seen: Int64?
    }
    let lines = people.map {
      Line(
        alias: $0.person.alias.text, name: $0.person.name, role: $0.person.role,
        scope: $0.reach, access: $0.access.rawValue, seen: $0.seen)
    }
    return (
      [
        ("namn", false), ("heter", false), ("roll", false), ("scope", false), ("läge", false),
        ("senast inloggad", false),
      ],
      zip(people, lines).map { person, line in
        [
          line.alias, line.name, line.role, line.scope, person.access.word,
          line.seen.map(time) ?? "–",
        ]
      }, try json(lines)
    )
  }

  /// What was done by whom, and who was turned away.
  public static func audit(_ entries: [AuditEntry]) throws -> Listing {
    struct Line: Encodable {
      let at: Int64
      let actor: String
      let origin: String
      let act: String
      let about: String
      let outcome: String
    }
    let lines = entries.map {
      Line(
        at: $0.at, actor: $0.actor, origin: $0.origin, act: $0.act, about: $0.about,
        outcome: $0.outcome)
    }
    return (
      [
        ("när", false), ("vem", false), ("varifrån", false), ("vad", false), ("om", false),
        ("utfall", false),
      ],
      lines.map { [time($0.at), $0.actor, $0.origin, $0.act, $0.about, $0.outcome] },
      try json(lines)
    )
  }
}

extension PersonView.Access {
  fileprivate var word: String {
    switch self {
    case .open: "öppen"
    case .withoutPassword: "inget lösenord än"
    case .removed: "borttagen"
    case .outdated: "spärrad: från en äldre kopia"
    }
  }
}
