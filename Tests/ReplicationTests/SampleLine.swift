import Replication

/// A valid line whose members a test replaces one by one.
struct SampleLine {
  private var members: [(name: String, json: String)] = [
    ("at", "1762160000123"), ("by", #""anl""#), ("catalogue", #""Zk3vQmJq7bWcR5tYxN0pLg""#),
    ("fields", #"{"participants_children":12}"#), ("kind", #""put""#),
    ("nonce", #""AAAAAAAAAAAAAAAAAAAAAA""#), ("record", #""AAAAAAAAAAAAAAAAAAAABA""#),
    ("seen", "[]"), ("type", #""activity""#),
  ]

  /// - Parameter json: nil leaves the member out; a new name is added at the end.
  func replacing(_ name: String, with json: String?) -> SampleLine {
    var copy = self
    let place = copy.members.firstIndex { $0.name == name }
    if let place { copy.members.remove(at: place) }
    if let json { copy.members.insert((name, json), at: place ?? copy.members.count) }
    return copy
  }

  var bytes: [UInt8] {
    let parts = members.map { "\"\($0.name)\":\($0.json)" }
    return Array("{\(parts.joined(separator: ","))}".utf8)
  }

  func change() throws(Refusal) -> Change { try Change(line: bytes) }

  /// nil when the line is a change.
  var refusal: Refusal? { refusalOf(bytes) }
}

func refusalOf(_ line: [UInt8]) -> Refusal? {
  do { _ = try Change(line: line) } catch { return error }
  return nil
}
