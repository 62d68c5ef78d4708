// One counter through one year. Where a day and its week were both counted, only one of them may count:
// reading before tally before measuring week, and days before their week when they are equals. A counter
// that was only measured stands for all weeks it was open. While values are disputed, the same rules
// are followed for everything that can still be chosen, without trying every combination: weeks are
// independent of each other but for how many were measured and whether anything was counted directly.

/// A count of a day or a week, with all that it may turn out to say.
struct Count {
  /// The Monday of its week, as a day number.
  let monday: Int
  let isWeek: Bool
  /// Whether its date lies in the year in question. A week may reach over New Year.
  let isInYear: Bool
  let options: [Option]

  enum Option {
    /// Deleted, or without a number or a method.
    case absent
    /// Visits times open weeks.
    case measured(Span)
    /// Half visits, counted by hand.
    case tallied(Span)
    /// Half visits, read from a counter.
    case read(Span)

    var isAbsent: Bool {
      if case .absent = self { true } else { false }
    }
  }
}

/// What some weeks of a counter can come to.
private struct Outcome {
  /// Half visits, where something was read or tallied; nil when that cannot be.
  var direct: Span?
  /// Where nothing was: visits times open weeks, by how many weeks were measured.
  var measured: [Int: Span] = [:]

  /// One more thing that it can come to.
  mutating func add(_ option: Count.Option) {
    switch option {
    case .absent: add(measured: .zero, weeks: 0)
    case .measured(let span): add(measured: span, weeks: 1)
    case .tallied(let span), .read(let span): add(direct: span)
    }
  }

  private mutating func add(direct span: Span) { direct = span.or(direct) }

  private mutating func add(measured span: Span, weeks: Int) {
    measured[weeks] = span.or(measured[weeks])
  }

  /// Both, one after the other. Measured weeks are dropped beside anything direct.
  func followed(by next: Outcome) -> Outcome {
    var both = Outcome()
    if let direct {
      if let more = next.direct { both.add(direct: direct + more) }
      if !next.measured.isEmpty { both.add(direct: direct) }
    }
    if let more = next.direct, !measured.isEmpty { both.add(direct: more) }
    for (weeks, span) in measured {
      for (moreWeeks, more) in next.measured {
        both.add(measured: span + more, weeks: weeks + moreWeeks)
      }
    }
    return both
  }

  var halfVisits: Span {
    let estimates = measured.map { weeks, span in
      weeks == 0
        ? Span.zero : span.dividedRoundingHalfUp(by: Int128(weeks)) * Span(2, 2)
    }
    let all = estimates + [direct].compactMap(\.self)
    return all.dropFirst().reduce(all.first ?? .zero) { $0.or($1) }
  }
}

/// The half visits of one counter's year.
///
/// - Parameter counts: those of the year, and those of a week that reaches into it.
func halfVisits(of counts: [Count]) -> Span {
  let weeks = Dictionary(grouping: counts, by: \.monday)
  let nothing = Outcome(direct: nil, measured: [0: .zero])
  return weeks.values.reduce(nothing) { $0.followed(by: outcome(ofWeek: $1)) }.halfVisits
}

/// What has become of the days of a week.
private struct Days: Hashable {
  var isAnyCounted = false
  var isAnyRead = false
  var isAnyInYear = false

  /// Adds a day and answers with the half visits it brings to the year.
  mutating func add(_ option: Count.Option, isInYear: Bool) -> Span {
    switch option {
    case .absent, .measured: return .zero  // a day is never a measuring week
    case .tallied(let span): return add(span, isInYear: isInYear)
    case .read(let span):
      isAnyRead = true
      return add(span, isInYear: isInYear)
    }
  }

  private mutating func add(_ span: Span, isInYear: Bool) -> Span {
    isAnyCounted = true
    isAnyInYear = isAnyInYear || isInYear
    return isInYear ? span : .zero
  }
}

private func outcome(ofWeek counts: [Count]) -> Outcome {
  let days = counts.filter { !$0.isWeek }.reduce([Days(): Span.zero], adding)
  let week = counts.first(where: \.isWeek)
  var outcome = Outcome()
  for option in week?.options ?? [.absent] {
    for (days, halves) in days {
      if option.yields(to: days) {
        outcome.add(days.isAnyInYear ? .read(halves) : .absent)
      } else {
        outcome.add(week?.isInYear == true ? option : .absent)
      }
    }
  }
  return outcome
}

extension Count.Option {
  /// Whether a week's count gives way to those of its days.
  fileprivate func yields(to days: Days) -> Bool {
    switch self {
    case .absent: true
    case .measured, .tallied: days.isAnyCounted
    case .read: days.isAnyRead
    }
  }
}

private func adding(_ states: [Days: Span], _ day: Count) -> [Days: Span] {
  var next: [Days: Span] = [:]
  for (days, halves) in states {
    for option in day.options {
      var after = days
      let added = after.add(option, isInYear: day.isInYear)
      next[after] = (halves + added).or(next[after])
    }
  }
  return next
}
