/// What a program tells the one that started it: the numbers of `sysexits.h`.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  case ok = 0
  /// The command line was not understood.
  case usage = 64
  /// What was read is not right.
  case data = 65
  /// A file or a directory that was named is not there.
  case noInput = 66
  /// Somebody else does not answer: the aggregator, or a tool that must be installed.
  case unavailable = 69
  /// A mistake of ours.
  case software = 70
  case inputOutput = 74
  /// Busy now; the same command may succeed later.
  case tryLater = 75
  case noPermission = 77
  case configuration = 78
}
