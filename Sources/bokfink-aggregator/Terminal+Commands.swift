import Aggregator
import Console
import Foundation

extension Terminal {
  func initialise(_ arguments: Arguments) async throws {
    let folder = arguments.words[0]
    try makeFolder(folder)
    // A database whose key is gone is not given another one: no agent would know it again.
    if try !has("seal.key", folder), try !has(Centre.databaseName, folder) {
      let name = arguments.value("name") ?? "Region Värmland"
      let identity = Centre.Identity.minted(name: name, random: world.random)
      try SecretFile.write("\(identity.id) \(identity.name)", to: "\(folder)/identity")
      try SecretFile.write(identity.sealKey, to: "\(folder)/seal.key")
    }
    let centre = try await Centre.prepare(
      folder: folder, identity: try identity(folder), world: world)
    if let site = arguments.value("site") { try await centre.setSite(site) }
    try await note(arguments, "done")
    try StandardStream.output.write(
      "\(folder) is an aggregator's folder. Keep a copy of \(folder)/seal.key apart from it.\n")
  }

  /// The aggregator's id and name, and its seal key, each in a file of its own.
  func identity(_ folder: String) throws -> Centre.Identity {
    guard try has("seal.key", folder) || has(Centre.databaseName, folder) else {
      throw CentreError.notAFolder(folder)
    }
    guard try has("seal.key", folder), try has("identity", folder) else {
      throw CentreError.badIdentity(folder)
    }
    let words = try SecretFile.read("\(folder)/identity").split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { throw CentreError.badIdentity(folder) }
    return Centre.Identity(
      id: String(words[0]), name: String(words[1]),
      sealKey: try SecretFile.read("\(folder)/seal.key"))
  }

  func has(_ name: String, _ folder: String) throws(FileError) -> Bool {
    try exists("\(folder)/\(name)")
  }

  func orgImport(_ arguments: Arguments) async throws {
    let bytes = try InputFile.read(arguments.words[0])
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CentreError.badLine(number: 1, why: "The file is not UTF-8.")
    }
    let count = try await centre(arguments).importUnits(text, by: alias(arguments))
    try StandardStream.output.write("\(count) enheter.\n")
  }

  func enrol(_ arguments: Arguments) async throws {
    let code = try await centre(arguments).invite(
      unit: arguments.value("unit") ?? "", device: arguments.value("name"))
    guard let path = arguments.value("out") else {
      return try StandardStream.output.write(code + "\n")
    }
    try SecretFile.write(code, to: path)
  }

  func revoke(_ arguments: Arguments) async throws {
    let isWiping = arguments.has("wipe")
    try await centre(arguments).revoke(
      arguments.words[0], wiping: isWiping, reason: arguments.value("reason") ?? "",
      by: alias(arguments))
    try StandardStream.output.write(
      isWiping
        ? "Enheten raderar sig när allt den har finns i en kontrollerad säkerhetskopia.\n"
        : "Enheten är spärrad. Det den har finns kvar hos den.\n")
  }

  func resolve(_ arguments: Arguments) async throws {
    let words = ["newest", "keep", "delete", "same", "distinct"].filter(arguments.has)
    let (saved, records) = try await centre(arguments).resolve(
      arguments.words[0], words: words, values: try arguments.assignments(from: 1),
      by: alias(arguments))
    let text =
      arguments.has("json")
      ? try jsonLine(["saved": saved, "records": records])
      : "Sparat: \(records.joined(separator: " "))"
    try StandardStream.output.write(text + "\n")
  }

  func changeRole(_ arguments: Arguments) async throws {
    let (alias, role) = (arguments.words[0], arguments.value("role") ?? "")
    let scope = arguments.value("scope") ?? ""
    if arguments.command == Commands.roleEnd {
      try await centre(arguments).endRole(role, of: alias, scope: scope, by: self.alias(arguments))
      return try StandardStream.output.write(
        "\(visible(alias)) är inte längre \(role) i \(scope).\n")
    }
    try await centre(arguments).giveRole(
      role, to: alias, named: arguments.value("name"), scope: scope, by: self.alias(arguments))
    try StandardStream.output.write("\(visible(alias)) är \(role) i \(scope).\n")
  }

  /// Releases or declines, and prints what it was said about.
  func judge(
    _ arguments: Arguments,
    _ decide: (Centre) -> (_ change: String, _ reason: String, _ person: String) async throws ->
      [String]
  ) async throws {
    let changes = try await decide(try centre(arguments))(
      arguments.words[0], arguments.value("reason") ?? "", arguments.value("by") ?? "")
    let text =
      arguments.has("json")
      ? try jsonLine(["changes": changes]) : "Beslutat om: \(changes.joined(separator: " "))"
    try StandardStream.output.write(text + "\n")
  }

  func erase(_ arguments: Arguments) async throws {
    let (changes, fields, remarks) = try await centre(arguments).erase(
      arguments.words[0], fields: arguments.values("field"),
      reason: arguments.value("reason") ?? "", by: arguments.value("by") ?? "")
    let text =
      arguments.has("json")
      ? try jsonLine(["changes": changes, "fields": fields])
      : "Gallrat: \(fields.joined(separator: " ")) i \(changes.joined(separator: " "))"
    try StandardStream.output.write(text + "\n")
    for remark in remarks { try StandardStream.error.write("bokfink-aggregator: \(remark)\n") }
  }

  func disclose(_ arguments: Arguments) async throws {
    let (csv, json, remark) = try await centre(arguments).disclose(
      scope: arguments.value("scope"), type: arguments.value("type"),
      from: arguments.value("from"), to: arguments.value("to"),
      showing: Set(arguments.values("show")), reason: arguments.value("reason") ?? "",
      by: arguments.value("by") ?? "")
    let text = arguments.value("format") == "json" ? json + "\n" : csv
    if let path = arguments.value("out") {
      let file = try OutputFile(path)
      try file.write(Array(text.utf8))
      try file.close()
    } else {
      try StandardStream.output.write(text)
    }
    try StandardStream.error.write("\(remark)\n")
  }

  /// The table for the archive is opened first: what has gone cannot be listed a second time.
  func retain(_ arguments: Arguments) async throws {
    let file = try arguments.value("protocol").map(OutputFile.init)
    let decision = (arguments.value("decision") ?? "", arguments.value("by") ?? "")
    let (listing, table, remarks) = try await centre(arguments).retain(
      decision: arguments.has("dry-run") ? nil : decision, progress: progress)
    try file?.write(Array(table.utf8))
    try file?.close()
    try print(listing, asJSON: arguments.has("json"))
    for remark in remarks { try StandardStream.error.write("bokfink-aggregator: \(remark)\n") }
  }

  func kbReport(_ arguments: Arguments) async throws {
    guard arguments.words[0] == "kb" else { throw CentreError.unknownReport(arguments.words[0]) }
    let report = try await centre(arguments).kbReport(
      year: arguments.number("year") ?? 0, scope: arguments.value("scope"))
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
