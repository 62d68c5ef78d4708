// URLSession on Linux is libcurl with some habits of its own; `ClientTests` pins down those that matter
// here. It offers no way to pause a transfer, so what arrives is bounded instead.

import Foundation
import FoundationNetworking

/// Exchanges over URLSession, which alone knows TLS.
final class SessionTransport: Sendable {
  private let session: URLSession
  private let transfers = Transfers()
  private let stallMilliseconds: Int
  private let bodyBytesMax: Int

  init(stallMilliseconds: Int, bodyBytesMax: Int) {
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

  func send(_ request: Client.Request) async -> Client.Outcome {
    let transfer = Transfer(stallMilliseconds: stallMilliseconds, bodyBytesMax: bodyBytesMax)
    let task = session.dataTask(with: Self.urlRequest(request))
    transfers.add(transfer, for: task)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { transfer.start(task, $0) }
    } onCancel: {
      transfer.stop(because: .cancelled)
    }
  }

  private static func urlRequest(_ request: Client.Request) -> URLRequest {
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
