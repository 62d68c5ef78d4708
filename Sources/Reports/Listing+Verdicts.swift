import FoundationEssentials
public import Storage

extension Lists {
  /// What somebody recorded and the door set apart, with the reason where the others have their values.
  static func set(apart question: QuestionView, _ start: [String]) -> [[String]] {
    let change = question.records.flatMap(\.history).first { $0.id == question.change }
    return [
      start + [
        question.fields.joined(separator: " "), question.sentence ?? "",
        change.map { "\(said($0)), ändring \($0.id.prefix(8))" } ?? "",
      ]
    ]
  }

  /// What the region decided, or has to decide, about changes.
  public static func verdicts(_ changes: [JudgedChange]) throws -> Listing {
    let rows = changes.map { change in
      [
        String(change.change.prefix(8)), change.scope, change.type, String(change.record.prefix(8)),
        decided(change.status), change.sentence, change.person ?? "Bokfink", time(change.at),
      ]
    }
    return (
      [
        ("ändring", false), ("scope", false), ("typ", false), ("post", false), ("beslut", false),
        ("varför", false), ("vem", false), ("när", false),
      ], rows, try json(changes)
    )
  }

  /// Who may record where.
  public static func roles(_ roles: [RoleView]) throws -> Listing {
    let rows = roles.map { role in
      [
        role.scope, role.alias, role.name ?? "", role.role, time(role.since),
        role.until.map(time) ?? "",
      ]
    }
    return (
      [
        ("scope", false), ("alias", false), ("namn", false), ("roll", false), ("från", false),
        ("till", false),
      ], rows, try json(roles)
    )
  }

  /// The words of the pages for a verdict.
  static func decided(_ status: String) -> String {
    let words = [
      "quarantined": "satt åt sidan", "released": "frisläppt", "declined": "avslaget",
      "erased": "gallrat", "accepted": "godtaget", "withdrawn": "återtaget",
    ]
    return words[status] ?? status
  }

  static func time(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}
