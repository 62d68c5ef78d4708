// People at the region decide about what the door set apart, and now and then about what it let through.

import Replication
import Storage

extension Simulation {
  func decide() async throws {
    let open = try await centre.disk.journal.verdicts(in: nil, isOpen: true)
    let change =
      dice.percent(70)
      ? dice.pick(open)?.change
      : dice.pick((looks[Centre.name]?.edits ?? []).map(\.description).sorted())
    guard let change else { return }
    try await judge(change, dice.percent(60) ? .release : .decline)
  }

  /// (16) Everything that was set apart can be released or declined, and is no question any more.
  func decideEverything() async throws {
    while let next = try await centre.disk.journal.verdicts(in: nil, isOpen: true).first {
      try await judge(next.change, dice.percent(50) ? .release : .decline)
      let left = try await centre.disk.journal.verdicts(in: nil, isOpen: true)
      guard !left.contains(where: { $0.change == next.change }) else {
        throw Broken("(16) a verdict that decides nothing", next.change)
      }
    }
  }

  private func judge(_ change: String, _ judgement: Judgement) async throws {
    let targets = try await centre.disk.journal.judge(
      change, judgement, reason: "prövat", by: "eva", at: centre.watch.now)
    trace.note("the region \(judgement) \(targets)")
    if judgement == .release { ledger.vouchedFor.formUnion(targets) }
    try await inspect(centre.node)
    for target in targets where isCounting(target) != (judgement == .release) {
      throw Broken("a person's verdict does not hold", "\(judgement) \(target)")
    }
  }

  private func isCounting(_ change: ChangeID) -> Bool {
    let standing = looks[Centre.name]?.places.values.first { $0.ids.contains(change) }
    return standing?.fold.verdicts.contains { $0.target == change && $0.status.excludes } == false
  }

  /// After a rollback a change comes back with its seal, and the verdict about it one batch later.
  func isVerdictUnderway(about change: ChangeID, at place: Place) -> Bool {
    let central = looks[Centre.name]?.places[place]?.ids ?? []
    return desks.contains { desk in
      looks[desk.name]?.places[place]?.entries.contains {
        $0.change.verdict?.target == change && !central.contains($0.change.id)
      } ?? false
    }
  }

  /// (13) A verdict moves nothing but what it keeps out or brings back.
  func checkVerdicts(
    _ old: Look.Standing, _ now: Look.Standing, _ arrived: [Change], _ place: String
  ) throws {
    guard !arrived.isEmpty, arrived.allSatisfy({ $0.kind == .verdict }), !isStripped(old, now),
      old.ids.isSubset(of: now.ids), old.excluded == now.excluded,
      // A receipt that came with it dates a rival value, and what has seen a verdict waits for it.
      old.isWhole, old.entries == now.entries.filter({ old.ids.contains($0.change.id) })
    else { return }
    guard old.fold.life == now.fold.life, old.fold.fields == now.fold.fields else {
      throw Broken("(13) a verdict changed what a record says", place)
    }
  }
}

extension Look {
  /// What people recorded, as far as it is in the log here.
  var edits: [ChangeID] {
    places.filter { $0.key.scope != Scope.county.name }.values.flatMap(\.entries)
      .filter { $0.change.kind?.isEdit == true }.map(\.change.id)
  }
}

extension Look.Standing {
  var isWhole: Bool { entries.allSatisfy { ids.isSuperset(of: $0.change.seen) } }

  var excluded: Set<ChangeID> {
    Set(fold.verdicts.filter(\.status.excludes).map(\.target))
  }
}
