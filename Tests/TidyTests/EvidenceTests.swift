import Testing

@Suite("What the decisions claim is shown by a test")
struct EvidenceTests {
  @Test func `every test that the decisions name exists`() throws {
    let claims = claims(in: try Project.text("Protocol/DECISIONS.md"))
    let tests = try names(ofTestsIn: Project.tests)

    #expect(claims.count >= 30)
    #expect(claims.filter { !tests.contains($0) } == [])
  }

  @Test func `the rule sees a test that is not there`() {
    #expect(claims(in: "| 1. A bug. | A rule. | `this` · `that` |") == ["this", "that"])
    #expect(claims(in: "| A decision with `code`. | Why. | `x` |") == [])
  }
}

/// What stands in backticks in the last column of a numbered row.
private func claims(in text: String) -> [String] {
  text.split(separator: "\n").filter {
    $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true
  }
  .compactMap { $0.split(separator: "|").dropFirst(2).first }
  .flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.1) } }
}

private func names(ofTestsIn files: [String]) throws -> Set<String> {
  var names: Set<String> = []
  for file in files {
    names.formUnion(try Project.text(file).matches(of: /func `([^`]+)`/).map { String($0.1) })
  }
  return names
}
