internal import Replication

extension Journal {
  static let exportedBytesMax = 1 << 20

  /// Every line this node holds or has set aside, framed as on the wire, for a support case or an archive. Each
  /// scope begins with a head that names it.
  ///
  /// Nothing is held open while `write` waits for a slow disk or a person: the log of writes could not be begun anew.
  public func export(_ write: (_ bytes: [UInt8]) throws -> Void) throws {
    let scopes = try connection.rows(
      "SELECT DISTINCT scope FROM change UNION SELECT DISTINCT scope FROM aside ORDER BY scope"
    ) { $0[0].text }
    for case let scope? in scopes {
      try write(ExportLine.head(scope: scope))
      // A change may be set aside, or come back, while the others are written.
      var aside = try linesSetAside(in: scope)
      var last: Int64? = 0
      while let place = last {
        let piece = try exportedLines(in: scope, after: place)
        if !piece.bytes.isEmpty { try write(piece.bytes) }
        last = piece.last
      }
      aside.merge(try linesSetAside(in: scope)) { first, _ in first }
      for line in aside.values.sorted(by: { $0.order < $1.order }) { try write(line.bytes) }
    }
  }

  private func exportedLines(in scope: String, after place: Int64) throws -> (
    bytes: [UInt8], last: Int64?
  ) {
    var bytes: [UInt8] = []
    var last: Int64?
    try connection.each(
      """
      SELECT line, n, received, device, seal, local, id FROM change NOT INDEXED
      WHERE scope = ?1 AND local > ?2 ORDER BY local
      """, .text(scope), .integer(place)
    ) { row in
      guard let id = row[6].text.flatMap(ChangeID.init) else {
        throw JournalError.damagedRow("change")
      }
      bytes += ExportLine.change(
        row[0].blob ?? [], id: id, receipt: Receipt(row, at: 1), code: nil)
      last = row[5].integer
      return bytes.count < Self.exportedBytesMax
    }
    return (bytes, last)
  }

  private func linesSetAside(in scope: String) throws -> [String: (
    order: Int64, bytes: [UInt8]
  )] {
    let rows = try connection.rows(
      "SELECT id, at, line, code FROM aside WHERE scope = ?1 ORDER BY at, id", .text(scope)
    ) { row in
      guard let id = row[0].text.flatMap(ChangeID.init) else {
        throw JournalError.damagedRow("aside")
      }
      return (
        id: id.description, order: row[1].integer ?? 0,
        bytes: ExportLine.change(row[2].blob ?? [], id: id, receipt: nil, code: row[3].text ?? "")
      )
    }
    return Dictionary(rows.map { ($0.id, ($0.order, $0.bytes)) }, uniquingKeysWith: { a, _ in a })
  }
}
