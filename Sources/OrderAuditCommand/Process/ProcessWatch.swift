import CProcess
import ExportReading
import Glibc
import ReportWriting
import Synchronization

/// The thread that acts on the signals which end the program, and on the one of the deadline.
///
/// It needs nobody's help: whatever the rest waits for, be it a pipe, a disk or a lock, a signal
/// removes the temporary files and ends the process at once.
enum ProcessWatch {
  /// Signals that end the program in good order.
  private static let endings = [SIGHUP, SIGINT, SIGTERM]
  /// How long a signal waits for outputs that are getting their names at this moment.
  private static let patience = Duration.milliseconds(800)
  /// Where signals arrive as bytes; -1 before the start.
  private static let pipeEnd = Atomic<Int32>(-1)
  /// What the deadline ends; nil without one.
  private static let reading = Mutex<StopRequest?>(nil)

  /// Starts the thread. To be called once.
  ///
  /// - Returns: The system's error number; 0 where all is well.
  static func start() -> Int32 {
    var ends: [Int32] = [-1, -1]
    // Safe: the array has room for the two descriptors.
    guard unsafe pipe(&ends) == 0 else { return errno }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    pipeEnd.store(ends[0], ordering: .sequentiallyConsistent)
    var thread = pthread_t()
    // Safe: the thread's number outlives the call, and the thread takes no argument.
    let status = unsafe pthread_create(&thread, nil, { _ in ProcessWatch.watch() }, nil)
    guard status == 0 else { return status }
    _ = pthread_detach(thread)
    for number in endings + [SIGALRM] where process_forward_signal(number, ends[1]) != 0 {
      return errno
    }
    return 0
  }

  /// Signals a request once so many seconds have passed on the system's steady clock.
  ///
  /// To be called once.
  /// - Throws: `SourceError.system` when no descriptors or timers are left.
  static func request(afterSeconds seconds: Int) throws(SourceError) -> StopRequest {
    let request = try StopRequest()
    reading.withLock { $0 = request }
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    // Safe: the timer outlives the call.
    guard unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil) == 0 else {
      throw .system(operation: "setitimer", errno: errno)
    }
    return request
  }

  private static func watch() -> Never {
    let descriptor = pipeEnd.load(ordering: .sequentiallyConsistent)
    while true {
      var byte: UInt8 = 0
      // Safe: the system writes at most the one byte.
      guard unsafe read(descriptor, &byte, 1) == 1 else { continue }
      let number = Int32(byte)
      if number == SIGALRM {
        reading.withLock { $0?.signal() }
      } else {
        UnfinishedFiles.removeAll(patience: patience) { end(by: number) }
      }
    }
  }

  /// Ends the process as if the signal had not been held back, so that shells and schedulers see
  /// which one it was.
  private static func end(by number: Int32) -> Never {
    _ = signal(number, SIG_DFL)
    var signals = sigset_t()
    // Safe: the set outlives the calls.
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    _ = raise(number)
    // The first process of a container is not ended by signals.
    _exit(128 + number)
  }
}
