import Glibc

/// How many files and connections this process may have open at a time.
public enum Descriptors {
  /// Raises the limit as far as the system lets it.
  ///
  /// - Returns: the limit from now on: `wanted`, or what there was if that was more, or less than `wanted` where it
  ///   cannot be raised so far.
  public static func raiseLimit(to wanted: Int) -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 256 }
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = min(rlim_t(wanted), limit.rlim_max)
      if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
  }
}
