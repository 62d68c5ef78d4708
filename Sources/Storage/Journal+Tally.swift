// Clicks at the door of the library. A click is durable at once; a row of clicks becomes one `inc` when it is
// sealed: before a sync, after five idle minutes, when the date changes and at shutdown.

internal import Catalogue
public import Replication

extension Journal {
  public static let tallyIdleMillisecondsMax: Int64 = 5 * 60_000
  static let tallyField = "count"

  /// Adds clicks to the open row of a counter and day; negative to take some back.
  ///
  /// - Parameter fingerprint: of this installation. A row that another installation began, which a copied disk
  ///   shows, is sealed as it is and a new one begins.
  /// - Returns: how many clicks the open row holds now.
  public func click(
    _ amount: Int64, on key: NaturalKey, in scope: Scope, fingerprint: String, by author: Author
  ) throws -> Int64 {
    try checkName(author.by, called: "--by")
    try checkName(key.counter, called: "counter")
    return try recording {
      try checkWriter(author.by, of: key.type, in: scope)
      let foreign = try tallies(
        """
        SELECT key, id, amount, by FROM tally
        WHERE scope = ?1 AND fingerprint <> ?2 ORDER BY record
        """, scope, .text(fingerprint))
      try seal(foreign, by: author)
      let row = try tallies(
        "SELECT key, id, amount, by FROM tally WHERE scope = ?1 AND record = ?2", scope,
        .id(key.record)
      ).first
      let total = (row?.amount ?? 0) + amount
      guard total >= 0 else {
        try takeBack(-amount, on: key, in: scope, from: row, by: author)
        return 0
      }
      try connection.run(
        """
        INSERT INTO tally (scope, record, field, key, id, amount, by, fingerprint, clicked)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (scope, record, field)
        DO UPDATE SET amount = amount + excluded.amount, by = excluded.by, clicked = excluded.clicked
        """,
        .text(scope.name), .id(key.record), .text(Self.tallyField), .json(key.json),
        .id(TallyID(using: &random)), .integer(amount), .text(author.by), .text(fingerprint),
        .integer(author.at))
      return total
    }
  }

  /// Clicks that are taken back beyond what the row holds are a change at once. A row below nought would be sealed
  /// without its id, and a disk that was copied meanwhile would take them back a second time.
  private func takeBack(
    _ amount: Int64, on key: NaturalKey, in scope: Scope, from row: OpenTally?, by author: Author
  ) throws {
    let taken = OpenTally(
      scope: scope, key: key, id: TallyID(using: &random), amount: -amount, by: author.by)
    try seal([row, taken].compactMap { $0 }, by: author)
  }

  /// Turns every open row of clicks of a scope into changes.
  @discardableResult
  public func sealTallies(in scope: Scope, by author: Author) throws -> Int {
    try keeping {
      let all = try tallies(
        "SELECT key, id, amount, by FROM tally WHERE scope = ?1 ORDER BY record", scope)
      return try seal(all, by: author)
    }
  }

  /// Turns the rows that nobody has clicked on for five minutes, and those of another day, into changes.
  @discardableResult
  public func sealIdleTallies(in scope: Scope, by author: Author) throws -> Int {
    try keeping {
      let due = try tallies(
        """
        SELECT key, id, amount, by FROM tally
        WHERE scope = ?1 AND (clicked < ?2 OR json_extract(key, '$[2]') <> ?3) ORDER BY record
        """,
        scope, .integer(author.at - Self.tallyIdleMillisecondsMax),
        .text(author.today?.description))
      return try seal(due, by: author)
    }
  }

  /// Takes over a row of a database that this one replaces. A row that both have counts as far as it has come
  /// anywhere; beside another row of the same counter it becomes a change at once.
  func adopt(_ row: Wreck.KeptClicks, at now: Int64) throws {
    let here = try tallies(
      "SELECT key, id, amount, by FROM tally WHERE scope = ?1 AND record = ?2", row.scope,
      .id(row.key.record)
    ).first
    guard here == nil || here?.id == row.id else {
      let kept = OpenTally(
        scope: row.scope, key: row.key, id: row.id, amount: row.amount, by: row.by)
      // Sealing takes the row that is open off the table, so that one goes first.
      try seal([here, kept].compactMap { $0 }, by: Author(by: row.by, at: now, today: nil))
      return
    }
    // No installation has this fingerprint: the next click seals the row and begins another.
    try connection.run(
      """
      INSERT INTO tally (scope, record, field, key, id, amount, by, fingerprint, clicked)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', ?8)
      ON CONFLICT (scope, record, field)
      DO UPDATE SET amount = max(amount, excluded.amount), fingerprint = ''
      """,
      .text(row.scope.name), .id(row.key.record), .text(Self.tallyField), .json(row.key.json),
      .id(row.id), .integer(max(row.amount, here?.amount ?? 0)), .text(row.by), .integer(now))
  }

  private struct OpenTally {
    let scope: Scope
    let key: NaturalKey
    let id: TallyID
    let amount: Int64
    let by: String
  }

  /// - Parameter sql: selects key, id, amount and by; ?1 is the scope.
  private func tallies(_ sql: String, _ scope: Scope, _ values: SQLValue...) throws -> [OpenTally] {
    try connection.rows(sql, [.text(scope.name)] + values) { row in
      guard let json = try? LineScanner.scan(Array((row[0].text ?? "").utf8)),
        let key = NaturalKey(json), let id = row[1].text.flatMap(TallyID.init),
        let amount = row[2].integer, let by = row[3].text
      else { throw JournalError.damagedRow("tally") }
      return OpenTally(scope: scope, key: key, id: id, amount: amount, by: by)
    }
  }

  /// One action a row: the method, so that the record is a count, and the clicks.
  @discardableResult
  private func seal(_ rows: [OpenTally], by author: Author) throws -> Int {
    for row in rows {
      try connection.run(
        "DELETE FROM tally WHERE scope = ?1 AND record = ?2 AND field = ?3",
        .text(row.scope.name), .id(row.key.record), .text(Self.tallyField))
      guard row.amount != 0 else { continue }
      let place = RecordKey(type: row.key.type, record: row.key.record)
      let standing = Fold(try connection.entries(row.scope, place.type, place.record))
      let (covers, seen) = Self.covering(standing.heads, of: place, key: row.key)
      var drafts = covers
      if standing["method"] == nil {
        drafts.append(
          Draft(
            kind: .put, type: place.type, record: place.record, key: row.key, seen: seen,
            fields: [Change.Field("method", .text("tally"))]))
      }
      drafts.append(
        Draft(
          kind: .inc, type: place.type, record: place.record, key: row.key,
          seen: standing["method"] == nil ? [] : seen,
          fields: [Change.Field(Self.tallyField, .integer(row.amount))],
          // Of one row's incs the fold counts the largest, and nothing at all for one below nought.
          tally: row.amount > 0 ? row.id : nil))
      let writer = Author(by: row.by, at: author.at, today: author.today)
      let changes = try finish(drafts, by: writer)
      for change in changes { try connection.append(change, to: row.scope, mine: true) }
      if authority != nil { try arrive(changes, in: row.scope, at: author.at) }
      try refold([place], in: row.scope)
    }
    return rows.count
  }
}
