// Somebody with a valid token and bad intentions. Nothing that is sent here may stop anybody else, or count without
// being seen for what it is.

import Foundation
import HTTP
import Replication
import Storage

extension Simulation {
  func intrude(_ index: Int) async throws {
    let desk = desks[index]
    guard try await desk.disk.journal.meta(.enrolment) != nil else { return }
    var offers: [ExchangeRequest.Offer] = []
    var scope = desk.scope
    var what = ""
    switch dice.number(1...15) {
    case 1: (what, offers) = ("garbage", garbage())
    case 2: (what, offers) = ("foreign seen", try foreignSeen(desk))
    case 3: (what, offers) = ("foreign seen in one action", try foreignSeenInside(desk))
    case 4: (what, offers) = ("half an action", try halfAction(desk))
    case 5: (what, offers) = ("more for a stored action", try reopenedAction(desk))
    case 6: (what, offers) = ("a verdict and a lock", try decisions(desk))
    case 7:
      scope = .county
      (what, offers) = ("county", try activities(desk, 1))
    case 8: (what, offers) = ("invented lines of others", try invented(desk))
    case 9: (what, offers) = ("wrong receipts", wrongReceipts(desk))
    case 10: (what, offers) = ("a key that does not fit", wrongKey(desk))
    case 11: (what, offers) = ("huge values", try huge(desk))
    case 12: (what, offers) = ("broken rules", try brokenRules(desk))
    case 13:
      scope = Scope(desk.scope.name == "1780" ? "1715" : "1780") ?? scope
      (what, offers) = ("another scope", try activities(desk, 1))
    case 14: (what, offers) = ("a personal number", try personalNumber(desk))
    default: (what, offers) = ("many heads", try activities(desk, 70, sameRecord: true))
    }
    trace.note(.hostileRequest, "\(desk.name): \(what)")
    try await send(offers, to: scope, from: desk)
    try await afterTalk(index, wentWell: false)
  }

  private func send(_ offers: [ExchangeRequest.Offer], to scope: Scope, from desk: Desk)
    async throws
  {
    let mark = Mark.start(of: scope)
    let request = ExchangeRequest(
      cursor: mark, marks: [mark], now: desk.watch.now, page: dice.number(0...3), offers: offers)
    let url = Self.url.appending(path: "sync/v1/scopes/\(scope.name)/sync")
    _ = await network.send(
      Client.Request(
        .post, url,
        headers: [
          "Authorization": "Bearer \(desk.token)", "Content-Type": ExchangeRequest.mediaType,
        ], body: request.bytes), from: desk.name)
  }

  /// Notes a line the intruder wrote, when it is one.
  private func own(_ line: [UInt8], _ desk: Desk, receipt: Receipt? = nil) -> ExchangeRequest.Offer
  {
    if let change = try? Change(line: line) {
      ledger.wrote(change, by: desk.device, having: nil)
    }
    return ExchangeRequest.Offer(line: line, receipt: receipt)
  }

  private func draft(
    _ desk: Desk, _ kind: Change.Kind = .put, record: RecordID? = nil, seen: [ChangeID] = [],
    fields: [String: Value] = ["title": .text("An intruder's title")], verdict: Verdict? = nil
  ) -> Draft {
    Draft(
      kind: kind, type: "activity", record: record ?? dice.id(), seen: seen,
      fields: fields.map { Change.Field($0.key, $0.value) }, verdict: verdict)
  }

  private func change(_ draft: Draft, _ desk: Desk, group: Change.Group? = nil) throws -> Change {
    let times: [Int64] = [desk.watch.now, 0, Value.integerMax, -Value.integerMax]
    let author = Draft.Author(
      by: "x", at: dice.pick(times) ?? 0, catalogue: "AAAAAAAAAAAAAAAAAAAAAA")
    var words = desk.dice.words
    return try draft.change(by: author, group: group, using: &words)
  }

  private func known(_ desk: Desk) -> [LogEntry] {
    (looks[desk.name]?.places ?? [:]).filter { $0.key.scope == desk.scope.name }
      .sorted { $0.key < $1.key }.flatMap(\.value.entries)
  }

  private func activities(
    _ desk: Desk, _ count: Int, sameRecord: Bool = false
  ) throws -> [ExchangeRequest.Offer] {
    let record: RecordID = dice.id()
    return try (1...count).map { number in
      let draft = draft(
        desk, record: sameRecord ? record : nil, fields: ["title": .text("rubrik \(number % 3)")])
      return own(try change(draft, desk).line, desk)
    }
  }
}

// MARK: - Tricks

extension Simulation {
  private func garbage() -> [ExchangeRequest.Offer] {
    var bytes = (0..<dice.number(1...200)).map { _ in UInt8(dice.number(0...255)) }
    bytes.removeAll { $0 == 10 }
    let long =
      Array("{\"note\":\"".utf8) + [UInt8](repeating: 97, count: Change.lineBytesMax)
      + Array("\"}".utf8)
    return [bytes, Array("{}".utf8), Array("[1,2".utf8), long].map { .init(line: $0, receipt: nil) }
  }

