internal import Replication

/// What is left of a damaged database. Every line that stands on a page that can be read is found, whatever else is
/// wrong: the tree above it, the indexes, the schema. A line proves itself by its id.
public struct Wreck {
  private let pages: WreckPages

  /// - Throws: when the file cannot be read at all.
  public init(path: String) throws { pages = try WreckPages(path: path) }

  /// A line with what the log said about it.
  struct Kept {
    let scope: Scope
    let id: ChangeID
    let line: [UInt8]
    /// The order in which the node came to hold it; of one that was set aside when that was.
    let order: Int64
    let isMine: Bool
    /// `n` is 0 when the log was not known to hold it.
    let receipt: Receipt?
    /// Why it was set aside, nil for one of the log.
    let code: String?
  }

  /// Clicks that were not a change yet.
  struct KeptClicks {
    let scope: Scope
    let key: NaturalKey
    let id: TallyID
    let amount: Int64
    let by: String
  }

  /// Where a line stands. A large log is not held in memory.
  struct Place {
    let scope: Scope
    let id: ChangeID
    let order: Int64
    let isAside: Bool
    let page: Int
    let cell: Int
  }

  /// Every line once, scope by scope, those that were set aside last; and every open row of clicks.
  ///
  /// - Parameter progress: told how many pages are done, of how many.
  func survey(progress: (_ done: Int, _ of: Int) -> Void) -> (lines: [Place], clicks: [KeptClicks])
  {
    var lines: [Place] = []
    var clicks: [KeptClicks] = []
    for number in 1...max(1, pages.count) {
      progress(number, pages.count)
      guard !pages.free.contains(number) else { continue }
      for (cell, row) in WreckRow.rows(on: number, of: pages) {
        if let kept = Kept(row) {
          lines.append(
            Place(
              scope: kept.scope, id: kept.id, order: kept.order, isAside: kept.code != nil,
              page: number, cell: cell))
        } else if let kept = KeptClicks(row) {
          clicks.append(kept)
        }
      }
    }
    lines.sort {
      ($0.scope, $0.isAside ? 1 : 0, $0.order) < ($1.scope, $1.isAside ? 1 : 0, $1.order)
    }
    var seen: Set<Name> = []
    lines.removeAll { !seen.insert(Name(scope: $0.scope, id: $0.id)).inserted }
    return (lines, clicks)
  }

  private struct Name: Hashable {
    let scope: Scope
    let id: ChangeID
  }

  func kept(at place: Place) -> Kept? {
    WreckRow.row(place.cell, on: place.page, of: pages).flatMap(Kept.init)
  }

  /// Every line in the form of `Journal.export`.
  ///
  /// - Parameter progress: told how many pages are done, of how many.
  /// - Returns: how many lines.
  public func export(
    progress: (_ done: Int, _ of: Int) -> Void, _ write: (_ bytes: [UInt8]) throws -> Void
  ) throws -> Int {
    var scope: Scope?
    var count = 0
    for case let kept? in survey(progress: progress).lines.lazy.map(kept(at:)) {
      if kept.scope != scope {
        scope = kept.scope
        try write(ExportLine.head(scope: kept.scope.name))
      }
      let receipt = kept.receipt.flatMap { $0.n > 0 ? $0 : nil }
      try write(ExportLine.change(kept.line, id: kept.id, receipt: receipt, code: kept.code))
      count += 1
    }
    return count
  }
}

extension Wreck.Kept {
  init?(_ row: WreckRow) {
    if row.number != nil { self.init(logged: row) } else { self.init(aside: row) }
  }

  /// A row of `change`.
  private init?(logged row: WreckRow) {
    let values = row.values
    guard let order = row.number, values.count >= 13,
      let proven = Self.proven(scope: values[1], id: values[2], line: values[5])
    else { return nil }
    scope = proven.scope
    id = proven.id
    line = proven.line
    self.order = order
    isMine = values[7].integer == 1
    code = nil
    if let received = values[10].integer, let device = values[11].text.flatMap(DeviceID.init),
      let seal = values[12].text.flatMap(Hash.init)
    {
      receipt = Receipt(n: values[9].integer ?? 0, received: received, device: device, seal: seal)
    } else {
      receipt = nil
    }
  }

  /// A row of `aside`.
  private init?(aside row: WreckRow) {
    let values = row.values
    guard values.count >= 7, let code = values[5].text, let at = values[6].integer,
      let proven = Self.proven(scope: values[1], id: values[0], line: values[4])
    else { return nil }
    self.init(
      scope: proven.scope, id: proven.id, line: proven.line, order: at, isMine: true, receipt: nil,
      code: code)
  }

  private static func proven(scope: SQLValue, id: SQLValue, line: SQLValue) -> (
    scope: Scope, id: ChangeID, line: [UInt8]
  )? {
    guard let scope = scope.text.flatMap(Scope.init), let id = id.text.flatMap(ChangeID.init),
      let line = line.blob, Change.isHeld(line, as: id)
    else { return nil }
    return (scope, id, line)
  }
}

extension Wreck.KeptClicks {
  /// A row of `tally`.
  init?(_ row: WreckRow) {
    let values = row.values
    guard row.number == nil, values.count == 9, let scope = values[0].text.flatMap(Scope.init),
      let json = values[3].text.flatMap({ try? LineScanner.scan(Array($0.utf8)) }),
      let key = NaturalKey(json), key.record.description == values[1].text,
      let id = values[4].text.flatMap(TallyID.init), let amount = values[5].integer,
      let by = values[6].text
    else { return nil }
    self.init(scope: scope, key: key, id: id, amount: amount, by: by)
  }
}
