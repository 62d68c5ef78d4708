/// Finds the route of a request. A path without a route is 404, a method without one 405 with `Allow`
/// (RFC 9110 §15.5.6); HEAD is answered by GET's route and OPTIONS by the router itself.
public struct Router: Sendable {
  private let routes: [Route]
  private let lost: @Sendable (_ segments: [String]) -> Response?

  enum Match: Sendable {
    case route(Route, parameters: [String: String])
    case answer(Response)
  }

  /// - Parameter lost: an answer for a path that no route takes, in place of 404; nil for 404.
  public init(
    _ routes: [Route], lost: @escaping @Sendable (_ segments: [String]) -> Response? = { _ in nil }
  ) {
    self.lost = lost
    for (index, route) in routes.enumerated() {
      let isTaken = routes[..<index].contains { $0.method == route.method && $0.overlaps(route) }
      precondition(!isTaken, "two routes for \(route.method.rawValue) \(route.pattern)")
    }
    self.routes = routes.enumerated().sorted { left, right in
      let ranks = (left.element.pattern.map(\.rank), right.element.pattern.map(\.rank))
      if ranks.0 == ranks.1 { return left.offset < right.offset }
      return ranks.0.lexicographicallyPrecedes(ranks.1)
    }.map(\.element)
  }

  /// Answers without a connection, for programs that are both ends.
  public func respond(to request: Request) async -> Response {
    switch match(request.method, path: request.path, segments: request.segments) {
    case .answer(let response): return response
    case .route(let route, let parameters):
      guard request.body.count <= route.bodyBytesMax else {
        return Refusal.contentTooLarge(bytesMax: route.bodyBytesMax).problem.response
      }
      var request = request
      request.parameters = parameters
      return await route.answer(request).revalidated(for: request)
    }
  }

  func match(_ method: Method, path: String, segments: [String]) -> Match {
    if path == "*" { return .answer(Self.allowed(Method.allCases)) }
    let wanted = method == .head ? Method.get : method
    var others: Set<Method> = []
    for route in routes {
      guard let parameters = route.match(segments) else { continue }
      if route.method == wanted { return .route(route, parameters: parameters) }
      others.insert(route.method)
    }
    guard !others.isEmpty else { return .answer(lost(segments) ?? Self.notFound) }
    if others.contains(.get) { others.insert(.head) }
    others.insert(.options)
    let allowed = Method.allCases.filter(others.contains)
    return .answer(method == .options ? Self.allowed(allowed) : Self.methodNotAllowed(allowed))
  }

  private static func allowed(_ methods: [Method]) -> Response {
    Response(.noContent, headers: ["Allow": list(methods)])
  }

  private static func methodNotAllowed(_ methods: [Method]) -> Response {
    let detail = "This address takes \(list(methods)) only."
    var response = Problem(.methodNotAllowed, code: "method-not-allowed", detail: detail).response
    response.headers["Allow"] = list(methods)
    return response
  }

  private static func list(_ methods: [Method]) -> String {
    methods.map(\.rawValue).joined(separator: ", ")
  }

  private static let notFound = Problem(
    .notFound, code: "not-found", detail: "There is nothing at this address."
  ).response

  /// RFC 9110 §9.1: a method nobody here knows.
  static let notImplemented = Problem(
    .notImplemented, code: "not-implemented", detail: "This method is not known here."
  ).response
}
