/// One row as it stands in a cell of a page.
struct WreckRow {
  /// nil in tables without row ids.
  let number: Int64?
  let values: [SQLValue]

  /// Every row of a page that holds rows, as far as it can be read, with the number of its cell.
  static func rows(on number: Int, of pages: WreckPages) -> [(cell: Int, row: WreckRow)] {
    let page = pages.page(number)
    guard page.count > headStart(number) + 8 else { return [] }
    let count = WreckPages.number(page, headStart(number) + 3, 2)
    return (0..<count).compactMap { cell in
      row(cell, on: page, number, pages).map { (cell, $0) }
    }
  }

  static func row(_ cell: Int, on number: Int, of pages: WreckPages) -> WreckRow? {
    row(cell, on: pages.page(number), number, pages)
  }

  private static func row(_ cell: Int, on page: [UInt8], _ number: Int, _ pages: WreckPages)
    -> WreckRow?
  {
    let start = headStart(number)
    guard page.count > start, let kind = PageKind(rawValue: page[start]) else { return nil }
    let pointer = start + kind.headBytes + 2 * cell
    guard pointer + 2 <= page.count else { return nil }
    var cell = Cell(page: page, place: WreckPages.number(page, pointer, 2))
    return cell.row(kind, pages)
  }

  /// The first page begins with the head of the file.
  private static func headStart(_ number: Int) -> Int { number == 1 ? 100 : 0 }
}

/// Pages of tables, and of the indexes that tables without row ids are.
private enum PageKind: UInt8 {
  case tableLeaf = 0x0D
  case indexLeaf = 0x0A
  case indexInterior = 0x02

  var headBytes: Int { self == .indexInterior ? 12 : 8 }

  /// How much of a row stands on the page itself (section 1.6 of the format).
  func localBytes(of length: Int, usable: Int) -> Int {
    let most = self == .tableLeaf ? usable - 35 : (usable - 12) * 64 / 255 - 23
    guard length > most else { return length }
    let least = (usable - 12) * 32 / 255 - 23
    let fitting = least + (length - least) % (usable - 4)
    return fitting <= most ? fitting : least
  }
}

/// Reads the bytes of one cell from front to back. nil as soon as they make no sense.
private struct Cell {
  let page: [UInt8]
  var place: Int

  /// Longer than any row that holds a line.
  static let rowBytesMax = 1 << 20

  mutating func row(_ kind: PageKind, _ pages: WreckPages) -> WreckRow? {
    if kind == .indexInterior { place += 4 }
    guard let length = variable(), (1...Int64(Self.rowBytesMax)).contains(length) else {
      return nil
    }
    var number: Int64?
    if kind == .tableLeaf {
      guard let given = variable() else { return nil }
      number = given
    }
    guard let payload = payload(Int(length), kind, pages) else { return nil }
    return values(of: payload).map { WreckRow(number: number, values: $0) }
  }

  private mutating func payload(_ length: Int, _ kind: PageKind, _ pages: WreckPages) -> [UInt8]? {
    let local = kind.localBytes(of: length, usable: pages.usable)
    guard place + local <= page.count else { return nil }
    var payload = Array(page[place..<place + local])
    var next = local < length ? WreckPages.number(page, place + local, 4) : 0
    while payload.count < length {
      guard next > 0, next <= pages.count else { return nil }
      let overflow = pages.page(next)
      guard overflow.count >= pages.usable else { return nil }
      payload += overflow[4..<min(pages.usable, 4 + length - payload.count)]
      next = WreckPages.number(overflow, 0, 4)
    }
    return payload
  }

  private func values(of payload: [UInt8]) -> [SQLValue]? {
    var head = Cell(page: payload, place: 0)
    guard let headBytes = head.variable(), headBytes <= Int64(payload.count) else { return nil }
    var body = Cell(page: payload, place: Int(headBytes))
    var values: [SQLValue] = []
    while head.place < Int(headBytes) {
      guard let type = head.variable(), let value = body.value(type) else { return nil }
      values.append(value)
    }
    return values
  }

  /// - Parameter type: the serial type of section 2.1 of the format.
  private mutating func value(_ type: Int64) -> SQLValue? {
    switch type {
    case 0: return .null
    case 1...6:
      guard let bytes = take([1, 2, 3, 4, 6, 8][Int(type) - 1]) else { return nil }
      let start: Int64 = bytes[0] & 0x80 == 0 ? 0 : -1
      return .integer(bytes.reduce(start) { $0 << 8 | Int64($1) })
    case 8, 9: return .integer(type - 8)
    case 12...:
      guard let bytes = take(Int((type - 12) / 2)) else { return nil }
      if type.isMultiple(of: 2) { return .blob(bytes) }
      return String(validating: bytes, as: UTF8.self).map { .text($0) }
    default: return nil
    }
  }

  private mutating func take(_ count: Int) -> [UInt8]? {
    guard count <= page.count - place else { return nil }
    defer { place += count }
    return Array(page[place..<place + count])
  }

  /// An integer of one to nine bytes, seven bits each, eight in the ninth.
  private mutating func variable() -> Int64? {
    var number: Int64 = 0
    for index in 0..<9 {
      guard place < page.count, place >= 0 else { return nil }
      let byte = page[place]
      place += 1
      if index == 8 { return number << 8 | Int64(byte) }
      number = number << 7 | Int64(byte & 0x7F)
      if byte & 0x80 == 0 { return number }
    }
    return nil
  }
}
