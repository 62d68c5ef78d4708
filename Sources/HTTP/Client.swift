// URLSession on Linux is libcurl with some habits of its own; `ClientTests` pins down those that matter
// here. It offers no way to pause a transfer, so what arrives is bounded instead.

public import Foundation
import FoundationNetworking

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

  private let session: URLSession
  private let transfers = Transfers()
  private let stallMilliseconds: Int
  private let bodyBytesMax: Int

  /// - Parameters:
  ///   - stallMilliseconds: how long no byte may pass in either direction. There is no limit to the
  ///     whole, or a slow line would never get a large answer.
  ///   - bodyBytesMax: how much of an answer is kept in memory.
  public init(stallMilliseconds: Int = 40_000, bodyBytesMax: Int = 64 << 20) {
    self.stallMilliseconds = stallMilliseconds
    self.bodyBytesMax = bodyBytesMax
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.httpCookieStorage = nil
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpShouldSetCookies = false
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    session = URLSession(configuration: configuration, delegate: transfers, delegateQueue: queue)
  }

  /// A session lives until it is told not to, and holds its delegate and its thread.
  deinit { session.invalidateAndCancel() }

  /// Cancelling the task ends the exchange with `.cancelled`.
  public func send(_ request: Request) async -> Outcome {
    guard ["http", "https"].contains(request.url.scheme?.lowercased()) else {
      return Outcome(
        status: nil, headers: [:], body: [], failure: .unreachable("no address of a web server"))
    }
    let transfer = Transfer(stallMilliseconds: stallMilliseconds, bodyBytesMax: bodyBytesMax)
    let task = session.dataTask(with: Self.urlRequest(request))
    transfers.add(transfer, for: task)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { transfer.start(task, $0) }
    } onCancel: {
      transfer.stop(because: .cancelled)
    }
  }

  private static func urlRequest(_ request: Request) -> URLRequest {
    var urlRequest = URLRequest(url: request.url)
    urlRequest.httpMethod = request.method.rawValue
    // The session's own timer is put out of the way; `Transfer` has one that counts sent bytes too.
    urlRequest.timeoutInterval = 30 * 86_400
    // Else libcurl offers compression and undoes it, and lengths no longer say what arrived.
    urlRequest.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    for field in request.headers.fields {
      urlRequest.addValue(field.value, forHTTPHeaderField: field.name)
    }
    if !request.body.isEmpty { urlRequest.httpBody = Data(request.body) }
    return urlRequest
  }
}
