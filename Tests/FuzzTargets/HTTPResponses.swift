import HTTP

extension FuzzTarget {
  static let httpResponse = FuzzTarget(
    "http-response",
    "An answer is read alike however it is cut, also one that is none; and none is whole before its end."
  ) { input throws(Broken) in
    var feed = Feed(input)
    let key = feed.byte()
    let method: Method = feed.byte() % 8 == 1 ? .head : .get
    let bytes = feed.rest
    let whole = Answer([bytes[...]], to: method)
    try expect(Answer(pieces(of: bytes, key: key), to: method) == whole, "cuts make a difference")
    try expect(whole.body.count <= Answer.bodyBytesMax, "a body beyond the limit")
    try expect(!whole.isDone || whole.failure == nil, "whole, and a failure")
    try expect(whole.status.map { (200...999).contains($0) } ?? true, "a status that is none")
  }
}

/// What has come of an answer when its bytes end.
private struct Answer: Equatable {
  static let bodyBytesMax = 4096

  let status: Int?
  let headers: Headers?
  let body: [UInt8]
  let isDone: Bool
  let keepsAlive: Bool
  let failure: Client.Failure?
  /// What the close of the connection makes of it.
  let close: Client.Failure?

  init(_ pieces: [ArraySlice<UInt8>], to method: Method) {
    var parser = ResponseParser(to: method, bodyBytesMax: Self.bodyBytesMax)
    var failure: Client.Failure?
    for piece in pieces where failure == nil {
      piece.withUnsafeBytes { bytes in
        do throws(Client.Failure) { try parser.read(bytes) } catch { failure = error }
      }
    }
    status = parser.head?.status
    headers = parser.head?.headers
    body = parser.body
    isDone = parser.isDone
    keepsAlive = parser.keepsAlive
    self.failure = failure
    do throws(Client.Failure) {
      if failure == nil && !parser.isDone { try parser.end() }
      close = nil
    } catch {
      close = error
    }
  }
}
