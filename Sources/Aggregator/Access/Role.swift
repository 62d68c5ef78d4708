/// What a person does at the region or at a library: the codes of the catalogue's list `roles`.
public enum Role: String, CaseIterable, Comparable, Sendable {
  case registrar, children, head, developer, grants, statistics, admin, reader

  public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}

extension Set<Role> {
  public static let everyone = Set(Role.allCases)
}
