internal import Catalogue
internal import HTTP
internal import Storage

/// Why a person does not get a page. Each is noted in the audit log under its code.
enum Denial: Error, Equatable {
  case foreign(Site.Objection)
  case notSignedIn
  /// A proxy vouches for somebody who may not sign in here.
  case unknownPerson
  case wrongRole
  case wrongScope
  /// The form was not drawn for this session.
  case staleForm
  /// - account: nil when nobody has that name; people type passwords where the name belongs.
  case wrongPassword(account: Alias?)
  case tooManyAttempts(account: Alias?, milliseconds: Int64)
  case spentLink
  case busy

  /// What the audit log says.
  var code: String {
    switch self {
    case .foreign(.foreignHost): "foreign-host"
    case .foreign(.foreignOrigin): "foreign-origin"
    case .notSignedIn: "not-signed-in"
    case .unknownPerson: "unknown-person"
    case .wrongRole: "wrong-role"
    case .wrongScope: "wrong-scope"
    case .staleForm: "stale-form"
    case .wrongPassword: "wrong-password"
    case .tooManyAttempts: "too-many-attempts"
    case .spentLink: "spent-link"
    case .busy: "busy"
    }
  }

  /// Whom it was about.
  var about: String? {
    switch self {
    case .wrongPassword(let account), .tooManyAttempts(let account, _): account?.text
    default: nil
    }
  }

  var status: HTTP.Status {
    switch self {
    case .foreign(.foreignHost): .misdirected
    case .tooManyAttempts: .tooManyRequests
    case .busy: .serviceUnavailable
    default: .forbidden
    }
  }

  /// Seconds.
  var retryAfter: Int64? {
    switch self {
    case .tooManyAttempts(_, let milliseconds): (milliseconds + 999) / 1_000
    case .busy: 5
    default: nil
    }
  }

  var sentence: Text {
    switch self {
    case .foreign:
      Text(
        sv: "Sidan nåddes från en annan webbplats, och ingenting gjordes.",
        en: "The page was reached from another site, and nothing was done.")
    case .notSignedIn:
      Text(
        sv: "Du är inte inloggad, eller så har tiden gått ut. Ingenting gjordes.",
        en: "You are not signed in, or your time is over. Nothing was done.")
    case .unknownPerson:
      Text(
        sv: "Det finns ingen här med ditt namn. Be regionens administratör att lägga till dig.",
        en: "Nobody here has your name. Ask the region's administrator to add you.")
    case .wrongRole:
      Text(
        sv: "Din roll ger inte tillgång till sidan. Regionens administratör kan ändra den.",
        en: "Your role does not open this page. The region's administrator can change it.")
    case .wrongScope:
      Text(
        sv: "Sidan gäller en annan kommun än din.",
        en: "This page is another municipality's.")
    case .staleForm:
      Text(
        sv: "Formuläret var för gammalt. Ladda om sidan och försök igen.",
        en: "The form was too old. Load the page again and try once more.")
    case .wrongPassword:
      Text(sv: "Namnet eller lösenordet är fel.", en: "The name or the password is wrong.")
    case .tooManyAttempts:
      Text(
        sv: "Det har blivit fel för många gånger. Vänta \(retryAfter ?? 0) s och försök igen.",
        en: "It went wrong too many times. Wait \(retryAfter ?? 0) s and try again.")
    case .spentLink:
      Text(
        sv: "Länken har använts eller gått ut. Be regionens administratör om en ny.",
        en: "The link was used or has expired. Ask the region's administrator for another.")
    case .busy:
      Text(
        sv: "Många loggar in just nu. Försök igen om en liten stund.",
        en: "Many are signing in just now. Try again in a moment.")
    }
  }
}
