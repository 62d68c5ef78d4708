// After the rest: nothing lost, nothing doubled, nothing invented, and one state for all.

import Catalogue
import Replication
import Storage
import TestSupport

extension Simulation {
  func audit() async throws {
    trace.note("audit")
    let held = looks[Centre.name]?.ids() ?? []
    try await checkEverybodyHolds()
    try checkGraph()
    try checkClicks(held)
    try await checkVerify()
    try await checkPermuted()
    try await checkErased()
    for index in desks.indices {
      let disk = desks[index].disk
      for scope in [desks[index].scope, .county] {
        let here = try await disk.journal.digest(of: scope)
        let there = try await centre.disk.journal.digest(of: scope)
        guard here == there else { throw Broken("(3) states differ at rest", desks[index].name) }
      }
    }
  }

  /// (1) Every desk holds exactly what the aggregator does; (15) nothing of honest people is aside.
  private func checkEverybodyHolds() async throws {
    let central = looks[Centre.name] ?? Look()
    let spoiled = spoiled(missingFrom: central.ids())
    for desk in desks {
      for scope in [desk.scope, .county] {
        let here = looks[desk.name]?.ids(in: scope) ?? []
        let there = central.ids(in: scope)
        guard here == there else {
          throw Broken(
            "(1) not everybody holds the same",
            "\(desk.name), \(scope): lacks \(there.subtracting(here)), only here \(here.subtracting(there))"
          )
        }
      }
      let asides = try await desk.disk.journal.asides().filter { aside in
        !(ChangeID(aside.id).map { spoiled.contains($0) } ?? false)
      }
      guard asides.isEmpty else {
        throw Broken("(15) set aside", "\(desk.name): \(asides.map { "\($0.id) \($0.code)" })")
      }
    }
    let lost = mustSurvive.subtracting(central.ids()).subtracting(spoiled)
    guard lost.isEmpty else { throw Broken("(1) lost", "\(lost)") }
  }

  /// What was lost to hostility: somebody who says two things under one name loses one of them, and whoever had built
  /// on it is told so.
  private func spoiled(missingFrom held: Set<ChangeID>) -> Set<ChangeID> {
    let missing = ledger.changes.values.filter { !held.contains($0.id) }
    var spoiled = Set(ledger.writers.filter { hostileDevices.contains($0.value) }.keys)
    while true {
      let groups = Set(missing.filter { spoiled.contains($0.id) }.compactMap(\.group?.id))
      let more = missing.filter { change in
        !spoiled.contains(change.id)
          && (!spoiled.isDisjoint(with: change.seen)
            || change.group.map { groups.contains($0.id) } ?? false)
      }
      guard !more.isEmpty else { return spoiled }
      spoiled.formUnion(more.map(\.id))
    }
  }

  /// (2) A change has seen exactly what its author had.
  private func checkGraph() throws {
    for (place, standing) in looks[Centre.name]?.places ?? [:] {
      let seen = Dictionary(
        standing.entries.map { ($0.change.id, $0.change.seen) }, uniquingKeysWith: { a, _ in a })
      for id in standing.ids {
        guard let truth = ledger.seen[id] else { continue }
        var below: Set<ChangeID> = []
        var waiting = seen[id] ?? []
        while let next = waiting.popLast() {
          if below.insert(next).inserted { waiting += seen[next] ?? [] }
        }
        guard below == truth else {
          throw Broken(
            "(2) the graph is not what the author had",
            "\(id) in \(place): too much \(below.subtracting(truth)), lacks \(truth.subtracting(below))"
          )
        }
      }
    }
  }

  /// (6) Counters show every click once.
  private func checkClicks(_ held: Set<ChangeID>) throws {
    for counter in ledger.rows.keys {
      let standing = looks[Centre.name]?.places.first { $0.key.record == counter }?.value
      let shown = standing?.show("count")?.shownInteger ?? 0
      let clicked = ledger.clicks(on: counter, among: held.subtracting(standing?.excluded ?? []))
      guard shown == clicked else {
        throw Broken("(6) clicks", "\(counter) shows \(shown), clicked \(clicked)")
      }
    }
  }

  private func checkVerify() async throws {
    for node in desks.map(\.node) + [centre.node] {
      let wrong = try await node.disk.journal.verify()
      guard wrong.isEmpty else { throw Broken("verify", "\(node.name): \(wrong)") }
    }
  }

  /// (9) The order of arrival decides nothing.
  private func checkPermuted() async throws {
    let fresh = try Disk(
      folder: shelf.newFolder(), catalogue: centre.catalogue, authority: nil, dice: dice.fork(),
      lane: lane)
    for scope in Self.scopes {
      let places = (looks[Centre.name]?.places ?? [:]).filter { $0.key.scope == scope.name }
        .sorted { $0.key < $1.key }
      var mark = Mark.start(of: scope)
      var pages: [ExchangeReply.Page] = []
      for entry in dice.shuffled(places.flatMap(\.value.entries)) {
        guard let old = entry.receipt else { continue }
        mark = mark.adding(entry.change.id, received: old.received, device: old.device)
        let receipt = Receipt(n: mark.n, received: old.received, device: old.device, seal: old.seal)
        pages.append(
          ExchangeReply.Page(
            arrivals: [.init(id: entry.change.id, receipt: receipt, line: entry.change.line)],
            mark: mark))
      }
      let reply = ExchangeReply(
        time: clock.now, tip: mark, catalogue: "", acknowledgements: [], pages: pages, end: mark,
        more: false)
      _ = try await fresh.journal.apply(reply, to: scope, at: clock.now)
    }
    for table in ["record", "item", "link", "verdict"] {
      let here = try await fresh.reader.rows("SELECT * FROM \(table) ORDER BY 1, 2, 3, 4")
      let there = try await centre.disk.reader.rows("SELECT * FROM \(table) ORDER BY 1, 2, 3, 4")
      guard here == there else {
        let first = zip(here, there).first { $0 != $1 }
        throw Broken("(9) order of arrival decides", "\(table): \(String(describing: first))")
      }
    }
  }
}

