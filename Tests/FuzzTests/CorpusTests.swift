import FuzzTargets
import TestSupport
import Testing

@Suite("Whatever strangers write, the readers keep their promises", .timeLimit(.minutes(5)))
struct CorpusTests {
  @Test(arguments: FuzzTarget.all)
  func `of every input that ever mattered`(target: FuzzTarget) throws {
    let inputs = try Corpus.inputs(of: target.name)

    #expect(!inputs.isEmpty)
    for input in inputs {
      #expect(target.complaint(about: input) == nil, "\(target): \(input)")
    }
  }

  @Test(arguments: FuzzTarget.all)
  func `of nothing, and of every single byte`(target: FuzzTarget) {
    for input in [[]] + (UInt8.min...UInt8.max).map({ [$0] }) {
      #expect(target.complaint(about: input) == nil, "\(target): \(input)")
    }
  }

  /// What `Tools/fuzz` does for hours, for a moment and without its instruments.
  @Test(arguments: FuzzTarget.all)
  func `of two thousand inputs made out of others`(target: FuzzTarget) throws {
    var random = SeededRandom(seed: 20)
    let inputs = try Corpus.inputs(of: target.name)

    for _ in 0..<2_000 {
      let input = mixed(inputs, using: &random)
      #expect(target.complaint(about: input) == nil, "\(target): \(input)")
    }
  }

  @Test func `every file of inputs has its target`() throws {
    #expect(try Corpus.files == FuzzTarget.all.map { "\($0.name).txt" }.sorted())
  }

  @Test func `inputs are kept as they were`() {
    #expect(
      Corpus.unescaped(#"a\n\r\t\\n\x00\xffå"#.utf8) == Array("a\n\r\t\\n\0".utf8) + [
        0xFF, 0xC3, 0xA5,
      ])
  }

  private func mixed(_ inputs: [[UInt8]], using random: inout SeededRandom) -> [UInt8] {
    let (left, right) = (
      inputs.randomElement(using: &random)!, inputs.randomElement(using: &random)!
    )
    var input =
      Array(left.prefix(Int.random(in: 0...left.count, using: &random)))
      + right.suffix(Int.random(in: 0...right.count, using: &random))
    for _ in 0..<Int.random(in: 0...3, using: &random) where !input.isEmpty {
      input[Int.random(in: input.indices, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    return input
  }
}
