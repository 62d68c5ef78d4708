// The actions of an ordinary day.

import Replication
import Storage

extension Simulation {
  func recordSomething(_ index: Int) async throws {
    switch dice.number(1...100) {
    case ...18: try await record(index, "records an activity", [newActivity(index)])
    case ...26: if let visit = newVisit(index) { try await record(index, "counts visits", [visit]) }
    case ...29: if let loan = newLoan(index) { try await record(index, "lends a toy", [loan]) }
    case ...49: try await edit(index)
    case ...56: try await drawForm(index)
    case ...64: try await saveForm(index)
    case ...70: try await delete(index)
    case ...75: try await add(index)
    case ...83: try await recordTogether(index)
    case ...90: try await mergeOrPart(index)
    case ...96: try await answerQuestion(index)
    default: try await sendTwice(index)
    }
  }

  private func edit(_ index: Int) async throws {
    guard let (place, standing) = dice.pick(shown(index)) else { return }
    try await record(index, "edits \(place)", [edit(of: place, standing)])
  }

  private func delete(_ index: Int) async throws {
    guard let (place, standing) = dice.pick(shown(index)) else { return }
    try await record(index, "deletes \(place)", [intent(.delete, at: place, standing)])
  }

  private func add(_ index: Int) async throws {
    guard let (place, standing) = dice.pick(shown(index)) else { return }
    let field =
      ["activity": "participants_children", "visit": "count"][place.type, default: "toys"]
    let amounts = [field: Int64(dice.number(-2...5))]
    try await record(index, "adds to \(place)", [intent(.add(amounts), at: place, standing)])
  }

  /// A second tab shows a record and stays open.
  private func drawForm(_ index: Int) async throws {
    guard let (place, standing) = dice.pick(shown(index)) else { return }
    trace.note("\(desks[index].name) opens a form of \(place)")
    desks[index].forms.append(
      Desk.Form(
        place: place, key: standing.key, heads: standing.fold.heads, held: standing.ids))
  }

  private func saveForm(_ index: Int) async throws {
    guard let form = dice.pick(desks[index].forms),
      let standing = looks[desks[index].name]?.places[form.place]
    else { return }
    var intent =
      dice.percent(20) ? intent(.delete, at: form.place, standing) : edit(of: form.place, standing)
    intent.seen = form.heads
    if Set(form.heads) != Set(standing.fold.heads) { trace.note(.twoTabs) }
    try await record(
      index, "saves an old form of \(form.place)", [intent], seeing: [form.place: form.held])
  }

  /// One action about several records: all of it or nothing.
  private func recordTogether(_ index: Int) async throws {
    var intents = [newActivity(index)]
    if let visit = newVisit(index), dice.percent(60) { intents.append(visit) }
    for (place, standing) in dice.shuffled(shown(index)).prefix(dice.number(0...3)) {
      guard !intents.contains(where: { ($0.record ?? $0.key?.record) == place.record }) else {
        continue
      }
      let deed = dice.percent(30) ? intent(.delete, at: place, standing) : edit(of: place, standing)
      intents.append(deed)
    }
    try await record(index, "records \(intents.count) at once", intents)
  }

  private func mergeOrPart(_ index: Int) async throws {
    let pair = dice.shuffled(shown(index, type: "activity")).prefix(2)
    guard let (place, standing) = pair.first, let (other, _) = pair.last, place != other else {
      return
    }
    let fields: [String: Value] =
      switch dice.number(1...10) {
      case ...7: [Fold.sameAs: .text(other.record.description)]
      case 8: [Fold.sameAs: .null]
      default: [Fold.distinctFrom: .texts([other.record.description])]
      }
    let what = "says of \(place): \(fields)"
    try await record(index, what, [intent(.put(fields), at: place, standing)])
  }

  private func answerQuestion(_ index: Int) async throws {
    let desk = desks[index]
    let questions = try await desk.disk.journal.questions(in: desk.scope)
    guard let question = dice.pick(questions) else { return }
    let decisions: [Decision] =
      switch question.kind {
      case "value": [.newest]
      case "edit-delete": [.keep, .delete]
      case "duplicate": [.same, .distinct]
      default: []
      }
    guard let decision = dice.pick(decisions) else { return }
    let author = author(index)
    try await write(index, "answers \(question.kind) \(question.id) with \(decision)") { journal in
      _ = try await journal.resolve(question.id, decision, by: author)
    }
  }

  /// An impatient click sends a new form twice.
  private func sendTwice(_ index: Int) async throws {
    var intent = newActivity(index)
    intent.seen = []
    guard let record = intent.record else { return }
    let place = Place(scope: desks[index].scope.name, type: intent.type, record: record)
    for _ in 1...2 {
      try await self.record(index, "sends \(place) twice", [intent], seeing: [place: []])
    }
    let standing = looks[desks[index].name]?.places[place]
    guard standing?.fold.conflicts.isEmpty != false else {
      throw Broken("sending twice is harmless", "\(place)")
    }
  }
}

// MARK: - Clicks at the door

extension Simulation {
  func click(_ index: Int) async throws {
    guard let unit = dice.pick(desks[index].units) else { return }
    let desk = desks[index]
    let key = NaturalKey(
      type: "visit", unit: unit, date: "2026-03-0\(dice.number(2...3))", granularity: "day",
      counter: Self.doorCounter)
    let amount = Int64(dice.number(1...4))
    let author = author(index)
    let foreign = desk.rows.filter { $0.value.fingerprint != desk.fingerprint }
    if !foreign.isEmpty { trace.note(.copiedClicks) }
    let sealed = try await write(index, "clicks \(amount) on \(key.date)") { journal in
      _ = try await journal.click(
        amount, on: key, in: desk.scope, fingerprint: desk.fingerprint, by: author)
    }
    guard let sealed else { return }
    try noteSealed(sealed, of: foreign, on: index)
    var row =
      desks[index].rows[key.record]
      ?? Desk.Row(number: ledger.beginRow(), amount: 0, fingerprint: desk.fingerprint)
    row.amount += amount
    desks[index].rows[key.record] = row
  }

  func sealClicks(_ index: Int) async throws {
    let (scope, author, rows) = (desks[index].scope, author(index), desks[index].rows)
    let sealed = try await write(index, "seals clicks") { journal in
      try await journal.sealTallies(in: scope, by: author)
    }
    if let sealed { try noteSealed(sealed, of: rows, on: index) }
  }

  private func noteSealed(
    _ changes: [Change], of rows: [RecordID: Desk.Row], on index: Int
  ) throws {
    let incs = changes.filter { $0.tally != nil }
    for (counter, row) in rows {
      let made = incs.filter { $0.record == counter }
      guard made.count == 1, made[0].fields.first?.value == .integer(row.amount) else {
        throw Broken("(6) a row of clicks became something else", "\(counter): \(row.amount)")
      }
      ledger.sealed(row.number, of: counter, as: made[0].id, amount: row.amount)
      desks[index].rows[counter] = nil
    }
    guard incs.count == rows.count else { throw Broken("(6) clicks from nowhere", "\(incs.count)") }
  }
}
