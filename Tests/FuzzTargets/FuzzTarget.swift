// Everything that reads what strangers write, with what must hold whatever they write. libFuzzer drives
// these targets (Tools/fuzz), and FuzzTests feeds them every input that ever mattered.

/// One reader under test.
public struct FuzzTarget: Sendable, CustomStringConvertible {
  /// Letters and hyphens, for example `http-request`.
  public let name: String
  /// What holds of every input.
  public let claim: String
  private let check: @Sendable ([UInt8]) throws(Broken) -> Void

  init(
    _ name: String, _ claim: String, _ check: @escaping @Sendable ([UInt8]) throws(Broken) -> Void
  ) {
    self.name = name
    self.claim = claim
    self.check = check
  }

  public var description: String { name }

  /// Why the claim does not hold of this input; nil when it does. A reader that traps ends the process.
  public func complaint(about input: [UInt8]) -> String? {
    do throws(Broken) {
      try check(input)
      return nil
    } catch {
      return error.what
    }
  }

  public static let all: [FuzzTarget] = [
    .httpRequest, .httpChunks, .httpResponse, .httpPath, .form, .scanner, .change,
    .exchangeRequest, .exchangeReply, .marks, .personNumber,
  ]
}

/// A claim that does not hold.
struct Broken: Error {
  let what: String
}

func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws(Broken) {
  if !holds { throw Broken(what: what()) }
}
