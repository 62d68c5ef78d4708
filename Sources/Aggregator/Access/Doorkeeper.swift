internal import Catalogue
internal import HTTP
internal import Replication
internal import Storage
internal import Web

/// Stands before every page: lets in whom the table names, as far as the table says, and notes whom it turned away.
struct Doorkeeper: Sendable {
  let journal: Journal
  let world: World
  let site: Site
  /// The field in which a trusted proxy names whom it has signed in; nil when none does.
  let signInField: String?
  let refusals: Refusals
  /// Called with what went wrong here, and where.
  let trouble: @Sendable (Trouble) -> Void

  func route(
    _ sheet: Sheet, _ answer: @escaping @Sendable (Visit) async throws -> Response
  ) -> Route {
    sheet.entry.route { await respond(to: $0, sheet, answer) }
  }

  private func respond(
    to request: Request, _ sheet: Sheet,
    _ answer: @Sendable (Visit) async throws -> Response
  ) async -> Response {
    var actor: Alias?
    do {
      do {
        let visit = try await visit(request, sheet, by: &actor)
        var response = try await answer(visit)
        if visit.isNew { setCookie(of: visit, in: &response) }
        return response
      } catch let denial as Denial {
        try await note(denial, by: actor, request, sheet)
        return denied(denial, request)
      }
    } catch {
      trouble(Trouble(sheet.entry.address, error))
      return Problem(
        .internalServerError, code: "internal",
        detail: "Something went wrong here. The region's administrator finds it in the log."
      ).response
    }
  }

  private func setCookie(of visit: Visit, in response: inout Response) {
    let cookie: Cookie = visit.person == nil ? .form : .session
    response.headers.add("Set-Cookie", cookie.set(visit.secret))
  }

  // MARK: - Who, and whether

  /// - Parameter actor: set as soon as it is known who asks, whether or not that one is let in.
  private func visit(_ request: Request, _ sheet: Sheet, by actor: inout Alias?) async throws
    -> Visit
  {
    if let objection = site.objection(to: request) { throw Denial.foreign(objection) }
    let visit: Visit
    switch sheet.entry.callers {
    case .everybody:
      let known = Cookie.form.value(in: request)
      visit = Visit(
        request: request, person: nil, sight: .nothing,
        secret: known ?? Secret.minted(random: world.random),
        isNew: known == nil && sheet.drawsForm)
    case .people(let roles, let reach):
      guard let session = try await session(of: request) else { throw Denial.notSignedIn }
      actor = session.signedIn.person.alias
      let sight = try sight(of: session.signedIn.person, request, roles, reach)
      visit = Visit(
        request: request, person: session.signedIn, sight: sight, secret: session.secret,
        isNew: session.isNew)
    case .programs, .devices: throw Denial.wrongRole
    }
    // Where the browser had no secret yet, there is a new one here, which no form can match.
    if request.method == .post {
      guard FormToken(secret: visit.secret).matches(visit.field(FormToken.fieldName)) else {
        throw Denial.staleForm
      }
    }
    return visit
  }

  private func sight(
    of person: Person, _ request: Request, _ roles: Set<Role>, _ reach: Callers.Reach
  ) throws -> Sight {
    guard let role = Role(rawValue: person.role), roles.contains(role) else {
      throw Denial.wrongRole
    }
    let sight = Sight(of: person)
    guard reach == .own || sight == .county else { throw Denial.wrongScope }
    guard let name = request.parameters["scope"] else { return sight }
    guard let scope = Scope(name), sight.covers(scope) else { throw Denial.wrongScope }
    return .scope(scope)
  }

  typealias Session = (signedIn: SignedIn, secret: String, isNew: Bool)

  /// Who is signed in: whom a proxy vouches for with this request, else whose password opened the session.
  func session(of request: Request) async throws -> Session? {
    let secret = Cookie.session.value(in: request)
    var known: SignedIn?
    if let secret {
      known = try await journal.session(Secret.hash(secret), now: world.now())
    }
    if let alias = try await vouched(in: request) {
      if let known, let secret, known.proof == .proxy, known.person.alias == alias {
        return (known, secret, false)
      }
      return try await beginSession(of: alias, proof: .proxy)
    }
    guard let known, let secret, known.proof == .password else { return nil }
    return (known, secret, false)
  }

  /// Begins a session under a new secret, whatever cookie the browser had.
  func beginSession(of alias: Alias, proof: SignedIn.Proof) async throws -> Session {
    let secret = Secret.minted(random: world.random)
    let hash = Secret.hash(secret)
    guard let member = try await journal.member(alias),
      try await journal.beginSession(hash, of: alias, proof: proof, now: world.now())
    else { throw Denial.unknownPerson }
    return (SignedIn(person: member.person, proof: proof), secret, true)
  }

  /// Whom a trusted proxy names. From anyone else the field is only text, and worth a note.
  private func vouched(in request: Request) async throws -> Alias? {
    guard let signInField else { return nil }
    let names = request.headers.all(signInField)
    guard names != [], names != [""] else { return nil }
    guard request.cameThroughProxy else {
      try await refusals.note(
        "sign-in-field", by: "", from: request.client, network: request.network, about: "",
        outcome: "not-a-proxy")
      return nil
    }
    guard names.count == 1, let alias = Alias(names[0]) else { throw Denial.unknownPerson }
    return alias
  }

  // MARK: - Turned away

  private func note(_ denial: Denial, by actor: Alias?, _ request: Request, _ sheet: Sheet)
    async throws
  {
    try await refusals.note(
      sheet.entry.address, by: actor?.text ?? "", from: request.client, network: request.network,
      about: denial.about ?? request.parameters["scope"] ?? "", outcome: denial.code)
  }

  private func denied(_ denial: Denial, _ request: Request) -> Response {
    if case .foreign(let objection) = denial { return objection.response }
    if denial == .notSignedIn, request.method != .post {
      let target = request.path == "/" ? "/logga-in" : "/logga-in?till=\(request.path)"
      return Response(.seeOther, headers: ["Location": target])
    }
    let language = Language(accepting: request.headers.list("Accept-Language"))
    var response = Page.response(
      denial.status, language, Text(sv: "Det gick inte", en: "That did not work"),
      """
      <p class="problem" role="alert">\(denial.sentence[language])</p>
      <p><a href="/">\(Text(sv: "Till början", en: "To the start")[language])</a></p>
      """)
    if let seconds = denial.retryAfter { response.headers["Retry-After"] = "\(seconds)" }
    return response
  }
}

extension Sheet {
  /// Whether somebody who is not signed in gets a form from it.
  var drawsForm: Bool { self == .signInForm || self == .passwordForm }
}

extension Page {
  static func response(
    _ status: HTTP.Status, _ language: Language, _ title: Text, header: HTML = "", _ body: HTML
  ) -> Response {
    let page = Page(title: title[language], language: language, header: header, body: body)
    return Response(status, type: "text/html; charset=utf-8", Array(page.html.source.utf8))
  }
}
