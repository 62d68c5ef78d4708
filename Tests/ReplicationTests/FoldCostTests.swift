import Glibc
import Replication
import TestSupport
import Testing

@Suite("No record, however it was made, keeps a node busy")
struct FoldCostTests {
  /// Histories that somebody with a valid token can write, each as long as a record may be.
  enum Shape: CaseIterable {
    /// Everybody writes something else beside everybody.
    case rivals
    /// Each put has seen one inc more than the one before it.
    case baselines
    /// The same, with clicks of one row that was copied again and again.
    case copiedClicks
    /// Deletes beside edits.
    case disputes
    /// Merges beside merges.
    case merges
    case chain
  }

  static let fields = (0..<Change.fieldsMax).map { "f\($0)" }
  /// Of this thread: several times what it takes on a small machine, and half of what it took when values were written
  /// as JSON for every comparison.
  static let secondsMax = 4.0

  @Test(arguments: Shape.allCases)
  func `a full record is folded in moments`(shape: Shape) throws {
    let entries = try shape.changes().map { LogEntry($0) }
    #expect(entries.count == Change.recordChangesMax)

    let start = Self.secondsOfThisThread
    let fold = Fold(entries)
    let seconds = Self.secondsOfThisThread - start

    #expect(seconds < Self.secondsMax, "\(shape): \(seconds) s")
    #expect(fold.life == (shape == .disputes ? .editDelete : .alive))
  }

  private static var secondsOfThisThread: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension FoldCostTests.Shape {
  func changes() throws -> [Change] {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let tally: TallyID? = self == .copiedClicks ? pen.newID() : nil
    let ones = Dictionary(uniqueKeysWithValues: FoldCostTests.fields.map { ($0, Int64(1)) })
    var changes: [Change] = []
    var last: [Change] = []
    for number in 0..<Change.recordChangesMax {
      let values = Dictionary(
        uniqueKeysWithValues: FoldCostTests.fields.map { ($0, Value.integer(Int64(number))) })
      let isEven = number.isMultiple(of: 2)
      switch self {
      case .rivals: changes.append(try pen.put(values, in: record))
      case .baselines where isEven, .copiedClicks where isEven:
        last = [try pen.inc(ones, in: record, seeing: last, tally: tally)]
        changes += last
      case .baselines, .copiedClicks:
        changes.append(try pen.put(values, in: record, seeing: last))
      case .disputes where isEven: changes.append(try pen.del(in: record, seeing: []))
      case .disputes: changes.append(try pen.put(values, in: record))
      case .merges:
        let other: RecordID = pen.newID()
        changes.append(try pen.put([Fold.sameAs: .text(other.description)], in: record))
      case .chain:
        last = [try pen.put(values, in: record, seeing: last)]
        changes += last
      }
    }
    return changes
  }
}
