/// What the aggregator adds to a change when it stores it.
public struct Receipt: Hashable, Sendable {
  /// The arrival number in the scope: 1, 2, 3 … without gaps.
  public let n: Int64
  /// The aggregator's clock, milliseconds since 1970.
  public let received: Int64
  /// Who brought the change.
  public let device: DeviceID
  /// Proves to the aggregator, after it was put back from a backup, that it gave this receipt.
  public let seal: Hash

  public init(n: Int64, received: Int64, device: DeviceID, seal: Hash) {
    self.n = n
    self.received = received
    self.device = device
    self.seal = seal
  }

  /// The code that only the holder of the aggregator's key can make.
  ///
  /// - Parameter stub: `Change.stubHash`.
  public static func seal(
    scope: Scope, change: ChangeID, device: DeviceID, received: Int64, stub: String = "",
    key: [UInt8]
  ) -> Hash {
    let message: Canonical = [
      "bokfink-seal-1", .text(scope.name), .text(change.description), .text(device.description),
      .integer(received), .text(stub),
    ]
    return Hash(code: message.bytes, key: key)
  }
}

/// A position in a scope's log with the proof of everything up to it: the aggregator that knows (n, H) has not
/// gone back behind n.
public struct Mark: Hashable, Sendable {
  public let n: Int64
  public let h: Hash

  public init(n: Int64, h: Hash) {
    self.n = n
    self.h = h
  }

  /// Before the first arrival. Every aggregator knows it.
  public static func start(of scope: Scope) -> Mark {
    let first: Canonical = ["bokfink-log-1", .text(scope.name)]
    return Mark(n: 0, h: first.hash)
  }

  /// The mark after one more arrival. H_0 names the scope, so the scope need not stand in each link.
  public func adding(_ change: ChangeID, received: Int64, device: DeviceID) -> Mark {
    let link: Canonical = [
      "bokfink-arrival-1", .text(h.description), .text(change.description), .integer(received),
      .text(device.description),
    ]
    return Mark(n: n + 1, h: link.hash)
  }

  public init?(_ json: JSON?) {
    guard let items = json?.items, items.count == 2, let n = items[0].integer, n >= 0,
      let h = items[1].text.flatMap(Hash.init)
    else { return nil }
    self.init(n: n, h: h)
  }

  public var json: JSON { .array([.integer(n), .text(h.description)]) }
}
