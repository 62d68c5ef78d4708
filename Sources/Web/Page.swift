public import Catalogue

/// The frame every page stands in.
public struct Page: Sendable {
  public var title: String
  public var language: Language
  /// Beside the name of the program: where else to go, and who one is.
  public var header: HTML
  public var body: HTML

  public init(title: String, language: Language = .sv, header: HTML = "", body: HTML) {
    self.title = title
    self.language = language
    self.header = header
    self.body = body
  }

  public var html: HTML {
    """
    <!DOCTYPE html>
    <html lang="\(language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title) – Bokfink</title>
    <link rel="stylesheet" href="/bokfink.css">
    </head>
    <body>
    <header><p>Bokfink</p>\(header)</header>
    <main><h1>\(title)</h1>
    \(body)
    </main>
    </body>
    </html>
    """
  }

  /// Light and dark, readable at every zoom, nothing fetched from elsewhere.
  public static let styleSheet = """
    :root { color-scheme: light dark; --accent: #0b5c7a; --line: #8886; }
    @media (prefers-color-scheme: dark) { :root { --accent: #7cc4de; } }
    body { font: 1.0625rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
    header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; }
    header p { color: var(--accent); font-weight: 700; margin: 0; }
    nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0; }
    nav a { display: inline-block; line-height: 2.75rem; }
    a { color: var(--accent); }
    label { display: block; font-weight: 600; }
    input, button { font: inherit; min-height: 2.75rem; padding: 0 .75rem; box-sizing: border-box; }
    input { width: 100%; max-width: 24rem; }
    .problem { border-left: .25rem solid; padding-left: .75rem; font-weight: 600; }
    h1 { font-size: 1.6rem; margin: .5rem 0 1rem; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
    td.number { text-align: right; font-variant-numeric: tabular-nums; }
    .state { font-size: 1.25rem; }
    """
}

extension HTML {
  /// A table with a heading for every column; numbers stand to the right.
  public static func table(
    caption: String, columns: [(heading: String, isNumber: Bool)], rows: [[String]]
  ) -> HTML {
    let heads = HTML(joining: columns.map { "<th scope=\"col\">\($0.heading)</th>" })
    let lines = rows.map { row -> HTML in
      let cells = zip(columns, row).map { column, cell -> HTML in
        column.isNumber ? "<td class=\"number\">\(cell)</td>" : "<td>\(cell)</td>"
      }
      return "<tr>\(HTML(joining: cells))</tr>"
    }
    return """
      <table><caption>\(caption)</caption>
      <thead><tr>\(heads)</tr></thead>
      <tbody>
      \(HTML(joining: lines))
      </tbody></table>
      """
  }
}
