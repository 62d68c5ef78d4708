import Foundation
import Testing

/// The whole way of an entry as it is in service: agent, TLS, Debian's nginx, aggregator.
@Suite(
  "Agents sync through nginx and trust whom the machine trusts", .timeLimit(.minutes(5)),
  .enabled(
    if: Machine.nginx != nil && Machine.openssl != nil && Machine.namespace != nil,
    "nginx, openssl and a namespace of one's own are needed: Tools/setup --tests, as root")
)
struct ProxyTests {
  @Test func `downloads are compressed, and a colleague's entry arrives at once`() async throws {
    try await Scene.run { scene in
      let authority = try await Proxy.Authority.make(in: scene)
      let region = try await Region.open(in: scene)
      let proxy = try await Proxy.start(
        before: region, certificate: try await authority.certificate(days: 1), in: scene)
      let first = try await branch("molkom", region, proxy, authority)
      let second = try await branch("vase", region, proxy, authority)
      try await first.succeeds("log", "--from", "-", input: Self.visits(300))
      try await first.succeeds("sync")

      try await second.succeeds("sync")
      let watching = try await Service.start(second, ["serve", "--listen", "127.0.0.1:0"])
      try await first.succeeds("log", "visit", "date=2026-03-03", "count=118", "method=reading")
      try await first.succeeds("sync")
      try await watching.logs("pulled=1")

      let counts = try await second.reads(StatusShape.self, "status")
      #expect(counts.waiting == 0)
      #expect(try await second.reads([ListedShape].self, "list").count == 301)
      #expect(await watching.stop() == 0)
      let passedOn = try proxy.passedOn
      let downloads = passedOn.filter { $0[1].hasSuffix("/1780/sync") && $0[4] == "gzip" }
      #expect(downloads.contains { (Double($0[5]) ?? 0) > 2.5 }, "\(passedOn)")
      #expect(passedOn.allSatisfy { $0[3].hasPrefix("TLSv1.") })
      #expect(try await second.reads(ProofShape.self, "verify").ok)
    }
  }

  @Test func `an expired certificate is told with the computer's time, and nothing is lost`()
    async throws
  {
    try await Scene.run { scene in
      let authority = try await Proxy.Authority.make(in: scene)
      let region = try await Region.open(in: scene)
      let valid = try await Proxy.start(
        before: region, certificate: try await authority.certificate(days: 1), in: scene)
      let expired = try await Proxy.start(
        before: region, certificate: try await authority.certificate(days: -1), in: scene)
      let agent = try await branch("molkom", region, valid, authority)
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await agent.succeeds("init", agent.folder, "--aggregator", expired.url)

      try await agent.refuses(
        "sync", status: 69, saying: "Datorns klocka visar \(Self.today)")
      try await agent.refuses("sync", status: 69, saying: "certificate has expired")
      try await agent.succeeds("init", agent.folder, "--aggregator", valid.url)
      try await agent.succeeds("sync")

      #expect(try await agent.reads(StatusShape.self, "status").acknowledged == 1)
    }
  }

  @Test func `a certificate nobody vouches for is not the clock's fault`() async throws {
    try await Scene.run { scene in
      let authority = try await Proxy.Authority.make(in: scene)
      let region = try await Region.open(in: scene)
      let proxy = try await Proxy.start(
        before: region, certificate: try await authority.certificate(days: 1), in: scene)
      var agent = try await branch("molkom", region, proxy, authority)
      agent.launcher = []
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")

      try await agent.refuses(
        "sync", status: 69, saying: "this computer does not know who vouches for it")

      #expect(try await agent.reads(StatusShape.self, "status").waiting == 1)
      #expect(try proxy.passedOn.filter { $0[2] == "200" }.count > 0, "it was reached before")
    }
  }

  private func branch(
    _ name: String, _ region: Region, _ proxy: Proxy, _ authority: Proxy.Authority
  ) async throws -> Station {
    var agent = Station(.agent, name, in: region.scene)
    agent.launcher = try authority.trusted()
    try await agent.succeeds(
      "init", agent.folder, "--aggregator", proxy.url, "--code-file", try await region.code(name))
    try await agent.succeeds("sync")
    return agent
  }

  private static func visits(_ count: Int) -> String {
    (1...count).map { number in
      #"{"type":"visit","date":"2026-03-02","granularity":"day","counter":"c\#(number)","#
        + #""fields":{"count":\#(number),"method":"reading"}}"# + "\n"
    }.joined()
  }

  /// The date at the branch.
  private static var today: String {
    Date.now.formatted(
      Date.ISO8601FormatStyle(timeZone: TimeZone(identifier: "Europe/Stockholm") ?? .gmt)
        .year().month().day())
  }
}
