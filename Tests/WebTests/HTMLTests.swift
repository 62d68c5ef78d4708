import Testing
import Web

@Suite("A text in a page is text")
struct HTMLTests {
  @Test(arguments: [
    ("<b>&\"'</b>", "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;"), ("å ä ö", "å ä ö"),
    // A sign with an accent on it is one character to Swift.
    ("\"\u{301} onmouseover='x", "&quot;\u{301} onmouseover=&#39;x"),
    ("<\u{301}script>\u{200D}", "&lt;\u{301}script&gt;\u{200D}"),
    ("&\u{FE0F}lt;", "&amp;\u{FE0F}lt;"),
    ("'\u{20E3}", "&#39;\u{20E3}"),
    // What turns the direction of writing would turn the text behind it, too.
    ("\u{202E}a\u{2066}b\u{2069}", "\u{FFFD}a\u{FFFD}b\u{FFFD}"),
    ("a\u{0}b\u{1B}[2J\u{9B}", "a\u{FFFD}b\u{FFFD}[2J\u{FFFD}"),
    ("två\r\nrader\ttill", "två\r\nrader\ttill"),
  ])
  func `whatever stands in it`(text: String, source: String) {
    let html: HTML = "<p title=\"\(text)\">"

    #expect(html.source.utf8.elementsEqual("<p title=\"\(source)\">".utf8), "\(html.source)")
  }

  @Test func `what is HTML already is not written a second time`() {
    let inner: HTML = "<b>\("<")</b>"

    #expect(("<p>\(inner)\(1)</p>" as HTML).source == "<p><b>&lt;</b>1</p>")
  }
}
