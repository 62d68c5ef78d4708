/// Why the door decided something about a change. The verdict holds the code; a person's verdict holds a sentence.
public enum DoorReason: String, CaseIterable, Sendable {
  // Rules that no older or newer version may break. A field or a code that this version does not know is no offence: a
  // newer branch wrote it. Nor is an unknown unit: after a rollback the register may still be on its way back.
  case badDate = "bad-date"
  case badGranularity = "bad-granularity"
  case outOfRange = "out-of-range"
  case unitElsewhere = "unit-elsewhere"
  case weekNotMonday = "week-not-monday"
  case wrongKind = "wrong-kind"
  case wrongPlace = "wrong-place"
  // Who wrote it, and on which device, when it arrived.
  case aboveCeiling = "above-ceiling"
  case noRole = "no-role"
  case roleEnded = "role-ended"
  /// Another's change without proof that this aggregator ever had it.
  case unsealed
  /// The proof has come.
  case sealed
  // Why fields of it were erased.
  case personalNumber = "personal-number"
  /// A person had decided it, before a backup was put back or the change came again.
  case erasedBefore = "erased-before"

  /// Whether a change that breaks this rule is set apart.
  public static func isJudged(_ code: String) -> Bool {
    DoorReason(rawValue: code).map { ![.sealed, .personalNumber, .erasedBefore].contains($0) }
      ?? false
  }

  public var sentence: Text {
    switch self {
    case .badDate:
      Text(sv: "Datumet finns inte i någon kalender.", en: "No calendar has that date.")
    case .badGranularity:
      Text(
        sv: "Det räknas varken per dag eller per vecka.",
        en: "It is counted neither by day nor by week.")
    case .outOfRange:
      Text(sv: "Ett tal är orimligt stort eller litet.", en: "A number is out of its range.")
    case .unitElsewhere:
      Text(
        sv: "Biblioteket hör till en annan kommun.",
        en: "The library belongs to another municipality.")
    case .weekNotMonday:
      Text(sv: "En vecka anges med sin måndag.", en: "A week is named by its Monday.")
    case .wrongKind:
      Text(
        sv: "Ett svar är av fel slag, till exempel text där ett tal ska stå.",
        en: "An answer is of the wrong kind, such as text where a number belongs.")
    case .wrongPlace:
      Text(
        sv: "Sådant registreras av regionen, eller bara av biblioteken.",
        en: "Such records are the region's to write, or only the libraries'.")
    case .aboveCeiling:
      Text(
        sv: "Datorn får inte användas till att registrera sådant.",
        en: "The device may not be used to record such things.")
    case .noRole:
      Text(
        sv: "Den som registrerade har ingen roll som får göra det här.",
        en: "Whoever recorded it has no role here that may.")
    case .roleEnded:
      Text(
        sv: "Den som registrerade hade inte längre rollen när ändringen kom fram.",
        en: "Whoever recorded it no longer had the role when the change arrived.")
    case .unsealed:
      Text(
        sv: "Ändringen kom från en annan dator utan regionens sigill.",
        en: "The change came by another device without the region's seal.")
    case .sealed:
      Text(sv: "Sigillet har kommit.", en: "The seal has come.")
    case .personalNumber:
      Text(
        sv:
          "Ett personnummer togs bort. Skriv uppgiften på nytt utan det, till exempel ”en deltagare”.",
        en:
          "A personal identity number was erased. Say it anew without, for example “a participant”."
      )
    case .erasedBefore:
      Text(
        sv: "Uppgiften var gallrad och är det igen.", en: "It had been erased, and is so again.")
    }
  }

  /// What a verdict's reason says to people: the sentence of a code, or what a person wrote.
  public static func sentence(of reason: String) -> String {
    guard let sentence = DoorReason(rawValue: reason)?.sentence else { return reason }
    return "\(sentence.sv) / \(sentence.en)"
  }
}
