internal import Dispatch

/// Runs an actor's jobs on one Dispatch queue of its own, so that a blocking `sqlite3_step` never
/// holds a thread of the cooperative pool. (`DispatchSerialQueue` is an executor only on Darwin.)
final class SerialQueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
