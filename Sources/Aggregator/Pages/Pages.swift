internal import Catalogue
internal import HTTP
internal import Replication
internal import Reports
internal import Storage
internal import Web

/// The region's pages. Each is a function from a visit that was let in to an answer.
struct Pages: Sendable {
  let centre: Centre
  let doorkeeper: Doorkeeper

  var routes: [Route] {
    Sheet.allCases.map { sheet in doorkeeper.route(sheet) { try await answer(sheet, $0) } }
  }

  private func answer(_ sheet: Sheet, _ visit: Visit) async throws -> Response {
    switch sheet {
    case .style: Response(.ok, type: "text/css; charset=utf-8", Array(Page.styleSheet.utf8))
    case .signInForm: try await signInForm(visit)
    case .signIn: try await signIn(visit)
    case .signOut: try await signOut(visit)
    case .passwordForm: try await passwordForm(visit)
    case .password: try await setPassword(visit)
    case .overview: try await overview(visit)
    case .questions: try await questions(visit)
    case .kbReport, .kbReportOfScope: try await kbReport(visit)
    case .devices: try await devices(visit)
    case .auditLog: try await auditLog(visit)
    }
  }

  // MARK: - What is the case

  private func overview(_ visit: Visit) async throws -> Response {
    let counts = try await centre.journal.scopeCounts().filter { visit.covers($0.scope) }
    let warnings = visit.covers(Scope.county.name) ? try await centre.warnings() : []
    let listing = try Lists.status(counts, warnings: warnings)
    return page(
      visit, Text(sv: "Översikt", en: "Overview"),
      .table(
        caption: visit.say("Vad som har kommit in", "What has arrived"),
        columns: listing.columns, rows: listing.rows))
  }

  private func questions(_ visit: Visit) async throws -> Response {
    let listing = try Lists.inbox(
      try await centre.journal.questions().filter { visit.covers($0.scope) })
    return page(
      visit, Text(sv: "Konflikter", en: "Conflicts"),
      .table(
        caption: visit.say("Öppna frågor", "Open questions"), columns: listing.columns,
        rows: listing.rows))
  }

  private func kbReport(_ visit: Visit) async throws -> Response {
    guard let year = visit.request.parameters["year"].flatMap({ Int($0) }),
      (2012...9999).contains(year)
    else { return notThere }
    let scope: Scope? = if case .scope(let scope) = visit.sight { scope } else { nil }
    let report: KBReport.Forms
    do { report = try await centre.kbReport(year: year, scope: scope?.name) } catch CentreError
      .unknownScope
    { return notThere }
    return page(
      visit, Text(sv: "KB-underlag \(year)", en: "National Library \(year)"),
      .table(
        caption: report.remarks.joined(separator: " "), columns: report.table.columns,
        rows: report.table.rows))
  }

  private func devices(_ visit: Visit) async throws -> Response {
    let listing = try await centre.devices()
    return page(
      visit, Text(sv: "Enheter", en: "Devices"),
      .table(
        caption: visit.say("Datorer som synkar", "Computers that sync"),
        columns: listing.columns, rows: listing.rows.filter { visit.covers($0[2]) }))
  }

  /// More than anybody reads on a page; the rest is in `bokfink-aggregator audit`.
  private static let auditRowsMax = 500

  private func auditLog(_ visit: Visit) async throws -> Response {
    let listing = try await centre.auditLog(since: nil, newest: Self.auditRowsMax)
    return page(
      visit, Text(sv: "Revisionslogg", en: "Audit log"),
      .table(
        caption: visit.say("Det senaste först", "The newest first"),
        columns: listing.columns, rows: listing.rows.reversed()))
  }

  private var notThere: Response {
    Problem(.notFound, code: "not-found", detail: "There is nothing at this address.").response
  }
}

// MARK: - The frame

extension Pages {
  /// A page with everything the person may go to, and who that is.
  func page(_ visit: Visit, _ title: Text, _ body: HTML) -> Response {
    Page.response(.ok, visit.language, title, header: header(visit), body)
  }

  private func header(_ visit: Visit) -> HTML {
    guard let person = visit.person?.person, let role = Role(rawValue: person.role) else {
      return ""
    }
    let links = places(for: person).filter { $0.sheet.isOpen(to: role, Sight(of: person)) }
      .map { "<li><a href=\"\($0.path)\">\($0.label[visit.language])</a></li>" as HTML }
    return """
      <nav aria-label="\(visit.say("Sidor", "Pages"))"><ul>\(HTML(joining: links))</ul></nav>
      <form method="post" action="/logga-ut">\(visit.formField)
      <button>\(visit.say("Logga ut", "Sign out")) \(person.name)</button></form>
      """
  }

  private func places(for person: Person) -> [(sheet: Sheet, path: String, label: Text)] {
    let year = centre.world.today()?.year ?? 2012
    let own = person.scope.map { "/\($0)" } ?? ""
    return [
      (.overview, "/", Text(sv: "Översikt", en: "Overview")),
      (.questions, "/konflikter", Text(sv: "Konflikter", en: "Conflicts")),
      (
        own.isEmpty ? .kbReport : .kbReportOfScope, "/kb/\(year)\(own)",
        Text(sv: "KB-underlag", en: "National Library")
      ),
      (.devices, "/enheter", Text(sv: "Enheter", en: "Devices")),
      (.auditLog, "/revisionslogg", Text(sv: "Revisionslogg", en: "Audit log")),
    ]
  }
}

extension Sheet {
  /// Whether the table lets somebody with this role in, for any scope within sight.
  fileprivate func isOpen(to role: Role, _ sight: Sight) -> Bool {
    guard case .people(let roles, let reach) = entry.callers else { return false }
    return roles.contains(role) && (reach == .own || sight == .county)
  }
}

extension Visit {
  /// Whether a row of this scope may be shown. What belongs to no scope is the county's.
  fileprivate func covers(_ name: String) -> Bool {
    sight == .county || Scope(name).map(sight.covers) == true
  }
}
