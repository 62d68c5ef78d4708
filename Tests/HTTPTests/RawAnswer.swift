/// A response read from bytes, strictly and without the module under test.
struct RawAnswer: Equatable, Sendable {
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  let status: Int
  let head: String
  let headers: [String: String]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var closes: Bool { headers["connection"] == "close" }

  /// The first answer in the bytes and how many of them it takes; nil when it is not all there.
  static func read(
    _ bytes: ArraySlice<UInt8>, toHead: Bool, atEnd: Bool
  ) throws -> (RawAnswer, Int)? {
    guard let end = headEnd(bytes) else {
      // Only the beginning of an answer may be missing its end.
      guard bytes.prefix(5).elementsEqual("HTTP/".utf8.prefix(min(5, bytes.count))) else {
        throw Malformed(description: "not an answer: \(String(decoding: bytes, as: UTF8.self))")
      }
      return nil
    }
    let head = String(decoding: bytes[bytes.startIndex..<(end - 4)], as: UTF8.self)
    let (status, headers) = try readHead(head)
    let rest = bytes[end...]
    func answer(_ body: some Sequence<UInt8>) -> RawAnswer {
      RawAnswer(status: status, head: head, headers: headers, body: Array(body))
    }
    let used = end - bytes.startIndex
    if toHead || status < 200 || status == 204 || status == 304 { return (answer([]), used) }
    if headers["transfer-encoding"] == "chunked" {
      guard headers["content-length"] == nil else { throw Malformed(description: "two lengths") }
      guard let (body, length) = try readChunks(rest) else { return nil }
      return (answer(body), used + length)
    }
    if let length = headers["content-length"].flatMap({ Int($0) }) {
      guard rest.count >= length else { return nil }
      return (answer(rest.prefix(length)), used + length)
    }
    guard headers["connection"] == "close" else {
      throw Malformed(description: "no length: \(head)")
    }
    return atEnd ? (answer(rest), bytes.count) : nil
  }

  private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
    var index = bytes.startIndex
    while index + 4 <= bytes.endIndex {
      if bytes[index..<(index + 4)].elementsEqual([13, 10, 13, 10]) { return index + 4 }
      index += 1
    }
    return nil
  }

  private static func readHead(_ head: String) throws -> (Int, [String: String]) {
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard let match = lines[0].wholeMatch(of: /HTTP\/1\.1 ([1-5][0-9][0-9]) [\x20-\x7E]*/) else {
      throw Malformed(description: "status line “\(lines[0])”")
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let field = line.wholeMatch(of: /([A-Za-z0-9-]+): ([^\r\n]*)/) else {
        throw Malformed(description: "field “\(line)”")
      }
      let name = field.1.lowercased()
      guard headers.updateValue(String(field.2), forKey: name) == nil else {
        throw Malformed(description: "\(name) twice")
      }
    }
    return (Int(match.1)!, headers)
  }

  private static func readChunks(_ bytes: ArraySlice<UInt8>) throws -> ([UInt8], Int)? {
    var body: [UInt8] = []
    var index = bytes.startIndex
    while true {
      guard let lineEnd = bytes[index...].firstIndex(of: 10) else { return nil }
      let line = String(decoding: bytes[index..<(lineEnd - 1)], as: UTF8.self)
      guard let size = Int(line, radix: 16) else { throw Malformed(description: "chunk “\(line)”") }
      index = lineEnd + 1
      guard bytes.endIndex >= index + size + 2 else { return nil }
      body += bytes[index..<(index + size)]
      guard bytes[(index + size)..<(index + size + 2)].elementsEqual([13, 10]) else {
        throw Malformed(description: "chunk without end")
      }
      index += size + 2
      if size == 0 { return (body, index - bytes.startIndex) }
    }
  }
}
