/// Where a request comes from and what it addressed: as the connection says, or, from a trusted proxy,
/// as its `X-Forwarded-*` fields say. From anyone else those fields are only text.
struct Origin: Sendable {
  let client: String
  let scheme: String
  let host: String
  let cameThroughProxy: Bool

  init(client: String, scheme: String, host: String, cameThroughProxy: Bool = false) {
    self.client = client
    self.scheme = scheme
    self.host = host
    self.cameThroughProxy = cameThroughProxy
  }

  init(of head: RequestHead, peer: Address, proxies: Set<Address>) {
    let host = head.host?.text ?? ""
    guard proxies.contains(peer) else {
      self.init(client: peer.description, scheme: "http", host: host)
      return
    }
    let scheme = head.headers.list("X-Forwarded-Proto").last.map { $0.lowercased() } ?? ""
    let forwardedHost = head.headers.list("X-Forwarded-Host").last.flatMap(Host.init)
    self.init(
      client: Self.client(in: head.headers, peer: peer, proxies: proxies).description,
      scheme: ["http", "https"].contains(scheme) ? scheme : "http",
      host: forwardedHost?.text ?? host, cameThroughProxy: true)
  }

  /// The list is read from the right, where the trusted proxies wrote. The first address that is no
  /// proxy is the client; what stands to the left of it anyone may have made up.
  private static func client(in headers: Headers, peer: Address, proxies: Set<Address>) -> Address {
    var client = peer
    for entry in headers.list("X-Forwarded-For").reversed() {
      guard let address = Address(entry) else { break }
      client = address
      guard proxies.contains(address) else { break }
    }
    return client
  }
}
