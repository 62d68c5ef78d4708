internal import Catalogue
internal import Replication

/// One device's offers being judged by form: what can be stored is, and every offer gets an answer.
struct Admission {
  let connection: Connection
  let catalogue: Catalogue
  let authority: Journal.Authority
  let erasedFields: ErasedFields
  let scope: Scope
  let device: DeviceID
  let now: Int64

  /// What was stored for the first time.
  private(set) var admitted: [Admitted] = []
  /// What was quarantined for want of a seal and has now shown one.
  private(set) var proven: [Change] = []
  private(set) var touched: Set<RecordKey> = []
  /// What was stored without a part that may not be kept.
  private(set) var stripped: [Stripped] = []

  init(
    connection: Connection, catalogue: Catalogue, authority: Journal.Authority,
    erasedFields: ErasedFields, scope: Scope, device: DeviceID, now: Int64
  ) {
    self.connection = connection
    self.catalogue = catalogue
    self.authority = authority
    self.erasedFields = erasedFields
    self.scope = scope
    self.device = device
    self.now = now
  }

  struct Admitted {
    let change: Change
    let provenance: Provenance
  }

  struct Stripped {
    let stub: Change
    let receipt: Receipt
    let reason: DoorReason
  }

  /// How a change comes to be here.
  enum Provenance {
    /// The device's own; it is judged.
    case own
    /// Another's, with a seal that shows this aggregator had taken it before; device and time of receipt return.
    case sealed(Receipt)
    /// Another's, without proof: the carrier stands for it, and a person has to release it.
    case unsealed
  }

  /// An offer that could be read.
  private struct Candidate {
    let change: Change
    let provenance: Provenance
  }

  /// Two devices may name their actions alike.
  private struct ActionName: Hashable {
    let device: DeviceID
    let id: GroupID
  }

  mutating func admit(_ offers: [ExchangeRequest.Offer]) throws
    -> [ExchangeReply.Acknowledgement]
  {
    var answers: [ChangeID: ExchangeReply.Acknowledgement] = [:]
    var actions: [[Candidate]] = []
    var places: [ActionName: Int] = [:]
    var read: Set<ChangeID> = []
    for offer in offers where read.insert(offer.id).inserted {
      let candidate: Candidate
      do { candidate = try self.candidate(offer) } catch {
        answers[offer.id] = .refused(offer.id, code: error.code)
        continue
      }
      let change = candidate.change
      guard let group = change.group else {
        actions.append([candidate])
        continue
      }
      let action = ActionName(device: author(of: candidate), id: group.id)
      if let place = places[action] {
        actions[place].append(candidate)
      } else {
        places[action] = actions.count
        actions.append([candidate])
      }
    }
    for action in actions {
      for answer in try admit(action) { answers[answer.change] = answer }
    }
    return offers.compactMap { answers[$0.id] }
  }

  private func candidate(_ offer: ExchangeRequest.Offer) throws(Refusal) -> Candidate {
    let change =
      offer.isStub
      ? try Change(stub: offer.line, of: offer.id) : try Change(line: offer.line)
    let provenance = provenance(of: change, offer.receipt)
    // The id of a stub is not the hash of its bytes: only the seal shows what it is a stub of.
    if change.isStub { guard case .sealed = provenance else { throw .unsealed } }
    return Candidate(change: change, provenance: provenance)
  }

  private func provenance(of change: Change, _ receipt: Receipt?) -> Provenance {
    guard let receipt else { return .own }
    let seal = authority.seal(
      change, in: scope, device: receipt.device, received: receipt.received)
    return seal.equalsInConstantTime(receipt.seal) ? .sealed(receipt) : .unsealed
  }

  private func author(of candidate: Candidate) -> DeviceID {
    if case .sealed(let receipt) = candidate.provenance { receipt.device } else { device }
  }

