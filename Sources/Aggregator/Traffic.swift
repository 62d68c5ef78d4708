internal import Replication
internal import Synchronization

/// How much one device may ask of the aggregator. Whoever asks for more is told when to come again; recording at the
/// branch goes on, and nothing is lost.
public struct DeviceLimits: Sendable {
  /// Requests at once, and then a second. A branch that sends three weeks needs some dozens.
  public var requestsMax: Double = 600
  public var requestsPerSecond: Double = 5
  /// In both directions, from midnight to midnight UTC. A first download of a large municipality needs some 100 MB.
  public var dailyBytesMax = 2 << 30
  /// Exchanges being answered, and long-polls being held. A line that breaks often leaves some behind.
  public var exchangesMax = 4
  public var waitsMax = 8

  public init() {}
}

/// Who is asking just now, and how much each has asked for today. A restart forgets it.
final class Traffic: Sendable {
  private struct Use {
    var requests: Bucket
    var day: Int64
    var bytes = 0
    var held: [Service: Int] = [:]
  }

  private let limits: DeviceLimits
  private let uses = Mutex<[DeviceID: Use]>([:])

  init(_ limits: DeviceLimits) { self.limits = limits }

  private static let dayMilliseconds: Int64 = 86_400_000

  /// A place for one request, held until it is left or forgotten.
  func place(for device: DeviceID, at service: Service, now: Int64) throws(Refused) -> Place {
    let refused = uses.withLock { uses -> Refused? in
      var use = use(of: device, in: uses, now: now)
      defer { uses[device] = use }
      if let wait = use.requests.take(now: now) {
        return Self.tooMany("This device asks too often.", device, milliseconds: wait)
      }
      guard use.bytes < limits.dailyBytesMax else {
        return Self.tooMany(
          "This device has had its \(limits.dailyBytesMax >> 20) MiB for today.", device,
          milliseconds: (use.day + 1) * Self.dayMilliseconds - now)
      }
      let held = use.held[service, default: 0]
      guard held < (service == .wait ? limits.waitsMax : limits.exchangesMax) else {
        return Refused(
          .unavailable, detail: "Earlier requests of this device are still being answered.",
          retryAfter: service == .wait ? 15 : 2, device: device)
      }
      use.held[service] = held + 1
      return nil
    }
    if let refused { throw refused }
    return Place { [weak self] in
      self?.uses.withLock { $0[device]?.held[service, default: 1] -= 1 }
    }
  }

  func count(_ bytes: Int, of device: DeviceID, now: Int64) {
    uses.withLock { uses in
      var use = use(of: device, in: uses, now: now)
      use.bytes += bytes
      uses[device] = use
    }
  }

  private func use(of device: DeviceID, in uses: [DeviceID: Use], now: Int64) -> Use {
    let day = Int64((Double(now) / Double(Self.dayMilliseconds)).rounded(.down))
    var use =
      uses[device]
      ?? Use(
        requests: Bucket(
          capacity: limits.requestsMax, perSecond: limits.requestsPerSecond, now: now), day: day)
    if use.day != day { (use.day, use.bytes) = (day, 0) }
    return use
  }

  private static func tooMany(_ detail: String, _ device: DeviceID, milliseconds: Int64) -> Refused
  {
    Refused(
      .tooManyRequests, detail: detail, retryAfter: Int((milliseconds + 999) / 1_000),
      device: device)
  }

  /// One request's place. An answer that nobody comes to read is forgotten with it.
  final class Place: Sendable {
    private let isHeld = Mutex(true)
    private let free: @Sendable () -> Void

    fileprivate init(free: @escaping @Sendable () -> Void) { self.free = free }

    func leave() {
      let wasHeld = isHeld.withLock { isHeld in
        defer { isHeld = false }
        return isHeld
      }
      if wasHeld { free() }
    }

    deinit { leave() }
  }
}
