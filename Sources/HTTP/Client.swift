public import Foundation

/// Sends requests and says what came of them, also when the answer broke off. Follows no redirects and
/// keeps no cache, cookies or credentials. Connections are kept and used again.
public final class Client: Sendable {
  public struct Request: Sendable {
    public var method: Method
    public var url: URL
    public var headers: Headers
    /// Not for GET and HEAD, which have none.
    public var body: [UInt8]

    public init(_ method: Method, _ url: URL, headers: Headers = [:], body: [UInt8] = []) {
      self.method = method
      self.url = url
      self.headers = headers
      self.body = body
    }
  }

  /// Both say the same of the same answer, and the tests hold them to it.
  package enum Transport: CaseIterable, Sendable {
    /// Our own sockets, for `http`.
    case sockets
    /// URLSession, for `https`. Not for both, because up to Swift 6.3.1 it traps when a connection is
    /// closed inside the head of an answer (swift-corelibs-foundation issue 5285). In TLS a head
    /// travels in one record, which arrives whole or not at all, so a line that breaks cannot cut it.
    case session
  }

  private let sockets: SocketTransport
  private let session: SessionTransport

  /// - Parameters:
  ///   - stallMilliseconds: how long no byte may pass in either direction. There is no limit to the
  ///     whole, or a slow line would never get a large answer.
  ///   - bodyBytesMax: how much of an answer is kept in memory.
  public init(stallMilliseconds: Int = 40_000, bodyBytesMax: Int = 64 << 20) {
    sockets = SocketTransport(stallMilliseconds: stallMilliseconds, bodyBytesMax: bodyBytesMax)
    session = SessionTransport(stallMilliseconds: stallMilliseconds, bodyBytesMax: bodyBytesMax)
  }

  /// Cancelling the task ends the exchange with `.cancelled`.
  public func send(_ request: Request) async -> Outcome {
    switch request.url.scheme?.lowercased() {
    case "http": await send(request, over: .sockets)
    case "https": await send(request, over: .session)
    default: Outcome(failure: .unreachable("no address of a web server"))
    }
  }

  package func send(_ request: Request, over transport: Transport) async -> Outcome {
    switch transport {
    case .sockets: await sockets.send(request)
    case .session: await session.send(request)
    }
  }
}
