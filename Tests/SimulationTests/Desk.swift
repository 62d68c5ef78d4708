import Catalogue
import HTTP
import Replication
import Storage

/// One computer at a library, with the disk in it.
struct Desk: Sendable {
  let name: String
  let device: DeviceID
  let token: String
  let scope: Scope
  let units: [RecordID]
  let isHostile: Bool
  let dice: Dice
  let watch: Watch
  var disk: Disk
  var catalogue: Catalogue
  /// The code it was given and has not used with success.
  var code: String?
  /// Of the installation; a copied or restored disk has another.
  var fingerprint: String
  /// Rows of clicks that are open on this disk, by counter.
  var rows: [RecordID: Row] = [:]
  /// Forms that stand open in browsers.
  var forms: [Form] = []
  var backup: Backup?
  /// It has been told to erase itself, and the aggregator has all it had.
  var isErased = false

  struct Row: Sendable {
    let number: Int
    var amount: Int64
    let fingerprint: String
  }

  struct Form: Sendable {
    let place: Place
    let key: NaturalKey?
    let heads: [ChangeID]
    let held: Set<ChangeID>
  }

  struct Backup: Sendable {
    let image: Image
    let rows: [RecordID: Row]
  }

  var node: Node { Node(name: name, disk: disk, catalogue: catalogue, isCentre: false) }
}

/// The aggregator's machine.
struct Centre: Sendable {
  var disk: Disk
  let authority: Journal.Authority
  let dice: Dice
  let watch: Watch
  var catalogue: Catalogue
  var backups: [Backup] = []

  /// An older disk, and what nobody had proven when it was the newest.
  struct Backup: Sendable {
    let image: Image
    let unproven: Set<ChangeID>
  }

  static let name = "centre"
  var node: Node { Node(name: Self.name, disk: disk, catalogue: catalogue, isCentre: true) }
}

/// A machine as inspections see it.
struct Node: Sendable {
  let name: String
  let disk: Disk
  let catalogue: Catalogue
  let isCentre: Bool
}

/// A record's place in the world.
struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
  let scope: String
  let type: String
  let record: RecordID

  var description: String { "\(scope)/\(type)/\(record)" }

  static func < (left: Place, right: Place) -> Bool {
    (left.scope, left.type, left.record.description)
      < (right.scope, right.type, right.record.description)
  }
}
