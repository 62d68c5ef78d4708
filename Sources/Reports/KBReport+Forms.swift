import Catalogue
import FoundationEssentials

/// How a report is wanted.
public enum ReportForm: String, CaseIterable, Sendable {
  /// For a terminal.
  case table
  /// For programs: KB's columns, comma and full stop.
  case csv
  /// For a spreadsheet in Swedish: one line for each question, semicolons, a byte order mark.
  case excel
  case json
}

extension KBReport {
  public func text(_ form: ReportForm) throws -> String {
    switch form {
    case .table: table(.sv)
    case .csv: matrix()
    case .excel: list(.sv)
    case .json: String(decoding: try json(), as: UTF8.self) + "\n"
    }
  }
}