// MARK: - Questions

extension Simulation {
  /// (16) Every question can be closed by an action, and what was shown stays.
  func closeQuestions() async throws {
    trace.note("closing questions")
    try await decideEverything()
    try await settle()
    for scope in Self.scopes {
      // One desk answers for all: two that answer at once would only ask again. A question about a type that only a
      // newer catalogue knows waits for a desk that has it.
      let indices = desks.indices.filter { desks[$0].scope == scope }
      guard let first = indices.first else { continue }
      try await closeQuestions(indices.first { desks[$0].catalogue.isNewer } ?? first)
    }
    try await closeRegister()
    try await settle()
    try await audit()
    for node in desks.map(\.node) + [centre.node] {
      let rows = try await node.disk.reader.rows("SELECT kind, record FROM item")
      guard rows.isEmpty else { throw Broken("(16) still open", "\(node.name): \(rows)") }
    }
  }

  private func closeQuestions(_ index: Int) async throws {
    while true {
      let questions = try await desks[index].disk.journal.questions(in: desks[index].scope)
      if questions.isEmpty { return }
      // One answer may need another first: what is out of range has to be put right before it is said again.
      var isClosed = false
      for question in questions where !isClosed {
        isClosed = try await close(question, on: index)
      }
      guard isClosed else {
        throw Broken("(16) questions that cannot be closed", "\(questions.map(\.id))")
      }
    }
  }

  private func close(_ question: QuestionView, on index: Int) async throws -> Bool {
    let desk = desks[index]
    if question.kind == "rule" { return try await sayAnew(question, on: index) }
    let mended = mended(question, at: desk)
    let decision: Decision =
      switch question.kind {
      case "value": mended.isEmpty ? .newest : .values(mended)
      case "edit-delete": mended.isEmpty ? .keep : .values(mended)
      default: .same
      }
    let before = shownFields(desk, question)
    let author = author(index)
    let written = try await write(index, "closes \(question.kind) \(question.id)") { journal in
      _ = try await journal.resolve(question.id, decision, by: author)
    }
    guard written != nil else { return false }
    let left = try await desk.disk.journal.questions(in: desk.scope)
    guard !left.contains(where: { $0.id == question.id }) else {
      throw Broken("(16) an answer that closes nothing", "\(question.kind) \(question.id)")
    }
    guard !mended.isEmpty || shownFields(desk, question) == before else {
      throw Broken("(16) closing a question changed what was shown", question.id)
    }
    return true
  }

  /// What the program erased is a question until its fields are said anew.
  private func sayAnew(_ question: QuestionView, on index: Int) async throws -> Bool {
    guard let record = RecordID(question.record) else { return false }
    let place = Place(scope: question.scope, type: question.type, record: record)
    let said = Dictionary(
      question.fields.map { ($0, Value.text("en deltagare")) }, uniquingKeysWith: { a, _ in a })
    let intent = Intent(
      .put(said), type: question.type, record: record,
      key: looks[desks[index].name]?.places[place]?.key)
    return try await self.record(index, "says \(question.fields) anew", [intent]) != nil
  }

  /// Questions about units and devices are answered at the region.
  private func closeRegister() async throws {
    while let question = try await centre.disk.journal.questions(in: .county).first {
      trace.note("the region closes \(question.kind) \(question.id)")
      let author = Author(by: "region", at: centre.watch.now, today: centre.watch.today)
      _ = try await centre.disk.journal.resolve(question.id, .newest, by: author)
      try await inspect(centre.node)
    }
  }

  /// Clicks can take a number out of its range, and an entry of a time when the register was on its way back can name
  /// another municipality's unit; who decides has to name another value then.
  ///
  /// - Returns: a value for everything in question, or nothing when what is shown will do.
  private func mended(_ question: QuestionView, at desk: Desk) -> [String: Answer] {
    let isDelete = question.kind == "edit-delete"
    let fields = question.records.flatMap(\.fields).filter {
      isDelete || question.fields.contains($0.name)
    }
    var isMended = false
    var values: [String: Answer] = [:]
    for field in fields {
      let better = better(field, of: question.type, at: desk)
      values[field.name] = better ?? field.value
      isMended = isMended || better != nil
    }
    return isMended ? values : [:]
  }

  /// nil for a value that will do.
  private func better(_ field: FieldView, of type: String, at desk: Desk) -> Answer? {
    switch (desk.catalogue.type(type)?[field.name]?.kind, field.value) {
    case (.integer(let range)?, .integer(let number)) where !range.contains(number):
      return .integer(range.lowerBound)
    case (.text(let most, _)?, .text(let text)) where text.count > most:
      return .text(String(text.prefix(most)))
    case (.unit?, .text(let id)):
      let isElsewhere = OrgUnit.builtIn.contains {
        $0.id == id && $0.facts.scope != desk.scope.name
      }
      return isElsewhere ? .text(desk.units[0].description) : nil
    default: return nil
    }
  }

  private func shownFields(_ desk: Desk, _ question: QuestionView) -> [[String: Value]] {
    question.records.map { record in
      let standing = RecordID(record.id).flatMap {
        looks[desk.name]?.places[Place(scope: question.scope, type: question.type, record: $0)]
      }
      let fields = standing?.fold.fields.filter { !$0.name.hasPrefix("_") } ?? []
      return Dictionary(fields.map { ($0.name, $0.provisional) }, uniquingKeysWith: { a, _ in a })
    }
  }
}
