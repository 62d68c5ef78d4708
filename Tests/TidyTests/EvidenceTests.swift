import Testing

@Suite("What the documents claim is shown by a test")
struct EvidenceTests {
  /// The bugs that others have met, and what somebody can try: rows and columns.
  @Test(arguments: [("Protocol/DECISIONS.md", 20, 3), ("Protocol/ATTACKS.md", 29, 4)])
  func `every bug and every attack has tests, and they exist`(
    path: String, rowsMin: Int, columns: Int
  ) throws {
    let rows = rows(in: try Project.text(path))
    let tests = try names(ofTestsIn: Project.tests)

    #expect(rows.count >= rowsMin)
    for row in rows {
      #expect(row.count == columns && !quoted(row.last ?? "").isEmpty, "\(row)")
      #expect(quoted(row.last ?? "").filter { !tests.contains($0) } == [])
    }
  }

  @Test func `what goes wrong has a section, a fault of the simulation and a test of the programs`()
    throws
  {
    let text = try Project.text("Protocol/README.md")
    let rows = rows(in: text)
    let sections = Set(text.matches(of: #/\n##+ ([0-9.]+) /#).map { String($0.1) })
    let faults = try Project.text("Tests/SimulationTests/Fault.swift").matches(of: /[a-zA-Z]+/)
      .map { String($0.0) }
    let tests = try names(ofTestsIn: Project.tests.filter { $0.hasPrefix("Tests/ProgramTests/") })

    #expect(rows.count >= 16)
    for row in rows {
      guard row.count == 4 else {
        Issue.record("\(row)")
        continue
      }
      let named = row[1].matches(of: /\[([0-9.]+)\]/).map { String($0.1) }
      #expect(!named.isEmpty && sections.isSuperset(of: named), "\(row)")
      #expect(row[2] == "–" || !quoted(row[2]).isEmpty, "\(row)")
      #expect(quoted(row[2]).filter { !faults.contains($0) } == [])
      #expect(!quoted(row[3]).isEmpty, "\(row)")
      #expect(quoted(row[3]).filter { !tests.contains($0) } == [])
    }
  }

  @Test func `the rule sees a test that is not there`() {
    let row = rows(in: "| 1. A bug. | A rule. | `this` · `that` |")

    #expect(row.map { quoted($0[2]) } == [["this", "that"]])
    #expect(rows(in: "| A decision with `code`. | Why. | `x` |\n| 400 | `malformed` |") == [])
  }
}

/// The columns of every numbered row of a table.
private func rows(in text: String) -> [[String]] {
  text.split(separator: "\n").filter { $0.starts(with: #/\| [0-9]+\. /#) }.map { row in
    row.dropFirst().dropLast().split(separator: "|").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}

/// What stands in backticks.
private func quoted(_ column: String) -> [String] {
  column.matches(of: /`([^`]+)`/).map { String($0.1) }
}

private func names(ofTestsIn files: [String]) throws -> Set<String> {
  var names: Set<String> = []
  for file in files {
    names.formUnion(try Project.text(file).matches(of: /func `([^`]+)`/).map { String($0.1) })
  }
  return names
}
