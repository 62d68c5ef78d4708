// At the aggregator: devices that may not sync any more. A revocation is a sealed change of the county, and a line in
// a file that no restore of the database touches.

internal import Catalogue
internal import Foundation
public import Replication

extension Journal {
  /// Decides about a device. It holds at the door from the moment this returns.
  ///
  /// - Throws: `JournalError.unknownRecord` for a device that was never enrolled.
  public func revoke(_ revocation: Revocation, by author: Author) throws {
    guard authority != nil else { throw JournalError.notTheAggregator }
    guard try !connection.entries(.county, "device", revocation.device.asRecord).isEmpty else {
      throw JournalError.unknownRecord(revocation.device.description)
    }
    try connection.transaction {
      // Whatever is wrong with the reason is said before anything holds.
      try enforce(revocation, by: author)
      // Should the power go before the end, the next start does what the file says.
      try Revocations(besideDatabase: path).note(revocation)
    }
  }

  /// Writes into the county what the file says and a database that was put back does not.
  ///
  /// - Returns: the devices it was about.
  @discardableResult
  public func enforceRevocations(by author: Author) throws -> [DeviceID] {
    let all = try Revocations(besideDatabase: path).current()
    guard !all.isEmpty else { return [] }
    return try connection.transaction {
      try all.filter { revocation in
        do { return try enforce(revocation, by: author) } catch JournalError.ruleBroken {
          // A reason that was allowed once keeps nobody out of his aggregator.
          return try enforce(revocation.withoutReason, by: author)
        }
      }.map(\.device)
    }
  }

  /// - Returns: whether the county said otherwise. Of a device that the county has lost there is nothing to say yet.
  @discardableResult
  func enforce(_ revocation: Revocation, by author: Author) throws -> Bool {
    let record = revocation.device.asRecord
    let fold = Fold(try connection.entries(.county, "device", record))
    guard fold.life != .absent, fold.life != .deleted else { return false }
    var fields: [String: Value] = [
      "revoked": .bool(revocation.state != .wiping), "wiping": .bool(revocation.state != .revoked),
    ]
    let isSaid = fields.allSatisfy { name, value in
      fold[name].map { $0.candidates.map(\.value) == [value] } ?? false
    }
    guard !isSaid else { return false }
    if !revocation.reason.isEmpty { fields["reason"] = .text(revocation.reason) }
    _ = try save([Intent(.put(fields), type: "device", record: record)], in: .county, by: author)
    return true
  }

  /// A line as it may be kept: its stub, or nothing, where it names a person by number.
  private static func withoutPersonalNumbers(_ line: [UInt8]) -> [UInt8]? {
    guard let change = try? Change(held: line, as: ChangeID(Hash(of: line).bytes)) else {
      return Answer.text(String(decoding: line, as: UTF8.self)).namesAPerson ? nil : line
    }
    let names = change.fields.filter { Answer($0.value).namesAPerson }.map(\.name)
    guard !change.textsBesideFields.contains(where: { Answer.text($0).namesAPerson }) else {
      return nil
    }
    return (try? change.erasing(Set(names)))?.line
  }

  /// Keeps what a device that is to erase itself holds and nobody could store: lines in the form of an export, in a
  /// file of the device beside the database.
  ///
  /// - Parameter lines: with the code of each, why it was set aside.
  public func rescue(_ lines: [(code: String, line: [UInt8])], of device: DeviceID, in scope: Scope)
    throws
  {
    let file = AppendOnlyFile("\(Self.rescuedPrefix)\(device)", besideDatabase: path)
    let known = Set(try file.lines())
    for (code, whole) in lines {
      let id = ChangeID(Hash(of: whole).bytes)
      guard let line = Self.withoutPersonalNumbers(whole) else { continue }
      let text = String(
        decoding: ExportLine.change(line, id: id, receipt: nil, code: code).dropLast(),
        as: UTF8.self)
      guard let last = text.split(separator: "\n").last, !known.contains(last) else { continue }
      if !FileManager.default.fileExists(atPath: file.path) {
        let head = ExportLine.head(scope: scope.name).dropLast()
        try file.append(String(decoding: head, as: UTF8.self))
      }
      try file.append(text)
    }
  }

  static let rescuedPrefix = "rescued-"
}
