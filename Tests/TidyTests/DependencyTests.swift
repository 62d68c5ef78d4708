import Testing

/// The house: which module may see which. `Package.swift` says the same to the compiler, but the
/// compiler does not refuse an undeclared transitive import; this table does.
private let house: [String: Set<String>] = [
  "Digest": [],
  "HTTP": [],
  "Console": [],
  "Catalogue": ["Digest"],
  "Replication": ["Digest"],
  "Storage": ["CSQLite", "Catalogue", "Replication"],
  "Reports": ["Catalogue", "Storage"],
  "Web": ["Catalogue", "Reports"],
  "Agent": ["Catalogue", "HTTP", "Replication", "Reports", "Storage", "Web"],
  "Aggregator": ["Catalogue", "HTTP", "Replication", "Reports", "Storage", "Web"],
  "bokfink": ["Agent", "Console"],
  "bokfink-aggregator": ["Aggregator", "Console"],
]

/// What comes with the Swift toolchain and the system. There are no packages.
private let toolchain: Set<String> = [
  "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc",
  "Synchronization",
]

/// What the pure modules take from it: values. `Foundation` is there for NFC; `WordTests` sees to it
/// that nobody takes a file or a thread along.
private let pureToolchain: Set<String> = ["Foundation", "FoundationEssentials"]

@Suite("Every module sees what the house lets it see")
struct DependencyTests {
  @Test(arguments: Project.sources)
  func `a source imports its neighbours and the toolchain`(path: String) throws {
    let target = try #require(targetName(path))
    let neighbours = try #require(house[target], "\(target) is not in the table")
    let isPure = target == "Replication" || target == "Catalogue"

    let strangers = imports(try Project.text(path))
      .subtracting(neighbours).subtracting(isPure ? pureToolchain : toolchain)

    #expect(strangers == [], "\(path)")
  }

  @Test(arguments: Project.tests)
  func `a test imports what the manifest gives it`(path: String) throws {
    let manifest = dependencies(try Project.text("Package.swift"))
    let target = try #require(targetName(path))
    let neighbours = try #require(manifest[target], "\(target) is not in Package.swift")

    let strangers = imports(try Project.text(path))
      .subtracting(neighbours).subtracting(toolchain).subtracting(["Testing"])

    #expect(strangers == [], "\(path)")
  }

  @Test(arguments: house.keys.sorted())
  func `the manifest says the same as the table`(target: String) throws {
    let manifest = dependencies(try Project.text("Package.swift"))

    #expect(manifest[target] == house[target])
  }

  @Test(arguments: Project.targets(in: "Sources"))
  func `no source stands outside the house`(folder: String) {
    #expect(house[folder] != nil, "Sources/\(folder) is in no row of the table")
  }

  @Test func `agent and aggregator meet only in the simulation and the programs`() throws {
    let manifest = dependencies(try Project.text("Package.swift"))

    let meeting = manifest.filter {
      $0.value.isSuperset(of: ["Agent", "Aggregator"])
        || $0.value.isSuperset(of: ["bokfink", "bokfink-aggregator"])
    }

    #expect(meeting.keys.sorted() == ["ProgramTests", "SimulationTests"])
  }

  @Test func `there are no packages`() throws {
    #expect(packageMentions(try Project.text("Package.swift")) == [])
  }
}

@Suite("The rules about dependencies can fail")
struct DependencyRuleTests {
  @Test func `every way to import is seen`() {
    let source = """
      import Aaa
      public import Bbb
      @preconcurrency import Ccc
      @_exported public import Ddd
      import struct Eee.Fff
      #if canImport(Ggg)
        private import Ggg.Hhh
      #endif
      // import Iii
      let text = "import Jjj"
      """

    #expect(imports(source) == ["Aaa", "Bbb", "Ccc", "Ddd", "Eee", "Ggg"])
  }

  @Test func `dependencies are read over several lines`() {
    let manifest = """
      .target(name: "A", swiftSettings: strict),
      .target(
        name: "B", dependencies: ["A",
          "C"],
        resources: [.embedInCode("Schema")]),
      .testTarget(
        name: "D",
        dependencies: ["B"]),
      """

    #expect(dependencies(manifest) == ["A": [], "B": ["A", "C"], "D": ["B"]])
  }

  @Test(arguments: [
    "dependencies: [.package(url: \"https://example.org/a\", from: \"1.0.0\")],",
    "dependencies: [], // and\n .package(path: \"../a\")",
    "targets: []",
  ])
  func `a package is seen`(manifest: String) {
    #expect(packageMentions(manifest) != [])
  }
}

private func targetName(_ path: String) -> String? {
  path.split(separator: "/").dropFirst().first.map(String.init)
}

private func imports(_ source: String) -> Set<String> {
  let kinds = "struct|class|enum|protocol|func|var|let|typealias|actor"
  let access = "public|package|internal|private|fileprivate"
  guard
    let statement = try? Regex<(Substring, Substring)>(
      "(?m)^\\s*(?:@\\w+\\s+)*(?:(?:\(access))\\s+)?(?:@\\w+\\s+)*import\\s+(?:(?:\(kinds))\\s+)?(\\w+)"
    )
  else { return [] }
  return Set(bareCode(source).matches(of: statement).map { String($0.1) })
}

/// Target by target what the manifest lets it see.
private func dependencies(_ manifest: String) -> [String: Set<String>] {
  let target =
    /\.(?:target|executableTarget|testTarget)\(\s*name: "([^"]+)"(?:,\s*dependencies: \[([^\]]*)\])?/
  return Dictionary(
    manifest.matches(of: target).map { match in
      let names = (match.2 ?? "").matches(of: /"([^"]+)"/).map { String($0.1) }
      return (String(match.1), Set(names))
    }, uniquingKeysWith: { $0.union($1) })
}

/// What speaks of a package in the manifest, or of its own list not being empty.
private func packageMentions(_ manifest: String) -> [String] {
  let calls = manifest.matches(of: /\.package\(/).map { String($0.0) }
  let isEmptyList = manifest.contains("\n  dependencies: [],\n")
  return calls + (isEmptyList ? [] : ["the package's list of dependencies is not empty"])
}
