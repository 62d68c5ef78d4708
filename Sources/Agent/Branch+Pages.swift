internal import Foundation
internal import HTTP
internal import Reports
internal import Storage
internal import Web

extension Branch {
  /// The branch's pages, for the people at this computer and no page of another program; read-only for now, everything
  /// is recorded through the command line.
  ///
  /// - Parameter turnedAway: called for every request that came from elsewhere.
  func routes(turnedAway: @escaping @Sendable (Site.Objection) -> Void) -> [Route] {
    let routes = [
      Route(.get, "/") { _ in await page { try await today() } },
      Route(.get, "/bokfink.css") { _ in
        Response(.ok, type: "text/css; charset=utf-8", Array(Page.styleSheet.utf8))
      },
      Route(.get, "/status") { _ in
        guard let status = try? await status(), let json = try? Lists.json(status) else {
          return Response(.internalServerError)
        }
        return Response(.ok, type: "application/json", Array(json.utf8))
      },
    ]
    return routes.map { route in
      route.guarded { request in
        guard let objection = Site.loopback.objection(to: request) else { return nil }
        turnedAway(objection)
        return objection.response
      }
    }
  }

  /// Whether the database answers.
  public func isWell() async -> Bool { (try? await journal.revision()) != nil }

  private func page(_ make: () async throws -> Page) async -> Response {
    do {
      let html = try await make().html.source
      return Response(.ok, type: "text/html; charset=utf-8", Array(html.utf8))
    } catch {
      return Problem(.internalServerError, code: "internal", detail: "\(error)").response
    }
  }

  private func today() async throws -> Page {
    let status = try await status()
    let listing = try await list(type: nil, from: nil, to: nil)
    let rows = Array(listing.rows.prefix(50))
    return Page(
      title: "Logg",
      body: """
        <p class="state">\(status.sentence)</p>
        \(HTML.table(caption: "Det senaste", columns: listing.columns, rows: rows))
        """)
  }
}

extension Branch.Status {
  /// The words of the header: never a green tick while something waits.
  public var sentence: String {
    if openItems + aside > 0 { return "\(openItems + aside) kräver åtgärd" }
    guard waiting + openClicks == 0 else {
      if isAskedToWait { return "\(waiting + openClicks) väntar – centralen ber oss vänta" }
      return "\(waiting + openClicks) väntar – "
        + (lastContact.map { "ingen kontakt sedan \(Branch.clockText($0))" } ?? "ingen kontakt än")
    }
    return lastContact.map { "Allt mottaget \(Branch.clockText($0))" } ?? "Inget att sända"
  }
}

extension Branch {
  /// Where the county's libraries are: a civil date is the date at the branch, whatever the computer thinks.
  static let timeZone = TimeZone(identifier: "Europe/Stockholm") ?? .gmt

  /// An instant as a clock there shows it: `2026-03-02 14:05`.
  static func clockText(_ milliseconds: Int64) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: timeZone)
      .year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
    return String(
      Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style).prefix(16))
  }
}
