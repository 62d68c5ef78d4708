import Replication

extension FuzzTarget {
  static let marks = FuzzTarget(
    "marks",
    "Marks, receipts, ids, hashes, keys and scopes have one spelling: what is read is what is written."
  ) { input throws(Broken) in
    try checkTexts(input)
    guard let json = try? LineScanner.scan(input) else { return }
    if let receipt = Receipt(json) {
      try expect(Receipt(receipt.json) == receipt, "another receipt after writing it")
    }
    if let key = NaturalKey(json) {
      try expect(NaturalKey(key.json) == key, "another key after writing it")
    }
    try checkMark(json)
  }
}

private func checkTexts(_ input: [UInt8]) throws(Broken) {
  if let text = String(validating: input, as: UTF8.self) {
    if let id = ChangeID(text) {
      try expect(id.description.utf8.elementsEqual(input), "an id with two spellings")
    }
    if let hash = Hash(text) {
      try expect(hash.description.utf8.elementsEqual(input), "a hash with two spellings")
    }
    if let scope = Scope(text) {
      try expect(scope.name.utf8.elementsEqual(input), "a scope with two spellings")
    }
  }
  guard input.count >= 32 else { return }
  let (left, right) = (ChangeID(input), ChangeID(Array(input[16...])))
  let byText = left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  try expect((left < right) == byText, "ids in another order than their texts")
  try expect(ChangeID(left.description) == left, "an id that is not read")
}

/// Marks are read where agents send them.
private func checkMark(_ json: JSON) throws(Broken) {
  let head = JSON.object([
    .init("cursor", json), .init("marks", .array([json])), .init("now", .integer(0)),
    .init("page", .integer(1)),
  ])
  let message = closed([0x68, 0x20] + head.bytes + [0x0A])
  guard let request = try? ExchangeRequest(bytes: message) else { return }
  try expect(request.cursor.json == json, "a mark with two spellings")
  try expect(request.marks == [request.cursor], "one mark, read twice, is two")
  let next = request.cursor.adding(
    ChangeID(request.cursor.h.bytes), received: 0, device: DeviceID(request.cursor.h.bytes))
  try expect(
    next.n == request.cursor.n + 1 && next.h != request.cursor.h, "a chain that stands still")
}
