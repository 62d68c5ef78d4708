import FoundationEssentials

/// What `--json` prints: the value on one line without its line feed, members in the order of their
/// names, so that two runs can be compared.
public func jsonLine(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return visibleJSON(String(decoding: try encoder.encode(value), as: UTF8.self))
}
