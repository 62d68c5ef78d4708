internal import Catalogue
internal import HTTP
internal import Replication
internal import Storage
internal import Web

/// A request of a page that has been let in.
struct Visit: Sendable {
  let request: Request
  /// Nil on pages for everybody.
  let person: SignedIn?
  let sight: Sight
  /// The secret of the cookie that forms are bound to.
  let secret: String
  /// The secret is not the browser's yet.
  let isNew: Bool

  var language: Language { Language(accepting: request.headers.list("Accept-Language")) }

  func say(_ sv: String, _ en: String) -> String { Text(sv: sv, en: en)[language] }

  /// A field of the form that was sent; empty when it is not there.
  func field(_ name: String) -> String { request.form?[name] ?? "" }
}

/// What of the county somebody may look at.
enum Sight: Equatable, Sendable {
  case nothing
  case scope(Scope)
  case county

  init(of person: Person) { self = person.scope.map { .scope($0) } ?? .county }

  func covers(_ scope: Scope) -> Bool { self == .county || self == .scope(scope) }
}

/// Binds a form to the cookie of the browser it was drawn for: no other site can know it, and another browser's is
/// another one (OWASP: signed double submit).
struct FormToken: Equatable {
  let text: String

  static let fieldName = "form"

  init(secret: String) { text = Hash(of: Array("bokfink-form-1 \(secret)".utf8)).description }

  /// Comparing hashes of the two says nothing of where they differ.
  func matches(_ given: String) -> Bool {
    Hash(of: Array(given.utf8)) == Hash(of: Array(text.utf8))
  }
}

extension Visit {
  /// The hidden field of every form.
  var formField: HTML {
    let token = FormToken(secret: secret).text
    return "<input type=\"hidden\" name=\"\(FormToken.fieldName)\" value=\"\(token)\">"
  }
}

/// The cookies: for this site and no other, over an encrypted line only, unseen by scripts, and never sent with a
/// request that another site began (RFC 6265bis §4.1.3.2, §5.6.7).
enum Cookie: String {
  /// Who is signed in.
  case session = "__Host-bokfink"
  /// What the forms of somebody who is not signed in are bound to.
  case form = "__Host-bokfink-form"

  func value(in request: Request) -> String? {
    // Exactly what is minted here; whatever else stands there is nobody's.
    request.cookie(rawValue).flatMap { Hash($0)?.description }
  }

  /// The value of a `Set-Cookie` field. The end of its time is kept here, not in the browser.
  func set(_ secret: String) -> String { "\(rawValue)=\(secret); \(Self.attributes)" }

  var removed: String { "\(rawValue)=; Max-Age=0; \(Self.attributes)" }

  private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Strict"
}
