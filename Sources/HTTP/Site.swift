/// Where a program's pages are at home.
///
/// A browser takes along what a person is trusted with to whoever asks. So before a page is answered it must be
/// certain that the person meant this program: that the browser addressed it by one of its own names, because any
/// name can be made to point here (DNS rebinding), and that what changes something comes from one of its own pages.
public struct Site: Equatable, Sendable {
  /// In lower case, without ports.
  private let names: Set<String>
  /// Scheme, name and port, as browsers write them; nil for the one that the request addresses.
  private let origin: String?

  private init(names: Set<String>, origin: String?) {
    self.names = names
    self.origin = origin
  }

  /// Pages for the people at this computer alone.
  public static let loopback = Site(names: ["127.0.0.1", "[::1]", "localhost"], origin: nil)

  /// - Parameter address: for example `https://bokfink.example.se`; nil for what is no scheme and host (RFC 6454 §4).
  public init?(_ address: String) {
    let address = address.hasSuffix("/") ? String(address.dropLast()) : address
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")] {
      guard address.prefix(scheme.count).equalsIgnoringCase(scheme) else { continue }
      guard let host = Host(address.dropFirst(scheme.count)) else { return nil }
      let text = host.text.lowercased()
      let origin = text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
      self.init(names: [Self.name(in: text)], origin: scheme + origin)
      return
    }
    return nil
  }

  /// Its address, without a slash at the end; nil for `loopback`.
  public var address: String? { origin }

  /// What is wrong with a request.
  public enum Objection: Error, Equatable, Sendable, CustomStringConvertible {
    case foreignHost
    case foreignOrigin

    public var description: String {
      switch self {
      case .foreignHost: "Nothing is served here under the name that the browser used."
      case .foreignOrigin: "The request came from another site's page, and nothing was done."
      }
    }

    public var response: Response {
      switch self {
      // RFC 9110 §15.5.20.
      case .foreignHost:
        Problem(.misdirected, code: "foreign-host", detail: description).response
      case .foreignOrigin:
        Problem(.forbidden, code: "foreign-origin", detail: description).response
      }
    }
  }

  /// Why a page is not to answer a request; nil when it may.
  public func objection(to request: Request) -> Objection? {
    guard names.contains(Self.name(in: request.host.lowercased())) else { return .foreignHost }
    let own = origin ?? "\(request.scheme)://\(request.host)".lowercased()
    let origins = request.headers.all("Origin").map { $0.lowercased() }
    let source = request.headers["Sec-Fetch-Site"]
    if [.get, .head, .options].contains(request.method) {
      // Others may link here. They may not fetch, embed or frame what is here.
      let isOurs = source == nil || source == "same-origin" || source == "none"
      guard isOurs || Self.isLink(request) else { return .foreignOrigin }
      return origins.allSatisfy { $0 == own } ? nil : .foreignOrigin
    }
    // Every browser sends Origin with what changes something; what does not is no form of ours.
    guard origins == [own], source == nil || source == "same-origin" else { return .foreignOrigin }
    return nil
  }

  private static func isLink(_ request: Request) -> Bool {
    request.headers["Sec-Fetch-Mode"] == "navigate"
      && request.headers["Sec-Fetch-Dest"] == "document"
  }

  private static func name(in host: String) -> String {
    let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
    return String(host[..<(host[afterBracket...].firstIndex(of: ":") ?? host.endIndex)])
  }
}

extension Headers {
  /// What every answer of a program with pages carries, unless its route says otherwise. Pages run no script and take
  /// style only from their own site, nobody may frame them, and nothing is kept by anybody on the way.
  ///
  /// `same-origin`, because without a referrer browsers also send `Origin: null`, and forms could not be told apart.
  public static let ofPages: Headers = [
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
      + "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  ]
}
