/// What stands in one field of an entry. `null` is an answer too: the field was emptied.
public enum Answer: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case text(String)
  case texts([String])
}

/// Ids, codes and keys are equal when their bytes are: `==` would take two spellings of é for one.
func sameBytes(_ one: String, _ other: String) -> Bool {
  one.utf8.elementsEqual(other.utf8)
}
