/// One method at one pattern of paths.
public struct Route: Sendable {
  let method: Method
  let pattern: [Segment]
  let bodyBytesMax: Int
  let answer: @Sendable (Request) async -> Response

  enum Segment: Hashable, Sendable {
    case literal(String)
    case parameter(String)
  }

  /// - Parameters:
  ///   - pattern: for example `/sync/v1/scopes/{scope}/sync`. A name in braces takes one part of the
  ///     path that is not empty.
  ///   - bodyBytesMax: a longer body is answered 413 before it is read.
  ///   - answer: cancelled when the peer is gone.
  public init(
    _ method: Method, _ pattern: String, bodyBytesMax: Int = 0,
    answer: @escaping @Sendable (Request) async -> Response
  ) {
    precondition(pattern.hasPrefix("/"), "“\(pattern)” must begin with a slash")
    let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    self.init(
      method: method, pattern: pattern == "/" ? [] : parts.map(Segment.init),
      bodyBytesMax: bodyBytesMax, answer: answer)
  }

  /// The same route, answered only when `check` has nothing against the request.
  public func guarded(by check: @escaping @Sendable (Request) async -> Response?) -> Route {
    Route(method: method, pattern: pattern, bodyBytesMax: bodyBytesMax) { [answer] request in
      if let objection = await check(request) { return objection }
      return await answer(request)
    }
  }

  private init(
    method: Method, pattern: [Segment], bodyBytesMax: Int,
    answer: @escaping @Sendable (Request) async -> Response
  ) {
    self.method = method
    self.pattern = pattern
    self.bodyBytesMax = bodyBytesMax
    self.answer = answer
  }

  /// The parameters' values when the path fits.
  func match(_ segments: [String]) -> [String: String]? {
    guard segments.count == pattern.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, expected) in zip(segments, pattern) {
      switch expected {
      case .literal(let text): guard segment.utf8.elementsEqual(text.utf8) else { return nil }
      case .parameter(let name):
        guard !segment.isEmpty else { return nil }
        parameters[name] = segment
      }
    }
    return parameters
  }

  /// Whether both take the same paths.
  func overlaps(_ other: Route) -> Bool {
    pattern.count == other.pattern.count
      && zip(pattern, other.pattern).allSatisfy { $0.isLiteral == $1.isLiteral }
      && zip(pattern, other.pattern).allSatisfy { !$0.isLiteral || $0 == $1 }
  }
}

extension Route.Segment {
  fileprivate init(_ part: Substring) {
    if part.hasPrefix("{"), part.hasSuffix("}") {
      self = .parameter(String(part.dropFirst().dropLast()))
    } else {
      self = .literal(String(part))
    }
  }

  fileprivate var isLiteral: Bool {
    if case .literal = self { return true }
    return false
  }

  /// Literals win over parameters, from the left.
  var rank: Int { isLiteral ? 0 : 1 }
}
