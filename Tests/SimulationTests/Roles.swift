// The region gives roles and ends them. What arrives from somebody without one is kept out until a person decides.

import Catalogue
import Replication
import Storage
import TestSupport

extension Simulation {
  /// The types of the simulation that only some roles may write.
  private static let guarded: Set<String> = ["activity", "visit"]

  func changeRole() async throws {
    guard let scope = dice.pick(Self.municipalities).flatMap(Scope.init),
      let alias = dice.pick(["anl", "anl", "bo"]), let role = dice.pick(["registrar", "children"])
    else { return }
    let ends = dice.percent(40)
    let journal = centre.disk.journal
    do {
      if ends {
        try await journal.end(role, of: alias, in: scope, by: registrar)
      } else {
        try await journal.give(role, to: alias, named: nil, in: scope, by: registrar)
      }
      trace.note("the region \(ends ? "ends" : "gives") \(role) of \(alias) in \(scope)")
    } catch let error as JournalError {
      trace.note("the region cannot end \(role) of \(alias) in \(scope): \(error)")
    }
    try await inspect(centre.node)
  }

  /// Whoever has to answer questions may; a role that was given by a wrong clock is given anew.
  func restoreRoles() async throws {
    for scope in Self.municipalities.compactMap({ Scope($0) })
    where try await !centre.disk.journal.roles(in: scope).isEmpty {
      for role in ["registrar", "children"] {
        try? await centre.disk.journal.end(role, of: "anl", in: scope, by: registrar)
      }
      try await centre.disk.journal.give(
        "registrar", to: "anl", named: nil, in: scope, by: registrar)
    }
    try await inspect(centre.node)
  }

  private var registrar: Author {
    Author(by: "region", at: centre.watch.now, today: centre.watch.today)
  }

  /// What has just arrived, and not come back, is judged by the roles that the register names. A verdict that came back
  /// with it is of another time: before the aggregator was put back the change may have arrived under other roles.
  func checkRoles(_ arrived: Set<ChangeID>, offered: Set<ChangeID>) throws {
    guard let look = looks[Centre.name] else { return }
    let grants = grants(in: look)
    for (place, standing) in look.places where Self.guarded.contains(place.type) {
      for entry in standing.entries where arrived.contains(entry.change.id) {
        guard let received = entry.receipt?.received, entry.change.kind?.isEdit == true else {
          continue
        }
        let objection = objection(to: entry.change.by, grants[place.scope], at: received)
        let judged = standing.entries.map(\.change).filter { !offered.contains($0.id) }
        let reasons = judged.compactMap(\.verdict).filter {
          $0.target == entry.change.id && $0.status == .quarantined
        }.map(\.reason)
        if objection != nil, reasons.isEmpty {
          throw Broken("a change without a role is let in", "\(entry.change.id) in \(place)")
        }
        if objection == nil, entry.change.group == nil,
          reasons.contains(where: { $0 == "no-role" || $0 == "role-ended" })
        {
          throw Broken("a change with a role is kept out", "\(entry.change.id) in \(place)")
        }
      }
    }
  }

  private struct Given {
    let alias: String
    let since: Int64
    let until: Int64?
  }

  /// By municipality, as the oracle reads the register.
  private func grants(in look: Look) -> [String: [Given]] {
    var grants: [String: [Given]] = [:]
    for (place, standing) in look.places where place.scope == "county" && place.type == "role" {
      let state = Oracle.fold(standing.entries)
      guard state.life == "alive" || state.life == "edit-delete" else { continue }
      let shown = { (name: String) -> Value? in
        state.fields.first { $0.name == name }.flatMap { field in
          (try? LineScanner.scan(Array(field.provisional.utf8))).flatMap(Value.init)
        }
      }
      guard let scope = shown("scope")?.shownText, let alias = shown("alias")?.shownText else {
        continue
      }
      grants[scope, default: []].append(
        Given(
          alias: alias, since: shown("since")?.shownInteger ?? 0,
          until: shown("until")?.shownInteger))
    }
    return grants
  }

  /// nil for somebody who may write.
  private func objection(to alias: String, _ grants: [Given]?, at received: Int64) -> String? {
    guard let grants else { return nil }
    let own = grants.filter { $0.alias == alias }
    let holds = own.contains { grant in
      grant.since <= received && grant.until.map { received < $0 } ?? true
    }
    return holds ? nil : own.contains { $0.until != nil } ? "role-ended" : "no-role"
  }
}