  private func foreignSeen(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let seen = dice.pick(known(desk)).map { [$0.change.id] } ?? [dice.id()]
    return [own(try change(draft(desk, seen: seen), desk).line, desk)]
  }

  private func foreignSeenInside(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let id: GroupID = dice.id()
    let first = try change(draft(desk), desk, group: .init(id: id, index: 0, count: 2))
    let second = try change(
      draft(desk, seen: [first.id]), desk, group: .init(id: id, index: 1, count: 2))
    return [first, second].map { own($0.line, desk) }
  }

  private func halfAction(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let id: GroupID = dice.id()
    let places = dice.pick([[(0, 3), (1, 3)], [(0, 2), (0, 2)], [(0, 2), (1, 3)]]) ?? []
    return try places.map { index, count in
      own(
        try change(draft(desk), desk, group: .init(id: id, index: index, count: count)).line, desk)
    }
  }

  /// Another's action, or the intruder's own, gets a line more, or a whole rival under the same id.
  private func reopenedAction(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    guard let group = dice.pick(known(desk).compactMap(\.change.group)) else { return [] }
    let indices = dice.percent(50) ? [0] : Array(0..<group.count)
    return try indices.map { index in
      let place = Change.Group(id: group.id, index: index, count: group.count)
      return own(try change(draft(desk), desk, group: place).line, desk)
    }
  }

  private func decisions(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    guard let target = dice.pick(known(desk)) else { return [] }
    let verdict = Verdict(
      target: target.change.id, status: dice.pick([.declined, .released]) ?? .declined,
      reason: "x", person: "chef")
    return try [
      draft(
        desk, .verdict, record: target.change.record, seen: [target.change.id], verdict: verdict),
      draft(desk, .lock, record: target.change.record, seen: [target.change.id]),
    ].map { own(try change($0, desk).line, desk) }
  }

  private func invented(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let receipt = Receipt(
      n: 1, received: desk.watch.now, device: dice.id(), seal: Hash(of: Array("seal".utf8)))
    return [own(try change(draft(desk), desk).line, desk, receipt: receipt)]
  }

  private func wrongReceipts(_ desk: Desk) -> [ExchangeRequest.Offer] {
    let entries = known(desk).filter { $0.change.kind?.isEdit == true && $0.change.group == nil }
    return dice.shuffled(entries).prefix(3).compactMap { entry in
      guard let receipt = entry.receipt else { return nil }
      let wrong = Receipt(
        n: receipt.n, received: receipt.received + 1, device: receipt.device, seal: receipt.seal)
      return .init(line: entry.change.line, receipt: wrong)
    }
  }

  private func wrongKey(_ desk: Desk) -> [ExchangeRequest.Offer] {
    let unit = desk.units[0].description
    let (record, nonce): (RecordID, ChangeID) = (dice.id(), dice.id())
    let line = """
      {"at":1,"by":"x","catalogue":"","fields":{"count":9},"key":["visit","\(unit)","2026-03-02",\
      "day",""],"kind":"put","nonce":"\(nonce)","record":"\(record)","seen":[],"type":"visit"}
      """
    let dance = line.replacing("\"put\"", with: "\"dance\"")
    return [line, dance].map { own(Array($0.utf8), desk) }
  }

  private func huge(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let text = String(repeating: "å", count: 30_000)
    let sums: [String: Value] = ["professionals": .integer(Value.integerMax)]
    let record: RecordID = dice.id()
    return try [
      draft(desk, fields: ["title": .text(text)]),
      draft(desk, .inc, record: record, fields: sums),
      draft(desk, .inc, record: record, fields: sums),
    ].map { own(try change($0, desk).line, desk) }
  }

  private func personalNumber(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let fields: [String: Value] = [
      "title": .text("An intruder's title"), "note": .text(Self.personalNumber),
    ]
    return [own(try change(draft(desk, fields: fields), desk).line, desk)]
  }

  /// What the door has to keep out of every figure.
  private func brokenRules(_ desk: Desk) throws -> [ExchangeRequest.Offer] {
    let elsewhere = "b9TGaP3jSKTKQ4nKfLxTFA"
    let target = dice.pick(shown(desks.firstIndex { $0.name == desk.name } ?? 0, type: "activity"))
    let drafts = [
      draft(desk, fields: ["participants_children": .integer(-5)]),
      draft(desk, fields: ["unit": .text(elsewhere), "date": .text("2026-03-02")]),
      draft(
        desk, record: target?.0.record,
        seen: Array((target?.1.fold.heads ?? []).prefix(Change.seenMax)),
        fields: ["participants_children": .integer(9_000_000)]),
    ]
    return try drafts.map { draft in
      let change = try change(draft, desk)
      ledger.bad.insert(change.id)
      return own(change.line, desk)
    }
  }
}
