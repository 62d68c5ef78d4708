import Testing

@Suite("Words that do not belong, where they do not belong")
struct WordTests {
  @Test(arguments: Project.sources + Project.tests)
  func `type names are nouns from the domain`(path: String) throws {
    for name in emptyNames(try Project.text(path)) {
      Issue.record("\(path): what does \(name) hold?")
    }
  }

  @Test(arguments: Project.sources)
  func `input never traps`(path: String) throws {
    let hits = found(Rule.traps, in: bareCode(try Project.text(path)))
    #expect(hits == [], "\(path): throw an error with a sentence")
  }

  @Test(arguments: Project.sources.filter { !$0.hasSuffix("/main.swift") })
  func `clock and dice come in from outside`(path: String) throws {
    let hits = found(Rule.worldly, in: bareCode(try Project.text(path)))
    #expect(hits == [], "\(path): pass it in; only main.swift makes it")
  }

  @Test(arguments: Project.sources.filter(isPure))
  func `the pure modules touch nothing outside themselves`(path: String) throws {
    let hits = found(Rule.worldly + Rule.impure, in: bareCode(try Project.text(path)))
    #expect(hits == [], "\(path): this belongs in Storage, HTTP or main.swift")
  }

  @Test(arguments: Project.tests)
  func `tests use what everybody can use`(path: String) throws {
    let hits = found(Rule.testable, in: bareCode(try Project.text(path)))
    #expect(hits == [], "\(path): Tools/test builds without testable imports")
  }

  @Test(arguments: Project.everything)
  func `nothing is left for later and no machine is named`(path: String) throws {
    let text = try Project.text(path)
    #expect(found(Rule.leftForLater, in: text) == [], "\(path): finish it or say it in an issue")
    #expect(found(Rule.machinePaths, in: text) == [], "\(path): this path is of one machine")
  }
}

@Suite("The rules about words can fail")
struct WordRuleTests {
  @Test func `an empty word at the end of a type's name is seen`() {
    let source = "public struct SyncManager {}\nenum Utility {}\nfinal class RowHelper: A {}\n"

    #expect(emptyNames(source) == ["SyncManager", "RowHelper"])
  }

  @Test(arguments: ["try! read()", "a as! B", "fatalError(\"x\")"])
  func `a trap is seen`(code: String) {
    #expect(found(Rule.traps, in: bareCode(code)).count == 1)
  }

  @Test(arguments: [
    "let now = Date()", "Date.now", "Date(timeIntervalSinceNow: 1)", "ContinuousClock().now",
    "try await Task.sleep(for: .seconds(1))", "Int.random(in: 0...9)", "UUID()", "list.shuffled()",
    "list.randomElement()", "SystemRandomNumberGenerator()", "clock_gettime(0, &time)",
  ])
  func `a clock or a die is seen`(code: String) {
    #expect(found(Rule.worldly, in: bareCode(code)).count == 1)
  }

  @Test(arguments: [
    "Int.random(in: 0...9, using: &random)", "list.randomElement(using: &random)",
    "list.shuffled(using: &random)", "Date(timeIntervalSince1970: 0)", "// Date()", "\"UUID()\"",
  ])
  func `what is passed in is let through`(code: String) {
    #expect(found(Rule.worldly, in: bareCode(code)) == [])
  }

  @Test(arguments: ["FileManager.default", "getenv(\"A\")", "Thread.sleep()", "DispatchQueue.main"])
  func `a hand stretched out of a pure module is seen`(code: String) {
    #expect(found(Rule.impure, in: bareCode(code)).count == 1)
  }

  @Test(arguments: ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
  func `what is left for later is seen`(word: String) {
    #expect(found(Rule.leftForLater, in: "a line // \(word): more").count == 1)
    #expect(found(Rule.leftForLater, in: "a\(word)b") == [])
  }

  @Test(arguments: ["wo" + "rk/main", "ro" + "ot/x", "ho" + "me/anna/x", "tmp/" + "bf/x"])
  func `a path of a machine is seen`(path: String) {
    #expect(found(Rule.machinePaths, in: "see /\(path)").count == 1)
    #expect(found(Rule.machinePaths, in: "see Sources/\(path)") == [])
  }

  @Test func `words in comments and strings are not code`() {
    let source = """
      a  // try! this
      let b = "try! \\" that" /* try!
      try! */ + #"try! "quoted" this"#
      try! c()
      """

    #expect(bareCode(source) == "a  \nlet b = \"\" \n + \"\"\ntry! c()")
  }
}

private enum Rule {
  static var traps: [Regex<Substring>] { [/try!/, /\bas!/, /\bfatalError\(/] }

  /// Clock, sleep and dice. What takes its generator by `using:` is passed in.
  static var worldly: [Regex<Substring>] {
    [
      /\bDate\(\)/, /\bDate\.now\b/, /\btimeIntervalSinceNow\b/,
      /\b(?:Continuous|Suspending)Clock\b/, /\bTask\.sleep\b/, /\bUUID\(\)/,
      /\bSystemRandomNumberGenerator\b/,
      /\b(?:clock_gettime|gettimeofday|arc4random\w*|getrandom)\(/,
      /\.(?:random|randomElement|shuffled|shuffle)\((?![^()]*using:)/,
    ]
  }

  static var impure: [Regex<Substring>] {
    [
      /\bFileManager\b/, /\bgetenv\(/, /\bThread\b/, /\bDispatch\w+/, /\bProcessInfo\b/,
      /\bURLSession\b/,
    ]
  }

  static var testable: [Regex<Substring>] { [/@testabl[e]/] }

  static var leftForLater: [Regex<Substring>] { [/\b(?:TOD[O]|FIXM[E]|XX[X])\b/] }

  static var machinePaths: [Regex<Substring>] {
    [/(?:^|[^A-Za-z0-9_.\/}])\/(?:work|root|farm|tmp\/bf|home\/[a-z]+|Users)\//]
  }
}

private func isPure(_ path: String) -> Bool {
  path.hasPrefix("Sources/Replication/") || path.hasPrefix("Sources/Catalogue/")
}

/// The lines in which any of the patterns is found. Unicode sees one word in `FileManager.default`;
/// Swift sees two.
private func found(_ patterns: [Regex<Substring>], in text: String) -> [String] {
  let patterns = patterns.map { $0.wordBoundaryKind(.simple) }
  return text.split(separator: "\n").filter { line in patterns.contains { line.contains($0) } }
    .map(String.init)
}

/// Names of types that end in a word which says nothing.
private func emptyNames(_ source: String) -> [String] {
  let emptyWords = [
    "Manager", "Helper", "Helpers", "Util", "Utils", "Handler", "Processor", "Wrapper", "Impl",
  ]
  return bareCode(source).matches(of: /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/)
    .map { String($0.1) }
    .filter { name in emptyWords.contains(where: name.hasSuffix) }
}
