/// What may go wrong, by name.
enum Fault: String, CaseIterable, Sendable {
  // On the way.
  case droppedRequest, droppedReply, duplicatedRequest, delayedDuplicate, delay, smallPage
  case cutRequest, cutReply, silentlyCutReply, flippedBits, guestNetwork, proxyError, staleReply
  // While an answer is on its way.
  case recordedMeanwhile, overtaken, revertedMeanwhile
  // On machines.
  case crashBeforeCommit, crashAfterCommit, diskFull, copiedDisk, restoredAgent
  case aggregatorCrashBeforeCommit, aggregatorCrashAfterCommit, aggregatorDiskFull
  case revertedAggregator, upgradedCatalogue, wrongClock, jumpedClock, stoppedClock
  // By people.
  case twoTabs, copiedClicks, hostileRequest, lostCode, wipedDesk, revokedDesk

  /// Those the network throws by itself.
  static let onTheWay: [Fault] = [
    .droppedRequest, .droppedReply, .duplicatedRequest, .delay, .delay, .cutRequest, .cutReply,
    .silentlyCutReply, .flippedBits, .guestNetwork, .proxyError, .staleReply,
    .aggregatorCrashBeforeCommit, .aggregatorCrashAfterCommit,
  ]
}
