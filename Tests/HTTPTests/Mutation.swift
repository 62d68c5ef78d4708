import TestSupport

/// Valid requests and what becomes of them when bytes are lost, doubled, exchanged and slipped in.
enum Mutation {
  static let seeds = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /seen?a=1&b=%C3%A5 HTTP/1.1\r\nHost: [::1]:8080\r\nAccept: */*\r\nX: \t y \r\n\r\n",
    "GET http://b:81/tagged HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\", W/\"v2\"\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "GET /stream HTTP/1.0\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=\"y\"\r\n world\r\n0\r\nT: v\r\n\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
    "\r\nDELETE /nothing HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: a\r\n\r\n",
  ]

  /// What trouble is made of.
  private static let tokens: [String] = [
    "\r", "\n", "\r\n", "\r\n\r\n", "\0", " ", "\t", ":", ";", ",", "%", "%00", "%2e%2e/", "/",
    "//", "?", "#",
    "*", "\u{7F}", "\u{B}", "å", "0", "-1", "+1", "0x", "FFFFFFFFFFFFFFFF", "99999999999999999999",
    "HTTP/1.0", "HTTP/2.0", "Host: b\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n",
    "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
    "Connection: close\r\n",
    "Expect: 100-continue\r\n", "chunked", "\r\n ", "0\r\n\r\n", "5\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  ]

  static func next(using random: inout SeededRandom) -> [UInt8] {
    var bytes = Array(seeds.randomElement(using: &random)!.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
    return bytes
  }

  private static func mutate(_ bytes: inout [UInt8], using random: inout SeededRandom) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
    switch Int.random(in: 0..<7, using: &random) {
    case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5: bytes += Array(seeds.randomElement(using: &random)!.utf8)
    default: bytes.insert(contentsOf: tokens.randomElement(using: &random)!.utf8, at: place)
    }
  }
}