  /// One action: stored whole, or not at all.
  private mutating func admit(_ action: [Candidate]) throws -> [ExchangeReply.Acknowledgement] {
    var answers: [ExchangeReply.Acknowledgement] = []
    var fresh: [Candidate] = []
    for candidate in action {
      if let receipt = try storedReceipt(erasing: candidate.change) {
        answers.append(.stored(candidate.change.id, receipt, isDuplicate: true))
        try release(candidate, storedAs: receipt)
      } else {
        fresh.append(candidate)
      }
    }
    guard !fresh.isEmpty else { return answers }
    if let refused = try refusals(fresh, of: action) { return answers + refused }
    let missing = try missing(fresh)
    if !missing.isEmpty { return answers + fresh.map { .missing($0.change.id, missing) } }
    return try answers + fresh.map { try store($0) }
  }

  private mutating func store(_ candidate: Candidate) throws -> ExchangeReply.Acknowledgement {
    let (change, reason) = try strip(candidate.change)
    try connection.append(change, to: scope, mine: false)
    let received =
      if case .sealed(let receipt) = candidate.provenance { receipt.received } else { now }
    let receipt = try connection.number(
      change, in: scope, from: author(of: candidate), at: received, authority)
    if let reason { stripped.append(Stripped(stub: change, receipt: receipt, reason: reason)) }
    admitted.append(Admitted(change: change, provenance: candidate.provenance))
    touched.insert(RecordKey(type: change.type, record: change.record))
    return .stored(change.id, receipt, isDuplicate: false)
  }

  /// A valid seal that comes later proves what an earlier carrier could not. The one that the carrier got for carrying
  /// proves nothing more.
  private mutating func release(_ candidate: Candidate, storedAs stored: Receipt) throws {
    guard case .sealed(let receipt) = candidate.provenance, receipt.device != stored.device else {
      return
    }
    let change = candidate.change
    let place = RecordKey(type: change.type, record: change.record)
    let fold = Fold(try connection.entries(scope, place.type, place.record))
    let held = fold.verdicts.first { $0.target == change.id && $0.status.facet == .door }
    guard held?.status == .quarantined, try isOnlyForWantOfASeal(change, place) else { return }
    proven.append(change)
    touched.insert(place)
  }

  /// Whether no person has judged the change, and the program no more than that its seal was missing.
  private func isOnlyForWantOfASeal(_ change: Change, _ place: RecordKey) throws -> Bool {
    try connection.entries(scope, place.type, place.record).compactMap(\.change.verdict)
      .filter { $0.target == change.id && $0.status.facet == .door }
      .allSatisfy { $0.person == nil && $0.reason == DoorReason.unsealed.rawValue }
  }

  private func storedReceipt(_ id: ChangeID) throws -> Receipt? {
    try connection.rows(
      "SELECT n, received, device, seal FROM change WHERE scope = ?1 AND id = ?2",
      .text(scope.name), .id(id)
    ) { Receipt($0, at: 0) }.first ?? nil
  }
}

// MARK: - What may not be kept

extension Admission {
  /// The change without what was erased before, and without anybody's personal number.
  private func strip(_ change: Change) throws -> (Change, DoorReason?) {
    let before = erasedFields.of(change.id)
    let numbers = Set(change.fields.filter { Answer($0.value).namesAPerson }.map(\.name))
    let stub = try change.erasing(before.union(numbers))
    guard stub.line != change.line else { return (change, nil) }
    return (stub, numbers.isSubset(of: before) ? .erasedBefore : .personalNumber)
  }

  /// The receipt of a change that is stored, nil for one that is not. A stub that is offered shows that something was
  /// erased since the backup that was put back here, or here in another time.
  private mutating func storedReceipt(erasing change: Change) throws -> Receipt? {
    guard change.isStub, let held = try connection.entry(scope, change.id),
      let receipt = held.receipt
    else { return try storedReceipt(change.id) }
    let stub = try held.change.erasing(Set(change.erased))
    guard stub.line != held.change.line else { return receipt }
    let seal = authority.seal(
      stub, in: scope, device: receipt.device, received: receipt.received)
    try connection.replace(with: stub, seal: seal, in: scope)
    touched.insert(RecordKey(type: change.type, record: change.record))
    return Receipt(n: receipt.n, received: receipt.received, device: receipt.device, seal: seal)
  }
}

