// RFC 9112 read strictly. What the RFC lets a server repair is refused instead: two readers that repair
// differently are how one request is smuggled inside another (RFC 9112 §11.2).

/// Bytes in, requests out. Knows no socket and no clock, and gives the same steps however the bytes are
/// cut into pieces.
///
/// After `.head` the caller says how large the body may be (`receiveBody`); after `.refused` the parser
/// stays refused.
package struct RequestParser: Sendable {
  package enum Step: Sendable {
    case more
    case head(RequestHead)
    case body([UInt8])
    case refused(Refusal)
  }

  private enum State: Sendable {
    case requestLine
    case fields(RequestLine)
    case held(RequestHead.Framing)
    case length(Int)
    case chunked(ChunkedDecoder)
    case refused(Refusal)
  }

  static let headBytesMax = 16 * 1024
  static let fieldsMax = 100
  /// Empty lines before a request line are skipped (RFC 9112 §2.2), but not for ever.
  static let emptyLinesMax = 4

  private var input = InputBuffer()
  private var state = State.requestLine
  private var headers = Headers()
  private var headBytes = 0
  private var emptyLines = 0
  private var body: [UInt8] = []

  /// Bytes that wait behind what has been read, for instance further requests.
  var waitingBytes: Int { input.count }

  /// Bytes of the body that have arrived so far.
  var bodyBytes: Int {
    if case .chunked(let decoder) = state { return decoder.body.count }
    return body.count
  }

  /// True when nothing of the next request has arrived.
  var isBetweenRequests: Bool {
    if case .requestLine = state { return input.isEmpty }
    return false
  }

  /// True between `receiveBody` and `.body` or `.refused`.
  var isReceivingBody: Bool {
    switch state {
    case .length, .chunked: true
    default: false
    }
  }

  package init() {}

  package mutating func append(_ bytes: UnsafeRawBufferPointer) { input.append(bytes) }

  package mutating func next() -> Step {
    do throws(Refusal) {
      return try step()
    } catch {
      state = .refused(error)
      input = InputBuffer()
      return .refused(error)
    }
  }

  /// Goes on behind a head. A body longer than `bytesMax` is refused as soon as its length is known.
  package mutating func receiveBody(bytesMax: Int) {
    guard case .held(let framing) = state else { return }
    switch framing {
    case .chunked: state = .chunked(ChunkedDecoder(bytesMax: bytesMax))
    case .length(let length) where length <= bytesMax: state = .length(length)
    case .length: state = .refused(.contentTooLarge(bytesMax: bytesMax))
    }
  }

  private mutating func step() throws(Refusal) -> Step {
    switch state {
    case .requestLine, .fields: try readHead()
    case .held: .more
    case .length(let length): readBody(length)
    case .chunked(var decoder): try readChunks(&decoder)
    case .refused(let refusal): .refused(refusal)
    }
  }

  // MARK: - Head

  private mutating func readHead() throws(Refusal) -> Step {
    while let line = try takeLine() {
      switch state {
      case .requestLine: try readRequestLine(line)
      case .fields(let requestLine) where line.isEmpty: return try finishHead(requestLine)
      default: try readField(line)
      }
    }
    return .more
  }

  /// The next line without its CRLF, or nil when it is not all there.
  private mutating func takeLine() throws(Refusal) -> ArraySlice<UInt8>? {
    guard let line = input.takeLine() else {
      try checkBeginning(of: input.bytes)
      return nil
    }
    try checkBeginning(of: line)
    headBytes += line.count
    guard line.dropLast().last == .carriageReturn else { throw .lineEnding }
    return line.dropLast(2)
  }

  /// The same checks whether or not the line's end has arrived, so that cuts make no difference.
  private func checkBeginning(of line: ArraySlice<UInt8>) throws(Refusal) {
    let isTooLarge = headBytes + line.count > Self.headBytesMax
    if case .requestLine = state {
      // What is wrong with its beginning shows before it is too large, wherever it is cut.
      try RequestLine.check(beginning: line)
      guard !isTooLarge else { throw .targetTooLong }
    } else {
      guard !isTooLarge else { throw .headTooLarge }
    }
  }

  private mutating func readRequestLine(_ line: ArraySlice<UInt8>) throws(Refusal) {
    if line.isEmpty {
      emptyLines += 1
      guard emptyLines <= Self.emptyLinesMax else { throw .requestLine }
      headBytes = 0
      return
    }
    state = .fields(try RequestLine(line))
  }

  private mutating func readField(_ line: ArraySlice<UInt8>) throws(Refusal) {
    guard headers.fields.count < Self.fieldsMax else { throw .tooManyFields }
    headers.add(try Headers.Field(line: line))
  }

  private mutating func finishHead(_ line: RequestLine) throws(Refusal) -> Step {
    let head = try RequestHead(
      method: line.method, target: line.target, minorVersion: line.minorVersion, headers: headers)
    headers = Headers()
    headBytes = 0
    emptyLines = 0
    state = .held(head.framing)
    return .head(head)
  }

  // MARK: - Body

  private mutating func readBody(_ length: Int) -> Step {
    body.append(contentsOf: input.take(length - body.count))
    guard body.count == length else { return .more }
    return finishBody(body)
  }

  private mutating func readChunks(_ decoder: inout ChunkedDecoder) throws(Refusal) -> Step {
    // The state must not keep a second reference, or every piece would copy the whole body.
    state = .requestLine
    input.drop(try decoder.decode(input.bytes))
    if decoder.isAtEnd { return finishBody(decoder.body) }
    state = .chunked(decoder)
    return .more
  }

  private mutating func finishBody(_ whole: [UInt8]) -> Step {
    body = []
    state = .requestLine
    return .body(whole)
  }
}
