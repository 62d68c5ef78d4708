import Dispatch

/// One serial queue on which an actor's jobs and the readiness of its sockets take turns, so that
/// neither needs a lock. (`DispatchSerialQueue` is an executor only on Darwin.)
final class EventLoop: SerialExecutor {
  let queue = DispatchQueue(label: "http", qos: .userInitiated)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func run(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

  func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
