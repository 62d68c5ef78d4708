import Testing

@Suite("Files and functions fit in one sitting")
struct LengthTests {
  static let fileLinesMax = 400
  static let functionLinesMax = 60

  @Test(arguments: Project.code)
  func `a file is at most 400 lines`(path: String) throws {
    let lines = lineCount(try Project.text(path))

    #expect(lines <= Self.fileLinesMax, "\(path) has \(lines): split it by what it is about")
  }

  @Test(arguments: Project.sources + Project.tests)
  func `a function is at most 60 lines`(path: String) throws {
    for function in swiftFunctions(try Project.text(path)) {
      #expect(
        function.lines <= Self.functionLinesMax, "\(path): “\(function.head)” is too much at once")
    }
  }

  @Test(arguments: Project.code.filter { $0.hasSuffix(".py") || isPython($0) })
  func `a Python function is at most 60 lines`(path: String) throws {
    for function in pythonFunctions(try Project.text(path)) {
      #expect(
        function.lines <= Self.functionLinesMax, "\(path): “\(function.head)” is too much at once")
    }
  }

  @Test func `the rule sees a long file`() {
    #expect(lineCount(String(repeating: "x\n", count: 400)) == 400)
    #expect(lineCount(String(repeating: "x\n", count: 400) + "x") == 401)
  }

  @Test func `the rule sees a long function`() {
    let body = String(repeating: "    print(\"}\")  // }\n", count: 61)
    let source = """
      struct A {
        init(
          a: Int
        ) { self.a = a }
        func short() {}
        public static func long(_ b: [Int] = [1].map { $0 }) {
      \(body)  }
        subscript(a: Int) -> Int { a }
      }
      """

    let functions = swiftFunctions(source)

    #expect(functions.map(\.lines) == [3, 1, 63, 1])
    #expect(functions[2].head == "public static func long(_ b: [Int] = [1].map { $0 }) {")
  }

  @Test func `a requirement of a protocol has no body`() {
    let functions = swiftFunctions("protocol A {\n  func a()\n  func b()\n}\nfunc c() {\n}\n")

    #expect(functions.map(\.lines) == [2])
  }

  @Test func `the rule sees a long Python function`() {
    let body = String(repeating: "        pass\n\n", count: 40)

    let functions = pythonFunctions("class A:\n    def long(self):\n\(body)    def b(self): ...\n")

    #expect(functions.map(\.lines) == [80, 1])
  }
}

private struct Function {
  let head: String
  let lines: Int
}

private func lineCount(_ text: String) -> Int {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  return lines.last == "" ? lines.count - 1 : lines.count
}

/// Functions with a body, each from its first line to the line of its last brace.
private func swiftFunctions(_ source: String) -> [Function] {
  let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
  let bare = bareCode(source).split(separator: "\n", omittingEmptySubsequences: false)
  let head = /^\s*(?:[@\w()]+\s+)*(?:func\s|init[?(<]|deinit\s|subscript[(<])/
  return bare.indices.compactMap { first in
    guard bare[first].prefixMatch(of: head) != nil,
      let last = bodyEnd(bare, from: first)
    else { return nil }
    return Function(
      head: lines[first].trimmingPrefix(while: \.isWhitespace).description,
      lines: last - first + 1)
  }
}

/// The line on which the body that begins after `first` ends, or nil when there is none.
private func bodyEnd(_ bare: [Substring], from first: Int) -> Int? {
  var depth = 0
  var parentheses = 0
  for index in first..<bare.count {
    for character in bare[index] {
      switch character {
      case "(", "[": parentheses += 1
      case ")", "]": parentheses -= 1
      case "{" where parentheses == 0: depth += 1
      case "}" where parentheses == 0:
        depth -= 1
        if depth <= 0 { return depth == 0 ? index : nil }
      default: break
      }
    }
    let startsAnother = index > first && depth == 0 && parentheses == 0
    if startsAnother, bare[index].contains(/(?:^|\s)(?:func|var|let|init)\W/) { return nil }
  }
  return nil
}

/// Functions of a Python file, by indentation; blank lines at the end do not count.
private func pythonFunctions(_ source: String) -> [Function] {
  let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
  return lines.indices.compactMap { first in
    guard let match = lines[first].prefixMatch(of: /(\s*)(?:async )?def .*/) else { return nil }
    let inside = lines[(first + 1)...].prefix {
      let indent = $0.prefix { $0 == " " }.count
      return indent == $0.count || indent > match.1.count || $0.hasPrefix("\(match.1))")
    }
    let body = inside.reversed().drop { $0.allSatisfy(\.isWhitespace) }
    return Function(head: String(match.0), lines: body.count + 1)
  }
}

private func isPython(_ path: String) -> Bool {
  (try? Project.text(path))?.hasPrefix("#!/usr/bin/env python3") == true
}
