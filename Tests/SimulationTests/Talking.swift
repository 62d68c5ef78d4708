// A desk and the aggregator talk, and what must be true whenever they have.

import Agent
import HTTP
import Replication
import Storage

extension Simulation {
  /// A few rounds of a desk, as its loop would do them.
  func sync(_ index: Int, rounds: Int, batch: Int = 100) async throws {
    let name = desks[index].name
    for _ in 0..<rounds {
      guard !desks[index].isErased, try await enrolled(index) else { return }
      var more = false
      var wentWell = true
      do {
        let round = try await session(index).round(
          batch: batch, report: { [trace] in trace.note("  \(name): \($0)") })
        more = round.more
        desks[index].isErased = round.mayErase
      } catch let error as SQLiteError {
        wentWell = false
        trace.note("  \(name) fails: SQLite \(error.code)")
      }
      try await afterTalk(index, wentWell: wentWell)
      if !more { return }
    }
  }

  /// Enrols the desk when it is not; with a new code when the old one is no longer any good.
  private func enrolled(_ index: Int) async throws -> Bool {
    if try await desks[index].disk.journal.meta(.enrolment) != nil { return true }
    if desks[index].code == nil { try await issueCode(index) }
    guard let code = desks[index].code else { return false }
    var outcome: Session.Outcome?
    do {
      outcome = try await session(index).enrol(
        code: code, name: desks[index].name, machine: desks[index].fingerprint)
    } catch let error as SQLiteError {
      trace.note("  enrolling fails: SQLite \(error.code)")
    }
    try await afterTalk(index, wentWell: false)
    if case .failed(.told(.enrolCodeUsed, _), _) = outcome {
      trace.note(.lostCode)
      try await issueCode(index)
    }
    return outcome == .enrolled
  }

  /// Inspects both ends, and restarts what did not survive.
  ///
  /// - Parameter wentWell: whether the desk could write down what it heard.
  func afterTalk(_ index: Int, wentWell: Bool) async throws {
    try checkInterruption()
    let (contacts, processed, needsRestart) = await network.drain()
    try await inspectCentre(processed)
    try await inspect(desks[index].node, onlyArrivals: true)
    var last: [String: Network.Contact] = [:]
    for contact in contacts {
      last[contact.path] = contact
      if contact.isClean, wentWell { try countRefusals(contact) }
    }
    for contact in contacts { try checkShutOut(contact, desks[index]) }
    for contact in last.values where contact.isClean && wentWell {
      try await checkContact(contact, desk: index)
    }
    if needsRestart { try await restartCentre() }
    try await checkDigest(index)
  }

  /// - Parameter processed: the requests the aggregator has done since the last time.
  func inspectCentre(_ processed: [[UInt8]]) async throws {
    let isKnown = looks[Centre.name] != nil
    let arrived = try await noteProofs(processed)
    try await inspect(centre.node)
    if isKnown { try checkRoles(arrived, offered: Self.offered(in: processed)) }
  }

  private static func offered(in processed: [[UInt8]]) -> Set<ChangeID> {
    Set(processed.compactMap { try? ExchangeRequest(bytes: $0) }.flatMap { $0.offers.map(\.id) })
  }

  /// Remembers which of others' changes came with proof and which without.
  ///
  /// - Returns: what arrived for the first time, as the word of whoever brought it, while the register stood still.
  private func noteProofs(_ processed: [[UInt8]]) async throws -> Set<ChangeID> {
    var own: Set<ChangeID> = []
    let before = looks[Centre.name]?.ids() ?? []
    let rows = try await centre.disk.reader.rows("SELECT id FROM change")
    let held = Set(rows.compactMap { $0[0].text.flatMap(ChangeID.init) })
    for body in processed {
      guard let request = try? ExchangeRequest(bytes: body) else { continue }
      for offer in request.offers {
        let id = offer.id
        // Who carried a change can show a seal of its own; that proves nothing about its author.
        let isProven = offer.receipt.map { receipt in
          receipt.device == ledger.writers[id] ?? centre.authority.device
            && Self.scopes.contains {
              Receipt.seal(
                scope: $0, change: id, device: receipt.device, received: receipt.received,
                stub: Change.stubHash(of: offer.line), key: centre.authority.sealKey)
                == receipt.seal
            }
        }
        let isNew = held.contains(id) && !before.contains(id)
        if isNew, offer.receipt == nil { own.insert(id) }
        if isProven == false, isNew {
          ledger.unproven.insert(id)
        } else if isProven == true || (isProven == nil && isNew) {
          ledger.unproven.remove(id)
        }
      }
    }
    // What comes back to the register may give or end a role between two of these.
    let places = (looks[Centre.name]?.places ?? [:]).filter { $0.key.scope == "county" }
    let register = try await centre.disk.reader.rows(
      "SELECT count(*) FROM change WHERE scope = 'county' AND type = 'role'")
    let known = places.filter { $0.key.type == "role" }.values.reduce(0) { $0 + $1.entries.count }
    return register == [[.integer(Int64(known))]] ? own : []
  }

