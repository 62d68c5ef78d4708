import Replication
import TestSupport
import Testing

@Suite("Only JSON that nobody can read in two ways is read")
struct ScannerTests {
  @Test(
    arguments: [
      ("null", .null), (" true\t", .bool(true)), ("false\r\n", .bool(false)), ("0", .integer(0)),
      ("-1", .integer(-1)), ("9007199254740991", .integer(9_007_199_254_740_991)),
      ("-9007199254740991", .integer(-9_007_199_254_740_991)), (#""""#, .text("")),
      (#""\"\\\/\b\f\n\r\t""#, .text("\"\\/\u{8}\u{C}\n\r\t")), (#""\u00E5\u00e4ö""#, .text("åäö")),
      (#""\u0001\u001f""#, .text("\u{1}\u{1F}")), ("\"\u{7F}\"", .text("\u{7F}")),
      (#""\ud83d\uDCDA📚""#, .text("📚📚")), (#""\uFFFF\uFEFF""#, .text("\u{FFFF}\u{FEFF}")),
      ("[]", .array([])), ("[ ]", .array([])),
      ("[1,[2]]", .array([.integer(1), .array([.integer(2)])])),
      ("{}", .object([])),
      (#"{"b":1,"a":2}"#, .object([.init("b", .integer(1)), .init("a", .integer(2))])),
      (#" { "" : [ ] } "#, .object([.init("", .array([]))])),
      (
        "{\"\u{F6}\":1,\"o\u{308}\":2}",
        .object([.init("\u{F6}", .integer(1)), .init("o\u{308}", .integer(2))])
      ),
    ] as [(String, JSON)])
  func `what RFC 8259 allows and we can keep exact is read`(text: String, json: JSON) throws {
    #expect(try LineScanner.scan(Array(text.utf8)) == json)
  }

  @Test(
    arguments: [
      // Duplicate members, also when one of them is written with escapes.
      (#"{"a":1,"a":1}"#, .duplicateMember), (#"{"a":1,"\u0061":2}"#, .duplicateMember),
      (#"{"a":{"b":1,"c":2,"b":3}}"#, .duplicateMember),
      // Fractions, exponents, minus zero, leading zeros.
      ("1.0", .badNumber), ("1.", .badNumber), ("1e2", .badNumber), ("1E2", .badNumber),
      ("0.5", .badNumber), ("-0", .badNumber), ("-0.0", .badNumber), ("01", .badNumber),
      ("-01", .badNumber), ("00", .badNumber), ("-", .badNumber), ("[1,-]", .badNumber),
      // Beyond 2^53 − 1.
      ("9007199254740992", .tooLarge), ("-9007199254740992", .tooLarge),
      ("99999999999999999999999999999999", .tooLarge),
      // Texts.
      (#""\ud800""#, .loneSurrogate), (#""\udc00\ud800""#, .loneSurrogate),
      (#""\ud800\u0041""#, .loneSurrogate), (#""\ud800x""#, .loneSurrogate),
      (#""\ud800\n""#, .loneSurrogate),
      (#""\u0000""#, .controlCharacter), ("\"\u{0}\"", .controlCharacter),
      ("\"\n\"", .controlCharacter),
      ("\"\u{1F}\"", .controlCharacter), (#""\x""#, .unexpected), (#""\u12""#, .unexpected),
      (#""\u12g4""#, .unexpected), (#""\U0041""#, .unexpected), (#"'a'"#, .unexpected),
      // Structure.
      ("", .unfinished), (" ", .unfinished), ("[", .unfinished), ("[1", .unfinished),
      ("{", .unexpected),
      (#"{"a""#, .unexpected), (#"{"a":"#, .unfinished), (#"{"a":1"#, .unfinished),
      (#"""#, .unfinished),
      (#""\"#, .unfinished), (#""\u00"#, .unfinished), ("tru", .unfinished), ("nul", .unfinished),
      ("[1,]", .unexpected), ("[,1]", .unexpected), ("[1 2]", .unexpected),
      (#"{"a":1,}"#, .unexpected),
      (#"{,"a":1}"#, .unexpected), (#"{a:1}"#, .unexpected), ("{1:1}", .unexpected),
      (#"{"a" 1}"#, .unexpected),
      ("[1}", .unexpected), ("True", .unexpected), ("NaN", .unexpected), ("Infinity", .unexpected),
      ("+1", .unexpected), ("/*a*/1", .unexpected), ("\u{FEFF}1", .unexpected),
      ("\u{A0}1", .unexpected),
      ("1 1", .trailing), ("{}{}", .trailing), ("null,", .trailing), ("nullx", .trailing),
      ("1x", .trailing),
      ("[]]", .trailing), ("1\u{0}", .trailing),
    ] as [(String, ScanError.Reason)])
  func `everything else is refused with its reason`(text: String, reason: ScanError.Reason) {
    #expect(reasonToRefuse(Array(text.utf8)) == reason)
  }

  /// Names are looked up in another way when there are many.
  @Test(arguments: [2, 15, 16, 17, 18, 40])
  func `a member that is there twice is no line, among few and among many`(count: Int) {
    for twice in 0..<(count - 1) {
      var names = (1..<count).map { "m\($0)" }
      names.append(names[twice])
      let text = "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"

      #expect(reasonToRefuse(Array(text.utf8)) == .duplicateMember)
    }
  }

  @Test(
    arguments: [
      [0xFF], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80],
      [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x80],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused, escaped neighbours or not`(bytes: [UInt8]) {
    #expect(reasonToRefuse([0x22] + bytes + [0x22]) == .notUTF8)
    #expect(reasonToRefuse([0x22, 0x5C, 0x6E] + bytes + [0x22]) == .notUTF8)
    #expect(reasonToRefuse([0x7B, 0x22] + bytes + Array(#"":1}"#.utf8)) == .notUTF8)
  }

  @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
  func `eight levels are the most`(open: String, close: String) {
    for (depth, reason) in [(8, nil), (9, ScanError.Reason.tooDeep), (100_000, .tooDeep)] {
      let text =
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)

      #expect(reasonToRefuse(Array(text.utf8)) == reason)
    }
  }

  @Test func `siblings do not add up to depth`() {
    let text = "[" + Array(repeating: "[[]]", count: 50).joined(separator: ",") + "]"

    #expect(reasonToRefuse(Array(text.utf8)) == nil)
  }

  @Test func `the sentence says where`() {
    let error = #expect(throws: ScanError.self) { try LineScanner.scan(Array(#"{"a":1.5}"#.utf8)) }

    #expect(error?.description == "Byte 6: only whole numbers, without exponent or leading zero.")
  }
}

@Suite("Whatever the bytes, scanning neither traps nor reads two meanings")
struct ScannerFuzzTests {
  private static let seeds = [
    #"{"at":1762160000123,"by":"anl","fields":{"n":12,"t":"å\n\u00f6","l":["sv","fi"],"z":null},"seen":["b7"]}"#,
    #"[[[[[[[["\ud83d\udcda"]]]]]]],-9007199254740991,true,false,null,"",{}]"#,
    #"{"a":{"b":{"c":{"d":[1,2,{"e":"\\\"\/\b\f\r\t"}]}}},"ö":"📚"}"#,
  ].map { Array($0.utf8) }

  @Test(arguments: UInt64(1)...20)
  func `what is accepted after damage is written and read again alike`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var accepted = 0
    for _ in 0..<1_500 {
      var bytes = Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)]
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, using: &random) }

      guard let json = try? LineScanner.scan(bytes) else { continue }

      accepted += 1
      let again = try LineScanner.scan(json.bytes)
      #expect(again == json, "seed \(seed): \(bytes)")
      #expect(again.bytes == json.bytes, "seed \(seed): \(bytes)")
    }
    #expect(accepted > 20)
  }

  @Test(arguments: UInt64(1)...5)
  func `noise never traps`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      let noise = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      _ = reasonToRefuse(noise)
      _ = refusalOf(noise)
    }
  }

  private static func damage(_ bytes: inout [UInt8], using random: inout SeededRandom) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let telling =
      Array(#"{}[]",:\u0dD8-1e.+ "#.utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF, 0x0A]
    let byte = telling.randomElement(using: &random) ?? 0
    switch Int.random(in: 0..<5, using: &random) {
    case 0 where place < bytes.count: bytes[place] = byte
    case 1 where place < bytes.count: bytes.remove(at: place)
    case 2 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 3:
      let from = Int.random(in: 0...bytes.count, using: &random)
      let slice = bytes[from..<min(bytes.count, from + Int.random(in: 0...9, using: &random))]
      bytes.insert(contentsOf: slice, at: place)
    default: bytes.insert(byte, at: place)
    }
  }
}

func reasonToRefuse(_ bytes: [UInt8]) -> ScanError.Reason? {
  do { _ = try LineScanner.scan(bytes) } catch { return error.reason }
  return nil
}
