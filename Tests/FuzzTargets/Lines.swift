import Replication

extension FuzzTarget {
  static let scanner = FuzzTarget(
    "scanner",
    "Strict JSON that is written again is the same value in one spelling; where a text stands makes no difference."
  ) { input throws(Broken) in
    let inside = [0x5B] + input + [0x5D]
    let alone = scanned(input[...])
    try expect(alone == scanned(inside[1..<(inside.count - 1)]), "the place makes a difference")
    switch alone {
    case .failure(let error):
      try expect((0...input.count).contains(error.offset), "byte \(error.offset) is not there")
    case .success(let json):
      let written = json.bytes
      try expect(scanned(written[...]) == .success(json), "another value after writing it")
      let padded = [0x20] + input + [0x0A]
      try expect(scanned(padded[...]) == .success(json), "blanks make a difference")
    }
  }

  private static func scanned(_ bytes: ArraySlice<UInt8>) -> Result<JSON, ScanError> {
    do throws(ScanError) { return .success(try LineScanner.scan(bytes)) } catch {
      return .failure(error)
    }
  }

  static let change = FuzzTarget(
    "change",
    "A line that is a change keeps its bytes and its id, means the same in another spelling, and folds."
  ) { input throws(Broken) in
    guard let change = try? Change(line: input), let json = try? LineScanner.scan(input) else {
      return
    }
    try expect(change.line == input, "the line was altered")
    try expect(change.id == ChangeID(Hash(of: input).bytes), "the id is not the line's hash")
    let respelled = json.bytes
    if respelled.count <= Change.lineBytesMax {
      guard let again = try? Change(line: respelled) else {
        throw Broken(what: "not a change in canonical spelling")
      }
      try expect(hasSameMeaning(change, again), "another meaning in canonical spelling")
    }
    let once = Fold([LogEntry(change)])
    try expect(Fold([LogEntry(change), LogEntry(change)]) == once, "twice is not once")
    let isWhole = change.seen.isEmpty
    try expect(isWhole || once.life == .absent, "shown without its ancestors")
    try expect(!isWhole || change.kind != .put || once.life == .alive, "a put that is not shown")
  }
}

private func hasSameMeaning(_ left: Change, _ right: Change) -> Bool {
  left.kind == right.kind && left.type == right.type && left.record == right.record
    && left.seen == right.seen && left.fields == right.fields && left.at == right.at
    && left.by.utf8.elementsEqual(right.by.utf8)
    && left.catalogue.utf8.elementsEqual(right.catalogue.utf8) && left.group == right.group
    && left.key == right.key && left.tally == right.tally && left.verdict == right.verdict
}
