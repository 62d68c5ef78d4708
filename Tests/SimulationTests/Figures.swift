import Replication

extension Simulation {
  /// (7) An arrival moves what a record shows only by what it says, or a question opens.
  func checkFigures(_ before: Look, _ look: Look, _ changed: [Place], on node: Node) throws {
    for place in changed {
      guard let now = look.places[place] else { continue }
      let old = before.places[place]
      let known = old?.ids ?? []
      let arrived = now.entries.map(\.change).filter { !known.contains($0.id) }
      if let old { try checkVerdicts(old, now, arrived, "\(place) on \(node.name)") }
      // A verdict brings back or takes away what its target said, and aside takes what nobody could store.
      if arrived.contains(where: { $0.verdict != nil }) || !known.isSubset(of: now.ids) { continue }
      if isStripped(old, now) { continue }
      try checkLife(old, now, arrived, "\(place) on \(node.name)")
      // Whoever decides about a delete decides about everything it had seen.
      if old?.fold.life == .editDelete { continue }
      for field in now.fold.fields where field.candidates.count == 1 {
        try checkField(field, old?.fold[field.name], arrived, "\(place) on \(node.name)")
      }
    }
  }

  private func checkLife(
    _ old: Look.Standing?, _ now: Look.Standing, _ arrived: [Change], _ place: String
  ) throws {
    guard let old, old.fold.life != now.fold.life, now.fold.life != .editDelete else { return }
    guard arrived.contains(where: { $0.kind?.isEdit == true }) else {
      throw Broken("(7) a life changed by itself", place)
    }
  }

  private func checkField(
    _ field: Fold.Field, _ old: Fold.Field?, _ arrived: [Change], _ place: String
  ) throws {
    guard let old, old.provisional != field.provisional else { return }
    let speaking = arrived.filter { change in
      change.kind == .del || change.fields.contains { $0.name == field.name }
    }
    guard !speaking.isEmpty else {
      throw Broken("(7) a value moved by itself", "\(field.name) of \(place)")
    }
    // Clicks alone move a number by exactly their sum.
    guard speaking.allSatisfy({ $0.kind == .inc && $0.tally == nil }), old.candidates.count == 1,
      let from = old.provisional.shownInteger, let to = field.provisional.shownInteger
    else { return }
    let sum = speaking.flatMap(\.fields).filter { $0.name == field.name }
      .compactMap(\.value.shownInteger).reduce(Int128(0)) { $0 + Int128($1) }
    let isClamped = abs(to) == Value.integerMax || abs(from) == Value.integerMax
    guard isClamped || Int128(to) - Int128(from) == sum else {
      throw Broken("(6) clicks moved a number by another amount", "\(field.name) of \(place)")
    }
  }

  /// (12) What nobody has proven, and what breaks a rule of the door, counts nowhere.
  func checkDoor(_ look: Look, _ changed: [Place]) throws {
    for place in changed {
      guard let standing = look.places[place] else { continue }
      let kept = Set(standing.fold.verdicts.filter(\.status.excludes).map(\.target))
      for id in standing.ids.subtracting(ledger.vouchedFor) where !kept.contains(id) {
        let said = standing.entries.filter { $0.change.verdict?.target == id }.map {
          "\($0.change.verdict?.status.rawValue ?? "") \($0.change.verdict?.reason ?? "")"
        }
        if ledger.bad.contains(id), !isVerdictUnderway(about: id, at: place) {
          throw Broken(
            "a change that breaks a rule of the door counts", "\(id) in \(place): \(said)")
        }
        if ledger.unproven.contains(id) {
          throw Broken("(12) another's change counts without proof", "\(id) in \(place): \(said)")
        }
      }
    }
  }
}
