/// Bytes in, one response out; the client's side of RFC 9112, as strict as `RequestParser`. What has
/// arrived can be read at any time, also after a failure.
package struct ResponseParser {
  private enum State {
    case statusLine
    case fields
    case length(Int)
    case chunked(ChunkedDecoder)
    case untilClose
    case done
  }

  static let headBytesMax = 64 * 1024

  private let method: Method
  private let bodyBytesMax: Int
  private var input = InputBuffer()
  private var state = State.statusLine
  private var headBytes = 0
  private var content: [UInt8] = []
  private var isOldVersion = false
  private var interim = 0
  private(set) var status: Int?
  private(set) var headers = Headers()
  /// Whether a single byte has come.
  private(set) var hasBegun = false

  package init(to method: Method, bodyBytesMax: Int) {
    self.method = method
    self.bodyBytesMax = bodyBytesMax
  }

  package var isDone: Bool {
    if case .done = state { return true }
    return false
  }

  /// Of the whole answer, or of what has come of it.
  package var body: [UInt8] {
    if case .chunked(let decoder) = state { return decoder.body }
    return content
  }

  /// The head, once it is whole.
  package var head: (status: Int, headers: Headers)? {
    switch state {
    case .statusLine, .fields: nil
    default: status.map { ($0, headers) }
    }
  }

  /// Whether another request may follow on the connection (RFC 9112 §9.3). Bytes behind the answer
  /// belong to no request.
  package var keepsAlive: Bool {
    isDone && !isOldVersion && input.isEmpty && !headers.lists("close", in: "Connection")
  }

  package mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Client.Failure) {
    hasBegun = true
    input.append(bytes)
    var isMoving = true
    while isMoving { isMoving = try step() }
  }

  /// The connection was closed. Only an answer without a length may end so (RFC 9112 §8).
  package mutating func end() throws(Client.Failure) {
    guard case .untilClose = state else { throw .cut("the server closed the connection") }
    state = .done
    isOldVersion = true
  }

  /// False when more bytes are needed.
  private mutating func step() throws(Client.Failure) -> Bool {
    switch state {
    case .statusLine, .fields: return try readHead()
    case .length(let length): return try readBody(length)
    case .untilClose: return try readBody(.max)
    case .chunked(var decoder): return try readChunks(&decoder)
    case .done: return false
    }
  }

  // MARK: - Head

  private mutating func readHead() throws(Client.Failure) -> Bool {
    guard let line = input.takeLine() else {
      guard headBytes + input.count <= Self.headBytesMax else {
        throw garbled("a head without end")
      }
      return false
    }
    headBytes += line.count
    guard headBytes <= Self.headBytesMax else { throw garbled("a head without end") }
    guard line.dropLast().last == .carriageReturn else { throw garbled(Refusal.lineEnding) }
    let text = line.dropLast(2)
    if case .statusLine = state {
      try readStatusLine(text)
    } else if text.isEmpty {
      try finishHead()
    } else {
      try readField(text)
    }
    return true
  }

  /// `HTTP/1.1 200 reason`; the reason may be missing with its space (RFC 9112 §4).
  private mutating func readStatusLine(_ line: ArraySlice<UInt8>) throws(Client.Failure) {
    let bytes = Array(line)
    guard bytes.count >= 12, bytes.starts(with: "HTTP/1.".utf8), bytes[7].isDigit,
      bytes[8] == .space, bytes[9...11].allSatisfy(\.isDigit),
      bytes.count == 12 || bytes[12] == .space, bytes.allSatisfy(\.isFieldContent)
    else { throw garbled("no status line") }
    let code = bytes[9...11].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard code >= 100, code != 101 else { throw garbled("status \(code)") }
    isOldVersion = bytes[7] == UInt8(ascii: "0")
    status = code
    headers = Headers()
    state = .fields
  }

  private mutating func readField(_ line: ArraySlice<UInt8>) throws(Client.Failure) {
    guard headers.fields.count < RequestParser.fieldsMax else { throw garbled(.tooManyFields) }
    do throws(Refusal) {
      headers.add(try Headers.Field(line: line))
    } catch {
      throw garbled(error)
    }
  }

  /// RFC 9112 §6.3. Two lengths, or one that is none, make the answer worthless.
  private mutating func finishHead() throws(Client.Failure) {
    let status = status ?? 0
    if status < 200 {
      interim += 1
      guard interim <= 10 else { throw garbled("interim answers without end") }
      self.status = nil
      state = .statusLine
      return
    }
    let lengths = headers.all("Content-Length")
    let codings = headers.all("Transfer-Encoding")
    if method == .head || status == 204 || status == 304 {
      state = .done
    } else if !codings.isEmpty {
      guard lengths.isEmpty, codings.count == 1, codings[0].equalsIgnoringCase("chunked") else {
        throw garbled("a transfer coding other than chunked")
      }
      state = .chunked(ChunkedDecoder(bytesMax: bodyBytesMax))
    } else if let length = lengths.first {
      guard lengths.count == 1, !length.isEmpty, length.utf8.allSatisfy(\.isDigit) else {
        throw garbled(.lengthInvalid)
      }
      state = .length(Int(length) ?? .max)
    } else {
      state = .untilClose
    }
  }

  // MARK: - Body

  private mutating func readBody(_ length: Int) throws(Client.Failure) -> Bool {
    let taken = input.take(length - content.count)
    let room = bodyBytesMax - content.count
    content.append(contentsOf: taken.prefix(room))
    guard taken.count <= room else { throw .tooLarge(bytesMax: bodyBytesMax) }
    if content.count == length { state = .done }
    return false
  }

  private mutating func readChunks(_ decoder: inout ChunkedDecoder) throws(Client.Failure) -> Bool {
    // The state must not keep a second reference, or every piece would copy the whole body.
    state = .done
    let used: Swift.Result<Int, Refusal>
    do throws(Refusal) {
      used = .success(try decoder.decode(input.bytes))
    } catch {
      used = .failure(error)
    }
    state = .chunked(decoder)
    switch used {
    case .failure(.contentTooLarge): throw .tooLarge(bytesMax: bodyBytesMax)
    case .failure(let refusal): throw garbled(refusal)
    case .success(let count): input.drop(count)
    }
    guard decoder.isAtEnd else { return false }
    content = decoder.body
    state = .done
    return false
  }

  private func garbled(_ refusal: Refusal) -> Client.Failure { garbled("\(refusal)") }

  private func garbled(_ reason: String) -> Client.Failure {
    .cut("the answer is not HTTP: \(reason)")
  }
}
