/// The candidate a person most likely meant, or nil when none is near. A word of up to three letters
/// may be one keystroke wrong, a longer one two.
func nearest(to word: String, among candidates: [String]) -> String? {
  let mistakesMax = word.count <= 3 ? 1 : 2
  let measured = candidates.map { (name: $0, mistakes: mistakes(from: word, to: $0)) }
  guard let best = measured.min(by: { $0.mistakes < $1.mistakes }) else { return nil }
  return best.mistakes <= mistakesMax ? best.name : nil
}

/// Keystrokes between two words: a letter too many, too few, wrong, or two neighbours swapped
/// (optimal string alignment).
func mistakes(from typed: String, to meant: String) -> Int {
  let (typed, meant) = (Array(typed.prefix(typedLettersMax)), Array(meant))
  guard !typed.isEmpty, !meant.isEmpty else { return max(typed.count, meant.count) }
  var beforeLast: [Int] = []
  var last = Array(0...meant.count)
  for row in 1...typed.count {
    var current = [row]
    for column in 1...meant.count {
      let wrong = typed[row - 1] == meant[column - 1] ? 0 : 1
      var least = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + wrong)
      let isSwap =
        row > 1 && column > 1 && typed[row - 1] == meant[column - 2]
        && typed[row - 2] == meant[column - 1]
      if isSwap { least = min(least, beforeLast[column - 2] + 1) }
      current.append(least)
    }
    (beforeLast, last) = (last, current)
  }
  return last[meant.count]
}

/// A pasted page is no misspelt command.
private let typedLettersMax = 64
