import Catalogue
import FoundationEssentials

extension KBReport {
  /// The report in every form a program prints. A tuple, as `Listing` is.
  public typealias Forms = (table: Listing, remarks: [String], csv: String, excel: String)

  /// - Returns: `csv` has KB's columns, for programs; `excel` one line for each question, for a spreadsheet in
  ///   Swedish.
  public func forms() throws -> Forms {
    let lines = grid(.sv)
    let columns = (lines.first ?? []).enumerated().map { (heading: $1, isNumber: $0 > 1) }
    let table: Listing = (
      columns, Array(lines.dropFirst()), String(decoding: try json(), as: UTF8.self)
    )
    return (table, remarks(.sv), matrix(), list(.sv))
  }
}
