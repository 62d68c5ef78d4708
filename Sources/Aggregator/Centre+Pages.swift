internal import HTTP
internal import Storage
internal import Web

extension Centre {
  /// The region's pages: for now what everybody may know.
  var pages: [Route] {
    [
      Route(.get, "/") { _ in await front() },
      Route(.get, "/bokfink.css") { _ in
        Response(.ok, type: "text/css; charset=utf-8", Array(Page.styleSheet.utf8))
      },
    ]
  }

  private func front() async -> Response {
    let page = Page(
      title: identity.name,
      body: """
        <p class="state">Aggregatorn är igång.</p>
        <p>Bibliotekens agenter synkar hit. Läget finns på <a href="/status">/status</a>.</p>
        """)
    return Response(.ok, type: "text/html; charset=utf-8", Array(page.html.source.utf8))
  }
}
