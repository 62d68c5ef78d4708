internal import Digest

/// The state of a scope in one hash: SHA-256 over one canonical array for each record, sorted by type and id, each
/// followed by a line feed. Two nodes at the same mark have the same digest.
///
/// A record's array is flat: type, record, life; the number of fields, and for each its name, the number of its
/// candidates, each candidate as JSON, and the one that is shown; the number of open questions, and for each its
/// kind and fields; the number of verdicts, and for each target and status. Which conflicts a catalogue takes for
/// questions is not part of it: two versions of the catalogue must agree.
public struct StateDigest {
  private var sum = SHA256()

  public init() {}

  /// Adds the next record, in the order of type and id.
  public mutating func add(_ fold: Fold, type: String, record: RecordID) {
    sum.update(Self.array(fold, type: type, record: record).bytes + [UInt8(ascii: "\n")])
  }

  public var hash: Hash {
    var sum = sum
    return Hash(bytes: sum.finish())
  }

  static func array(_ fold: Fold, type: String, record: RecordID) -> Canonical {
    var elements: [Canonical.Element] = [
      .text(type), .text(record.description), .text(fold.life.rawValue),
      .integer(Int64(fold.fields.count)),
    ]
    for field in fold.fields {
      elements += [.text(field.name), .integer(Int64(field.candidates.count))]
      elements += field.candidates.map { .text($0.value.jsonText) }
      elements.append(.text(field.provisional.jsonText))
    }
    let items = InboxItem.items(of: fold, type: type, record: record) { _ in true }
    elements.append(.integer(Int64(items.count)))
    for item in items {
      elements += [.text(item.kind.rawValue), .integer(Int64(item.fields.count))]
      elements += item.fields.map { .text($0) }
    }
    elements.append(.integer(Int64(fold.verdicts.count)))
    for verdict in fold.verdicts {
      elements += [.text(verdict.target.description), .text(verdict.status.rawValue)]
    }
    return Canonical(elements)
  }
}

extension Value {
  var jsonText: String { String(decoding: canonical, as: UTF8.self) }
}
