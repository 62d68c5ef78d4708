internal import Catalogue
internal import HTTP
internal import Replication
internal import Storage
internal import Web

extension Pages {
  func signInForm(_ visit: Visit) async throws -> Response {
    let target = Self.localPath(visit.request.query["till"] ?? "")
    if let session = try await doorkeeper.session(of: visit.request) {
      return signedIn(session, target)
    }
    // A link on another site comes without the cookie; from here it goes along.
    return form(
      visit, Text(sv: "Logga in", en: "Sign in"),
      """
      <form method="post" action="/logga-in">\(visit.formField)
      <input type="hidden" name="till" value="\(target)">
      <p><label for="name">\(visit.say("Namn", "Name"))</label>
      <input id="name" name="name" autocomplete="username" autocapitalize="none" \
      spellcheck="false" required></p>
      <p><label for="password">\(visit.say("Lösenord", "Password"))</label>
      <input id="password" name="password" type="password" autocomplete="current-password" \
      required></p>
      <p><button>\(visit.say("Logga in", "Sign in"))</button></p>
      </form>
      <p><a href="\(target)">\(visit.say("Redan inloggad? Fortsätt", "Signed in already? Go on"))</a></p>
      <p>\(visit.say(
        "Har du glömt lösenordet? Be regionens administratör om en länk.",
        "Forgotten the password? Ask the region's administrator for a link."))</p>
      """)
  }

  func signIn(_ visit: Visit) async throws -> Response {
    let typed = visit.field("name")
    let alias = Alias(typed)
    let attempts: [Attempt] = [.account(alias?.text ?? typed), .network(visit.request.network)]
    var member: (person: Person, password: String?)?
    if let alias { member = try await centre.journal.member(alias) }
    let account = member?.person.alias
    // Whoever cannot be checked has not failed.
    guard !Locksmith.isBusy else { throw Denial.busy }
    let now = centre.world.now()
    if let wait = try await centre.journal.beginAttempt(attempts, now: now) {
      throw Denial.tooManyAttempts(account: account, milliseconds: wait)
    }
    // As much work for a name that nobody has: the time tells nothing.
    let opens = try await checked {
      try await Locksmith.opens(
        member?.password, with: Password(typed: visit.field("password")))
    }
    guard opens, let account else { throw Denial.wrongPassword(account: account) }
    try await centre.journal.attemptSucceeded(attempts)
    if let old = Cookie.session.value(in: visit.request) {
      try await centre.journal.endSession(Secret.hash(old))
    }
    let session = try await doorkeeper.beginSession(of: account, proof: .password)
    try await note(visit, "sign in", by: account)
    return signedIn(session, Self.localPath(visit.field("till")))
  }

  private func signedIn(_ session: Doorkeeper.Session, _ target: String) -> Response {
    var response = Response(.seeOther, headers: ["Location": target])
    if session.isNew { response.headers.add("Set-Cookie", Cookie.session.set(session.secret)) }
    return response
  }

  func signOut(_ visit: Visit) async throws -> Response {
    try await centre.journal.endSession(Secret.hash(visit.secret))
    if let alias = visit.person?.person.alias { try await note(visit, "sign out", by: alias) }
    return Response(
      .seeOther, headers: ["Location": "/logga-in", "Set-Cookie": Cookie.session.removed])
  }

  // MARK: - A new password

  func passwordForm(_ visit: Visit) async throws -> Response {
    try await passwordForm(visit, code: visit.request.query["kod"] ?? "", problem: nil)
  }

  private func passwordForm(_ visit: Visit, code: String, problem: String?) async throws
    -> Response
  {
    let secret = Secret.hash(code)
    let now = centre.world.now()
    guard let person = try await centre.journal.person(ofReset: secret, now: now) else {
      throw Denial.spentLink
    }
    let least = Password.charactersMin
    return form(
      visit, Text(sv: "Välj ett lösenord", en: "Choose a password"), problem: problem,
      """
      <form method="post" action="/losenord">\(visit.formField)
      <input type="hidden" name="kod" value="\(code)">
      <p>\(visit.say("För", "For")) \(person.name) (\(person.alias.text)).
      \(visit.say(
        "Minst \(least) tecken; gärna några ord som inte hör ihop.",
        "At least \(least) characters; a few words that do not belong together are good."))</p>
      <p><label for="password">\(visit.say("Nytt lösenord", "New password"))</label>
      <input id="password" name="password" type="password" autocomplete="new-password" \
      minlength="\(least)" required></p>
      <p><label for="again">\(visit.say("En gång till", "Once more"))</label>
      <input id="again" name="again" type="password" autocomplete="new-password" required></p>
      <p><button>\(visit.say("Spara", "Save"))</button></p>
      </form>
      """)
  }

  func setPassword(_ visit: Visit) async throws -> Response {
    let code = visit.field("kod")
    let secret = Secret.hash(code)
    let now = centre.world.now()
    guard let person = try await centre.journal.person(ofReset: secret, now: now) else {
      throw Denial.spentLink
    }
    guard visit.field("password").utf8.elementsEqual(visit.field("again").utf8) else {
      return try await passwordForm(
        visit, code: code,
        problem: visit.say("De två är inte lika.", "The two are not the same."))
    }
    guard let password = Password(chosen: visit.field("password"), by: person.alias.text) else {
      return try await passwordForm(
        visit, code: code,
        problem: visit.say(
          "Lösenordet är för kort, för enkelt eller innehåller namnet.",
          "The password is too short, too simple or holds the name."))
    }
    let hash = try await checked {
      try await Locksmith.hash(password, random: centre.world.random)
    }
    guard try await centre.journal.setPassword(hash, byReset: secret, now: now) != nil else {
      throw Denial.spentLink
    }
    try await note(visit, "set password", by: person.alias)
    return Response(.seeOther, headers: ["Location": "/logga-in"])
  }

  // MARK: -

  private func form(_ visit: Visit, _ title: Text, problem: String? = nil, _ body: HTML) -> Response
  {
    let warning: HTML = problem.map { "<p class=\"problem\" role=\"alert\">\($0)</p>" } ?? ""
    return Page.response(
      problem == nil ? .ok : .unprocessable, visit.language, title, "\(warning)\(body)")
  }

  private func note(_ visit: Visit, _ act: String, by alias: Alias) async throws {
    try await centre.journal.note(
      AuditEntry(
        at: centre.world.now(), actor: alias.text, origin: visit.request.client, act: act,
        about: "", outcome: "done"))
  }

  private func checked<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch Locksmith.Failure.busy { throw Denial.busy }
  }

  /// A path of this site, else the start: nobody is sent elsewhere.
  static func localPath(_ text: String) -> String {
    guard text.hasPrefix("/"), !text.hasPrefix("//"), Request(.get, text) != nil else { return "/" }
    return text
  }
}
