// People at the region erase what should never have been written, and somebody sends a personal number.

import Catalogue
import Foundation
import Replication
import Storage

extension Simulation {
  /// What people may have erased, of the fields that the simulation writes.
  private static let erasable: Set<String> = ["title", "note"]

  static let personalNumber = "850709-9805"

  func erase() async throws {
    let entries = (looks[Centre.name]?.places ?? [:]).filter { $0.key.scope != "county" }
      .sorted { $0.key < $1.key }.flatMap(\.value.entries)
    let candidates = entries.map(\.change).filter { !Self.texts(in: $0).isEmpty }
    guard let change = dice.pick(candidates) else { return }
    let field = dice.percent(50) ? dice.pick(Self.texts(in: change)) : nil
    let name = dice.percent(70) ? change.id.description : change.record.description
    let erased: Journal.Erased
    do {
      erased = try await centre.disk.journal.erase(
        name, fields: field.map { [$0] }, reason: "gallrat", by: "eva", at: centre.watch.now)
    } catch let error as JournalError {
      return trace.note("the region cannot erase \(name): \(error)")
    }
    trace.note("the region erases \(erased.fields) of \(erased.changes)")
    for id in erased.changes {
      guard let whole = ledger.changes[id] else { continue }
      ledger.erased[id, default: []].formUnion(field.map { [$0] } ?? Self.texts(in: whole))
    }
    try await inspect(centre.node)
    try checkErased(in: centre.node, erased.changes)
  }

  private static func texts(in change: Change) -> [String] {
    guard change.kind == .put else { return [] }
    return change.fields.filter { erasable.contains($0.name) && $0.value != .null }.map(\.name)
  }

  private func checkErased(in node: Node, _ ids: [ChangeID]) throws {
    let held = (looks[node.name]?.places.values.flatMap(\.entries) ?? []).map(\.change)
    let changes = Dictionary(held.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for id in ids {
      guard let change = changes[id] else { continue }
      guard (ledger.erased[id] ?? []).isSubset(of: change.erased) else {
        throw Broken("(11) erased and still held", "\(id) on \(node.name): \(change.erased)")
      }
    }
  }

  /// (11) What was erased stands in no file of anybody, and nothing else was erased.
  func checkErased() async throws {
    let gone = ledger.goneTexts.union([Self.personalNumber])
    for node in desks.map(\.node) + [centre.node] {
      try checkErased(in: node, Array(ledger.erased.keys))
      guard try await node.disk.journal.purge() else {
        throw Broken("(11) a file that is never purged", node.name)
      }
      for ending in ["", "-wal"] {
        guard let bytes = FileManager.default.contents(atPath: node.disk.path + ending) else {
          continue
        }
        for text in gone.sorted() where bytes.range(of: Data(text.utf8)) != nil {
          throw Broken("(11) erased and still in a file", "“\(text)” on \(node.name)\(ending)")
        }
      }
    }
  }

  /// Whether a line that a node held whole is a stub there now.
  func isStripped(_ old: Look.Standing?, _ now: Look.Standing) -> Bool {
    let whole = Set((old?.entries ?? []).filter { !$0.change.isStub }.map(\.change.id))
    return now.entries.contains { $0.change.isStub && whole.contains($0.change.id) }
  }
}

extension Ledger {
  /// A stub in the place of a line: nothing but what people had erased, or what names a person, may be gone.
  func read(stub line: [UInt8], of id: ChangeID) throws -> Change {
    guard let whole = changes[id] else { throw Broken("a stub of nothing", "\(id)") }
    let stub = try Change(stub: line, of: id)
    let naming = whole.fields.filter { Answer($0.value).namesAPerson }.map(\.name)
    guard Set(stub.erased).isSubset(of: (erased[id] ?? []).union(naming)),
      try whole.erasing(Set(stub.erased)).line == line
    else { throw Broken("(11) something else was erased", "\(stub.erased) of \(id)") }
    return stub
  }

  /// Texts that were erased wherever anybody had written them.
  var goneTexts: Set<String> {
    var gone: Set<String> = []
    var kept: Set<String> = []
    for change in changes.values {
      for field in change.fields {
        guard case .text(let text) = field.value else { continue }
        if erased[change.id]?.contains(field.name) == true {
          gone.insert(text)
        } else {
          kept.insert(text)
        }
      }
    }
    return gone.subtracting(kept)
  }
}

extension Disk {
  /// What stands in the place of lines up to a mark: two nodes may be there of which one has not heard of an erasure.
  func stubs(_ scope: Scope, upTo n: Int64) async throws -> Hash {
    let rows = try await reader.rows(
      "SELECT line FROM change WHERE scope = ?1 AND n <= ?2 ORDER BY n",
      [.text(scope.name), .integer(n)])
    let stubs = rows.compactMap(\.[0].blob).filter(Change.isStub)
    return Hash(of: stubs.flatMap(\.self))
  }
}
