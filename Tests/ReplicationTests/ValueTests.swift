import Replication
import TestSupport
import Testing

@Suite("Values are their bytes")
struct ValueTests {
  private static let composed = "\u{F6}"
  private static let decomposed = "o\u{308}"

  @Test(arguments: [
    (Value.text(composed), Value.text(decomposed)),
    (.texts([composed]), .texts([decomposed])), (.texts(["a", "b"]), .texts(["b", "a"])),
    (.texts([]), .null), (.texts(["a"]), .text("a")), (.texts(["a", "b"]), .texts(["ab"])),
    (.integer(1), .text("1")), (.integer(1), .bool(true)), (.null, .text("null")),
    (.null, .text("")), (.bool(false), .null), (.texts([""]), .texts([])),
  ])
  func `values that differ in bytes differ`(left: Value, right: Value) {
    #expect(left != right)
    #expect(left.canonical != right.canonical)
    #expect(Set([left, right]).count == 2)
  }

  @Test(arguments: [
    (Value.null, "null"), (.bool(true), "true"), (.integer(-12), "-12"),
    (.text("å\"\\\n"), #""å\"\\\u000a""#),
    (.texts(["sv", "fi"]), #"["sv","fi"]"#), (.texts([]), "[]"),
  ])
  func `a value is written in one way and read back`(value: Value, text: String) throws {
    #expect(value.canonical == Array(text.utf8))
    #expect(try Value(LineScanner.scan(value.canonical)) == value)
  }

  @Test(arguments: ["{}", "[1]", "[null]", "[[]]", #"["a",1]"#])
  func `what a field cannot hold is no value`(text: String) throws {
    #expect(try Value(LineScanner.scan(Array(text.utf8))) == nil)
  }

  @Test func `scanned texts are compared by bytes too`() {
    #expect(JSON.text(Self.composed) != JSON.text(Self.decomposed))
    #expect(
      JSON.object([.init(Self.composed, .null)]) != JSON.object([.init(Self.decomposed, .null)]))
    #expect(JSON.array([.text("ö"), .integer(1)]) == JSON.array([.text("ö"), .integer(1)]))
  }
}
