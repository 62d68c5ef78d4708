import Console
import Synchronization
import Testing

@Suite("A log line is one line, and its values stay values")
struct LogTests {
  private func written(
    at milliseconds: Int64 = 1_795_362_566_000, _ level: Log.Level = .info,
    event: String = "exchanged", fields: KeyValuePairs<String, String> = [:]
  ) -> String {
    let lines = Mutex("")
    let log = Log(now: { milliseconds }, write: { line in lines.withLock { $0 += line } })

    log.line(level, event, fields)

    return lines.withLock { $0 }
  }

  @Test func `time, level, event and facts stand in this order`() {
    #expect(
      written(fields: ["pushed": "3", "scope": "1780"])
        == "time=2026-11-22T15:49:26Z level=info event=exchanged pushed=3 scope=1780\n")
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (999, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    (1_582_934_400_000, "2020-02-29T00:00:00Z"), (4_102_444_799_999, "2099-12-31T23:59:59Z"),
  ])
  func `time is UTC in whole seconds`(milliseconds: Int64, text: String) {
    #expect(written(at: milliseconds).hasPrefix("time=\(text) "))
  }

  @Test(arguments: [Int64.min, .max, -62_135_596_800_001])
  func `a clock that is out of its mind stops nothing`(milliseconds: Int64) {
    #expect(written(at: milliseconds).hasSuffix(" level=info event=exchanged\n"))
  }

  @Test(arguments: [
    ("plain-1.2:3/4", "plain-1.2:3/4"), ("blåbär", "blåbär"), ("", "\"\""),
    ("two words", "\"two words\""), ("a=b", "\"a=b\""), ("say \"hi\"", "\"say \\\"hi\\\"\""),
    ("c:\\dir", "\"c:\\\\dir\""), ("a\nlevel=error event=x", "\"a\\nlevel=error event=x\""),
    ("\r\n", "\"\\r\\n\""), ("\u{1b}[31m", "\"\\u{1b}[31m\""), ("\0", "\"\\u{0}\""),
    ("a\u{85}b\u{2028}c", "\"a\\u{85}b\\u{2028}c\""), ("\u{202e}txt", "\"\\u{202e}txt\""),
    ("a\u{a0}b", "\"a\u{a0}b\""), ("a\"\u{301} level=error", "\"a\\\"\u{301} level=error\""),
    ("\\\u{301} \"\u{20e3}", "\"\\\\\u{301} \\\"\u{20e3}\""),
  ])
  func `a value is quoted when it could be misread`(value: String, shown: String) {
    #expect(
      written(fields: ["of": value])
        == "time=2026-11-22T15:49:26Z level=info event=exchanged of=\(shown)\n")
  }

  @Test func `the level is written out`() {
    #expect(written(.error).contains(" level=error "))
    #expect(written(.warning).contains(" level=warning "))
  }
}
