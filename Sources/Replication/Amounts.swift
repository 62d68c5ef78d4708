/// The incs of one field, laid out so that the sum of any of them takes one pass.
struct Amounts {
  private struct Amount {
    let position: Int
    let amount: Int64
    /// Numbers the rows of clicks; nil for an inc that belongs to none.
    let row: Int?
  }

  /// Row by row, in each the largest amount first.
  private let amounts: [Amount]

  init(_ incs: [FoldBuilder.Writer], in graph: RecordGraph) {
    var rows: [TallyID: Int] = [:]
    amounts = incs.compactMap { inc -> Amount? in
      guard case .integer(let amount) = inc.value else { return nil }
      let row = graph.changes[inc.position].tally.map { tally in
        let row = rows[tally] ?? rows.count
        rows[tally] = row
        return row
      }
      return Amount(position: inc.position, amount: amount, row: row)
    }.sorted { ($0.row ?? -1, $1.amount) < ($1.row ?? -1, $0.amount) }
  }

  var isEmpty: Bool { amounts.isEmpty }

  var total: Int128 { total(where: { _ in true }) }

  func total(within positions: Bits) -> Int128 { total(where: positions.contains) }

  /// Of several incs of one row of clicks, which a copied disk makes, only the largest counts.
  private func total(where isCounted: (_ position: Int) -> Bool) -> Int128 {
    var sum: Int128 = 0
    var last: Int?
    for amount in amounts where isCounted(amount.position) {
      guard let row = amount.row else {
        sum += Int128(amount.amount)
        continue
      }
      if row != last { sum += Int128(max(0, amount.amount)) }
      last = row
    }
    return sum
  }
}
