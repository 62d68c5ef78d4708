import Testing

@Suite("Nothing is served that is not in the table")
struct RouteTests {
  private static let table = "Sources/Aggregator/Access/AccessTable.swift"

  @Test(arguments: Project.sources.filter { $0.hasPrefix("Sources/Aggregator/") && $0 != table })
  func `the aggregator's routes are made from the table alone`(path: String) throws {
    #expect(madeRoutes(in: try Project.text(path)) == [], "\(path): give it a line in the table")
  }

  @Test func `the table makes them in one place`() throws {
    #expect(madeRoutes(in: try Project.text(Self.table)).count == 1)
  }

  @Test func `the rule sees a route`() {
    #expect(madeRoutes(in: "let a = [Route(.get, \"/\") { _ in b }]\n// Route(\n").count == 1)
    #expect(madeRoutes(in: "let a: Route = b.route(c)") == [])
  }
}

/// The lines that make a route.
private func madeRoutes(in source: String) -> [String] {
  bareCode(source).split(separator: "\n").filter { $0.contains(/\b(?:HTTP\.)?Route(?:\.init)?\(/) }
    .map(String.init)
}
