import HTTP

extension FuzzTarget {
  static let httpRequest = FuzzTarget(
    "http-request",
    "The parser takes the same requests out of a stream however it is cut, and those a plain reader sees."
  ) { input throws(Broken) in
    var feed = Feed(input)
    let key = feed.byte()
    try checkRequests(feed.rest, key: key)
  }

  static let httpChunks = FuzzTarget(
    "http-chunks",
    "A chunked body is what was chunked, cut anywhere; and whatever is taken for one, a plain reader takes too."
  ) { input throws(Broken) in
    var feed = Feed(input)
    let key = feed.byte()
    let isWritten = feed.byte() % 2 == 1
    guard isWritten else { return try checkRequests(chunkedHead + feed.rest, key: key) }
    let written = ChunkedBody(&feed)
    let whole = RequestSteps(pieces(of: chunkedHead + written.bytes, key: key))
    try expect(
      whole.bodies == [written.content], "a body of \(written.content.count) bytes is lost")
    let cut = RequestSteps([(chunkedHead + written.bytes.dropLast(1 + Int(key) % 4))[...]])
    try expect(cut.bodies.isEmpty, "a body without its end is taken for a whole one")
  }
}

private let chunkedHead = Array(
  "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)

private func checkRequests(_ bytes: [UInt8], key: UInt8) throws(Broken) {
  let whole = RequestSteps([bytes[...]])
  try expect(RequestSteps(pieces(of: bytes, key: key)) == whole, "cuts make a difference")
  var reader = PlainReader(bytes)
  for step in whole.list { try reader.confirm(step) }
}

/// What the parser makes of a stream.
private struct RequestSteps: Equatable {
  enum Step: Equatable {
    case head(method: String, fields: [Headers.Field], framing: RequestHead.Framing)
    case body([UInt8])
    case refused(HTTP.Refusal)
  }

  private(set) var list: [Step] = []

  var bodies: [[UInt8]] {
    list.compactMap { if case .body(let bytes) = $0 { bytes } else { nil } }
  }

  init(_ pieces: [ArraySlice<UInt8>]) {
    var parser = RequestParser()
    for piece in pieces {
      piece.withUnsafeBytes { parser.append($0) }
      guard take(from: &parser) else { return }
    }
  }

  /// False after a refusal.
  private mutating func take(from parser: inout RequestParser) -> Bool {
    while true {
      switch parser.next() {
      case .more: return true
      case .head(let head):
        list.append(
          .head(method: head.method, fields: head.headers.fields, framing: head.framing))
        parser.receiveBody(bytesMax: 4096)
      case .body(let body): list.append(.body(body))
      case .refused(let refusal):
        list.append(.refused(refusal))
        return false
      }
    }
  }
}

/// Reads requests as a proxy of ten lines would: at line ends, colons and lengths. Where it sees something
/// else than the parser took, one of the two could be led to take a body for a request (RFC 9112 §11.2).
private struct PlainReader {
  private let bytes: [UInt8]
  private var position = 0
  private var framing = RequestHead.Framing.length(0)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func confirm(_ step: RequestSteps.Step) throws(Broken) {
    switch step {
    case .head(let method, let fields, let framing):
      try confirm(method, fields, framing)
      self.framing = framing
    case .body(let body):
      let seen: [UInt8]
      switch framing {
      case .length(let length): seen = take(length)
      case .chunked: seen = try chunks()
      }
      try expect(seen == body, "another body: \(seen.count) bytes, not \(body.count)")
    case .refused: break
    }
  }

  private mutating func confirm(
    _ method: String, _ fields: [Headers.Field], _ framing: RequestHead.Framing
  ) throws(Broken) {
    while bytes[position...].starts(with: [13, 10]) { position += 2 }
    let words = try line().split(separator: 32, omittingEmptySubsequences: false)
    try expect(words.count == 3, "a request line of \(words.count) words")
    try expect(words[0].elementsEqual(method.utf8), "another method")
    var seen: [(name: String, value: String)] = []
    while true {
      let line = try line()
      if line.isEmpty { break }
      let halves = line.split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
      try expect(halves.count == 2, "a field without a colon")
      seen.append((String(decoding: halves[0], as: UTF8.self), trimmed(halves[1])))
    }
    let areEqual = seen.elementsEqual(fields) {
      $0.name.utf8.elementsEqual($1.name.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
    }
    try expect(areEqual, "other fields: \(seen.count), not \(fields.count)")
    try confirm(framing, seen)
  }

  private func confirm(
    _ framing: RequestHead.Framing, _ fields: [(name: String, value: String)]
  ) throws(Broken) {
    func values(_ name: String) -> [String] {
      fields.filter { $0.name.lowercased() == name }.map(\.value)
    }
    let (lengths, codings) = (values("content-length"), values("transfer-encoding"))
    switch framing {
    case .chunked:
      try expect(lengths.isEmpty && codings.count == 1, "chunked, and something else")
      try expect(codings[0].lowercased().hasSuffix("chunked"), "not chunked at all")
    case .length(let length):
      try expect(codings.isEmpty && lengths.count <= 1, "a length beside another")
      try expect((lengths.first.map { Int($0) ?? .max } ?? 0) == length, "another length")
    }
  }

  private mutating func chunks() throws(Broken) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let size = try line().prefix { ![9, 32, 59].contains($0) }
      guard let count = Int(String(decoding: size, as: UTF8.self), radix: 16) else {
        throw Broken(what: "a chunk without a size")
      }
      if count == 0 { break }
      body += take(count)
      try expect(try line().isEmpty, "a chunk that is longer than it says")
    }
    while !(try line().isEmpty) {}
    return body
  }

  private mutating func take(_ count: Int) -> [UInt8] {
    defer { position = min(bytes.count, position + count) }
    return Array(bytes[position...].prefix(count))
  }

  /// The next line without its end. Neither half of an end may stand alone.
  private mutating func line() throws(Broken) -> ArraySlice<UInt8> {
    guard let end = bytes[position...].firstIndex(of: 10) else {
      throw Broken(what: "a line without end")
    }
    let line = bytes[position..<end]
    try expect(line.last == 13 && !line.dropLast().contains(13), "a line that ends in another way")
    position = end + 1
    return line.dropLast()
  }

  private func trimmed(_ text: ArraySlice<UInt8>) -> String {
    let start = text.drop { $0 == 32 || $0 == 9 }
    let trimmed = start.reversed().drop { $0 == 32 || $0 == 9 }.reversed()
    return String(decoding: trimmed, as: UTF8.self)
  }
}

/// A body and one way to chunk it.
private struct ChunkedBody {
  private(set) var bytes: [UInt8] = []
  private(set) var content: [UInt8] = []

  init(_ feed: inout Feed) {
    while !feed.isEmpty && content.count < 4000 {
      let shape = feed.byte()
      let chunk = feed.take(max(1, Int(shape & 0x3F)))
      guard !chunk.isEmpty else { break }
      content += chunk
      let size = String(chunk.count, radix: 16, uppercase: shape & 0x40 != 0)
      bytes += (shape & 0x80 != 0 ? "00\(size);a=\"b\"\r\n" : "\(size)\r\n").utf8
      bytes += chunk
      bytes += "\r\n".utf8
    }
    bytes += (content.count % 2 == 0 ? "0\r\n\r\n" : "0\r\nX: y\r\n\r\n").utf8
  }
}