  /// (10) What a desk takes for received is at the aggregator, under the same number.
  private func checkContact(_ contact: Network.Contact, desk index: Int) async throws {
    let desk = desks[index]
    guard contact.path.hasSuffix("/sync"), let answer = contact.answer, answer.status == 200,
      let scope = contact.path.split(separator: "/").dropLast().last.flatMap({ Scope(String($0)) }),
      let request = try? ExchangeRequest(bytes: contact.request),
      case .complete = try? ExchangeAnswer(bytes: answer.body, after: request.cursor)
    else { return }
    let rows = try await desk.disk.reader.rows(
      "SELECT id, n FROM change WHERE scope = ?1 AND n IS NOT NULL ORDER BY n", [.text(scope.name)])
    let there = try await centre.disk.reader.rows(
      "SELECT id, n FROM change WHERE scope = ?1", [.text(scope.name)])
    let numbers = Dictionary(there.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    for row in rows where numbers[row[0]] != row[1] {
      throw Broken(
        "(10) received, says \(desk.name), and the aggregator does not",
        "\(row) in \(scope), there \(numbers[row[0]] ?? .null)")
    }
  }

  /// (17) The same refusal of the same thing is heard at most twice.
  private func countRefusals(_ contact: Network.Contact) throws {
    guard let answer = contact.answer, let request = try? ExchangeRequest(bytes: contact.request)
    else { return }
    var heard: [String] = []
    switch try? ExchangeAnswer(bytes: answer.body, after: request.cursor) {
    case .rolledBack: refusals = refusals.filter { !$0.key.hasPrefix("\(contact.desk) ") }
    case .complete(let reply):
      for acknowledgement in reply.acknowledgements {
        switch acknowledgement {
        case .refused(let id, let code): heard.append("\(id) \(code)")
        case .missing(let id, let ids): heard.append("\(id) \(ids)")
        case .stored: break
        }
      }
    default: break
    }
    for what in heard {
      let key = "\(contact.desk) \(contact.path) \(what)"
      refusals[key, default: 0] += 1
      guard refusals[key] ?? 0 < 3 else { throw Broken("(17) refused three times alike", key) }
    }
  }

  /// (3) One mark, one state.
  func checkDigest(_ index: Int) async throws {
    guard dice.percent(40) else { return }
    for scope in [desks[index].scope, .county] {
      for (name, disk) in [(desks[index].name, desks[index].disk), (Centre.name, centre.disk)] {
        let digest = try await disk.journal.digest(of: scope)
        let stubs = try await disk.stubs(scope, upTo: digest.n)
        let mark = "\(digest.scope) \(digest.n) \(digest.h) \(stubs)"
        guard digests[mark, default: digest.digest] == digest.digest else {
          let here = try await desks[index].disk.covered(scope, upTo: digest.n)
          let there = try await centre.disk.covered(scope, upTo: digest.n)
          throw Broken(
            "(3) one mark, two states",
            "\(name) at \(mark); beside \(desks[index].name): \(here.symmetricDifference(there))")
        }
        digests[mark] = digest.digest
      }
    }
  }
}

extension Disk {
  /// The changes that a mark speaks of, by their ids and numbers.
  fileprivate func covered(_ scope: Scope, upTo n: Int64) async throws -> Set<[SQLValue]> {
    Set(
      try await reader.rows(
        "SELECT id, n FROM change WHERE scope = ?1 AND n <= ?2", [.text(scope.name), .integer(n)]))
  }
}
