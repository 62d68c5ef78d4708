import Replication
import Storage
import TestSupport

extension Bench {
  /// Puts lines of another device into the log, and brings them to a branch.
  func plant(_ changes: [Change], at branch: Branch) async throws {
    let device = DeviceID(Array(repeating: 5, count: 16))
    for start in stride(from: 0, to: changes.count, by: 1_000) {
      let offers = changes[start..<min(start + 1_000, changes.count)].map {
        ExchangeRequest.Offer(line: $0.line, receipt: nil)
      }
      _ = try await offer(offers, from: device, page: 0)
    }
    try await sync(branch)
  }

  /// Alters a file behind the journal's back.
  func damage(_ name: String, _ sql: String) throws {
    try Connection(path: folder.file(name)).execute(sql)
  }
}
