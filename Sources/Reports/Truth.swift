import Catalogue

/// Whether something is so, while people disagree: meanwhile, whatever they decide, and if they decide
/// that way.
struct Truth {
  let now: Bool
  let always: Bool
  let ever: Bool

  init(_ isSo: Bool) {
    (now, always, ever) = (isSo, isSo, isSo)
  }

  /// - Parameter cases: for each thing that can still be chosen, the provisional one first.
  init(_ cases: [Bool]) {
    now = cases.first ?? false
    always = !cases.contains(false)
    ever = cases.contains(true)
  }

  private init(now: Bool, always: Bool, ever: Bool) {
    (self.now, self.always, self.ever) = (now, always, ever)
  }

  /// Exact for what is decided separately, as the fields of a record are.
  static func && (one: Truth, other: Truth) -> Truth {
    Truth(
      now: one.now && other.now, always: one.always && other.always, ever: one.ever && other.ever)
  }
}