// MARK: - Rules of form

extension Admission {
  /// nil when the action can be stored once its ancestors are here.
  private func refusals(_ fresh: [Candidate], of action: [Candidate]) throws
    -> [ExchangeReply.Acknowledgement]?
  {
    let reasons = try fresh.map { try refusal(of: $0, beside: fresh) }
    let whole = try refusal(ofAction: action, fresh: fresh)
    guard whole != nil || reasons.contains(where: { $0 != nil }) else { return nil }
    return zip(fresh, reasons).map { candidate, reason in
      .refused(candidate.change.id, code: (reason ?? whole ?? .group).code)
    }
  }

  private func refusal(of candidate: Candidate, beside action: [Candidate]) throws -> Refusal? {
    let change = candidate.change
    guard let kind = change.kind else { return .unknownKind }
    let isSealed = if case .sealed = candidate.provenance { true } else { false }
    // No erasure reaches these. What came back with a seal was taken once and is not thrown out.
    if !isSealed, change.textsBesideFields.contains(where: { Answer.text($0).namesAPerson }) {
      return .personalNumber
    }
    // Decisions, and everything in `county`, come from the aggregator alone; a seal shows that they once did.
    if !isSealed, scope == .county || kind == .verdict || kind == .lock { return .aggregatorOnly }
    let others = action.map(\.change).filter {
      $0.record != change.record || $0.type != change.type
    }
    guard Set(others.map(\.id)).isDisjoint(with: change.seen) else { return .foreignSeen }
    for ancestor in change.seen where try isForeign(ancestor, to: change) { return .foreignSeen }
    let held = try connection.value(
      """
      SELECT count(*) FROM change INDEXED BY change_of_record
      WHERE record = ?1 AND type = ?2 AND scope = ?3
      """,
      .id(change.record), .text(change.type), .text(scope.name))
    return held?.integer ?? 0 >= Int64(Change.recordChangesMax) ? .recordFull : nil
  }

  /// Whether a held change that is named as an ancestor belongs to another record.
  private func isForeign(_ ancestor: ChangeID, to change: Change) throws -> Bool {
    let place = try connection.rows(
      "SELECT type, record FROM change WHERE scope = ?1 AND id = ?2",
      .text(scope.name), .id(ancestor)
    ) { (type: $0[0].text, record: $0[1].text) }.first
    guard let place else { return false }
    return place.type != change.type || place.record != change.record.description
  }

  private func refusal(ofAction action: [Candidate], fresh: [Candidate]) throws -> Refusal? {
    guard let group = action[0].change.group else { return nil }
    if fresh.count < action.count { return .groupClosed }
    let stored = try connection.value(
      """
      SELECT 1 FROM change INDEXED BY change_of_action
      WHERE scope = ?1 AND action = ?2 AND device = ?3
      """,
      .text(scope.name), .id(group.id), .id(author(of: action[0])))
    if stored != nil { return .groupClosed }
    let places = action.compactMap(\.change.group)
    guard Set(places.map(\.index)).count == places.count else { return .groupClosed }
    let bytes = action.reduce(0) { $0 + $1.change.line.count }
    let isWhole = places.count == group.count && places.allSatisfy { $0.count == group.count }
    return isWhole && bytes <= Change.groupBytesMax ? nil : .group
  }

  /// The ancestors that neither the log nor the action itself holds.
  private func missing(_ fresh: [Candidate]) throws -> [ChangeID] {
    let own = Set(fresh.map(\.change.id))
    var missing: Set<ChangeID> = []
    for ancestor in fresh.flatMap(\.change.seen) where !own.contains(ancestor) {
      if try !connection.holds(scope, ancestor) { missing.insert(ancestor) }
    }
    return missing.sorted()
  }
}
