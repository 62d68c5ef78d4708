import Agent
import Console
import Foundation

extension Terminal {
  func list(_ arguments: Arguments) async throws {
    let listing = try await branch(arguments).list(
      type: arguments.value("type"), from: arguments.value("from"), to: arguments.value("to"))
    try print(listing, asJSON: arguments.has("json"))
  }

  func show(_ arguments: Arguments) async throws {
    try print(
      try await branch(arguments).show(arguments.words[0]), asJSON: arguments.has("json"))
  }

  func fields(_ arguments: Arguments) throws {
    let listing = try branch(arguments).fields(
      of: arguments.words.first, language: arguments.value("language"))
    try print(listing, asJSON: arguments.has("json"))
  }

  func inbox(_ arguments: Arguments) async throws {
    let branch = try branch(arguments)
    try print(try await branch.inbox(), asJSON: arguments.has("json"))
    let aside = try await branch.status().aside
    if aside > 0, !arguments.has("json") {
      try StandardStream.output.write(
        "\nKräver åtgärd: \(aside) ändringar som regionen inte kunde ta emot. Se export.\n")
    }
  }

  func status(_ arguments: Arguments) async throws {
    let status = try await branch(arguments).status()
    if arguments.has("json") { return try StandardStream.output.write(jsonLine(status) + "\n") }
    try StandardStream.output.write(status.sentence + "\n")
    if let skew = status.skewMilliseconds, abs(skew) > Branch.Status.skewMillisecondsMax {
      try StandardStream.output.write(
        "Datorns klocka går \(abs(skew) / 60_000) minuter \(skew > 0 ? "före" : "efter").\n")
    }
    if let bytes = status.freeBytes {
      try StandardStream.output.write(
        "Disken är nästan full: \(bytes >> 20) MiB kvar. Inget hämtas förrän det finns plats; "
          + "det som registreras sparas och sänds.\n")
    }
    try StandardStream.output.write(
      "Sparade: \(status.saved), mottagna: \(status.acknowledged), väntar: \(status.waiting), "
        + (status.openClicks > 0 ? "klick som räknas ihop: \(status.openClicks), " : "")
        + "kräver åtgärd: \(status.aside + status.openItems)\n")
  }

  func kbReport(_ arguments: Arguments) async throws {
    guard arguments.words[0] == "kb" else { throw BranchError.unknownReport(arguments.words[0]) }
    let report = try await branch(arguments).kbReport(year: arguments.number("year") ?? 0)
    switch arguments.value("format") {
    case "csv": try StandardStream.output.write(report.csv)
    case "excel": try StandardStream.output.write(report.excel)
    case "json": try StandardStream.output.write(visibleJSON(report.table.json) + "\n")
    default:
      try print(report.table, asJSON: false)
      for remark in report.remarks { try StandardStream.output.write(visible(remark) + "\n") }
    }
  }
}
