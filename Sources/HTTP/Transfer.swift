import Dispatch
import Foundation
import FoundationNetworking
import Synchronization

/// One exchange under way: gathers what arrives and ends exactly once.
final class Transfer: Sendable {
  private struct State {
    var response: HTTPURLResponse?
    var body: [UInt8] = []
    var task: URLSessionTask?
    var continuation: CheckedContinuation<Client.Outcome, Never>?
    var timer: (any DispatchSourceTimer)?
    /// Set when it was stopped before it began.
    var stopped: Client.Failure?
  }

  private let state = Mutex(State())
  private let stallMilliseconds: Int
  private let bodyBytesMax: Int

  init(stallMilliseconds: Int, bodyBytesMax: Int) {
    self.stallMilliseconds = stallMilliseconds
    self.bodyBytesMax = bodyBytesMax
  }

  func start(_ task: URLSessionTask, _ continuation: CheckedContinuation<Client.Outcome, Never>) {
    let stopped = state.withLock { state in
      state.continuation = continuation
      state.task = task
      state.timer = makeTimer()
      return state.stopped
    }
    touch()
    if let stopped { stop(because: stopped) } else { task.resume() }
  }

  private func makeTimer() -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource()
    timer.setEventHandler { [weak self] in
      guard let self else { return }
      self.stop(because: .stalled(milliseconds: self.stallMilliseconds))
    }
    timer.activate()
    return timer
  }

  /// A byte has passed: the stall begins anew.
  func touch() {
    state.withLock { $0.timer?.schedule(deadline: .now() + .milliseconds(stallMilliseconds)) }
  }

  func receive(_ response: URLResponse) {
    state.withLock { $0.response = response as? HTTPURLResponse }
    touch()
  }

  func receive(_ data: Data) {
    let isTooLarge = state.withLock { state in
      let room = bodyBytesMax - state.body.count
      state.body.append(contentsOf: data.prefix(room))
      return data.count > room
    }
    if isTooLarge { stop(because: .tooLarge(bytesMax: bodyBytesMax)) } else { touch() }
  }

  /// Ends at once with what there is, without waiting for the session to notice.
  func stop(because failure: Client.Failure) {
    let task = state.withLock { state in
      if state.continuation == nil { state.stopped = failure }
      return state.task
    }
    end(failure)
    task?.cancel()
  }

  /// Ends with what there is.
  ///
  /// - Parameter response: what the task holds; of some redirects the delegate does not hear.
  func finish(_ response: URLResponse?, _ error: (any Error)?) {
    let hasHead = state.withLock { state in
      state.response = state.response ?? response as? HTTPURLResponse
      return state.response != nil
    }
    end(error.map { Client.Failure($0, hasHead: hasHead) })
  }

  private func end(_ failure: Client.Failure?) {
    let ended = state.withLock { state in
      defer {
        state.timer?.cancel()
        state.timer = nil
        state.continuation = nil
      }
      let outcome = Client.Outcome(state.response, state.body, failure)
      return state.continuation.map { ($0, outcome) }
    }
    if let (continuation, outcome) = ended { continuation.resume(returning: outcome) }
  }
}

extension Client.Outcome {
  fileprivate init(_ response: HTTPURLResponse?, _ body: [UInt8], _ failure: Client.Failure?) {
    var headers = Headers()
    for (name, value) in response?.allHeaderFields ?? [:] { headers.add("\(name)", "\(value)") }
    self.init(status: response?.statusCode, headers: headers, body: body, failure: failure)
  }
}

extension Client.Failure {
  fileprivate init(_ error: any Error, hasHead: Bool) {
    let code = (error as? URLError)?.code
    let text = (error as NSError).userInfo[NSLocalizedDescriptionKey] as? String
    let reason = text.flatMap { $0.isEmpty ? nil : $0 } ?? "\(error)"
    switch code {
    case .cancelled: self = .cancelled
    case _ where hasHead: self = .cut(reason)
    case .cannotConnectToHost, .cannotFindHost, .unsupportedURL, .badURL:
      self = .unreachable(reason)
    case .unknown where Self.isHandshake(reason):
      // OpenSSL's words: “certificate has expired”, “certificate is not yet valid”.
      let isAboutTime = ["expired", "not yet valid"].contains { reason.contains($0) }
      self = .untrusted(reason, isAboutTime: isAboutTime)
    default: self = .cut(reason)
    }
  }

  /// libcurl's TLS failures reach us without a code of their own. Reading and writing happen later,
  /// when the server is trusted already.
  private static func isHandshake(_ reason: String) -> Bool {
    ["SSL", "TLS", "certificate"].contains { reason.contains($0) }
      && !["SSL_read", "SSL_write"].contains { reason.contains($0) }
  }
}
