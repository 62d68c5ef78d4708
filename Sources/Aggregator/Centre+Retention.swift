public import Reports
internal import Storage

extension Centre {
  /// Erases what has been kept long enough, or tells what would go.
  ///
  /// - Parameters:
  ///   - decision: by which it goes, and who carries it out; nil to look only.
  /// - Returns: what went, for people and programs; the same as a table for the archive, change by change; and sentences
  ///   about what could not be done yet.
  public func retain(
    decision: (text: String, person: String)?, progress: @escaping Progress
  ) async throws -> (listing: Listing, protocol: String, remarks: [String]) {
    if let decision, decision.text.isEmpty || decision.person.isEmpty {
      throw CentreError.unexplained
    }
    let now = world.now()
    guard let today = world.today() else {
      throw CentreError.ruleBroken("The clock of this computer shows no day. Set it first.")
    }
    let overdue = try await journal.overdue(on: today) { progress("gallring", $0, $1) }
    guard let decision else {
      let (listing, table) = try Lists.retention(overdue, erasedBy: nil)
      return (listing, table, [])
    }
    var rest = overdue[...]
    while !rest.isEmpty {
      let part = rest.prefix(Journal.overdueAtOnceMax)
      rest = rest.dropFirst(part.count)
      try await reporting { [journal] in
        try await journal.erase(part, decision: decision.text, by: decision.person, at: now)
      }
      progress("erase", overdue.count - rest.count, overdue.count)
    }
    let (listing, table) = try Lists.retention(
      overdue, erasedBy: (decision.text, decision.person, now))
    return (listing, table, try await purge())
  }
}
