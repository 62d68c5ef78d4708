import Dispatch

/// Where everything in one world runs. Its nodes never do two things at once, so a thread for each of them would only
/// spend a third of the time on waking one another.
final class Lane: SerialExecutor, TaskExecutor {
  private let queue = DispatchQueue(label: "world")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      job.runSynchronously(
        isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }
}
