// URLSession on Linux is libcurl with some habits of its own; `ClientTests` pins down those that matter
// here. It offers no way to pause a transfer, so what arrives is bounded instead.

import Foundation
import FoundationNetworking

/// Exchanges over URLSession, which alone knows TLS.
final class SessionTransport: Sendable {
  /// One for the whole process and never let go: to release a session while it has connections is a
  /// use after free up to Swift 6.3.1 (swift-corelibs-foundation issue 5469).
  private static let session = makeSession()
  private static let transfers = Transfers()

  private let stallMilliseconds: Int
  private let bodyBytesMax: Int

  init(stallMilliseconds: Int, bodyBytesMax: Int) {
    self.stallMilliseconds = stallMilliseconds
    self.bodyBytesMax = bodyBytesMax
  }

  private static func makeSession() -> URLSession {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.httpCookieStorage = nil
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpShouldSetCookies = false
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    return URLSession(configuration: configuration, delegate: transfers, delegateQueue: queue)
  }

  func send(_ request: Client.Request) async -> Client.Outcome {
    let transfer = Transfer(stallMilliseconds: stallMilliseconds, bodyBytesMax: bodyBytesMax)
    let task = Self.session.dataTask(with: Self.urlRequest(request))
    Self.transfers.add(transfer, for: task)
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
    // A proxy in front of the server may compress, which libcurl undoes; a cut shows there, too. Else it
    // would offer everything it was built with.
    urlRequest.setValue("gzip", forHTTPHeaderField: "Accept-Encoding")
    for field in request.headers.fields {
      urlRequest.addValue(field.value, forHTTPHeaderField: field.name)
    }
    if !request.body.isEmpty { urlRequest.httpBody = Data(request.body) }
    return urlRequest
  }
}
