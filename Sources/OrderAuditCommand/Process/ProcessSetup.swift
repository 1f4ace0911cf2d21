import CProcess
import Glibc

/// What the process needs before and after everything else.
enum ProcessSetup {
  /// Makes descriptors and signals safe. To be called first, on the main thread.
  ///
  /// - Throws: That the thread for signals could not be started, or that others could not be.
  static func prepare() throws(CommandFailure) {
    occupyClosedDescriptors()
    // Errors of writing come back as errors: with an exit status and with files cleaned up.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    keepMemoryPrivate()
    try requireThreads(ProcessWatch.start())
    try requireThreads(process_try_threads(threadsNeeded))
  }

  private static func requireThreads(_ status: Int32) throws(CommandFailure) {
    if status != 0 { throw .system(operation: "pthread_create", systemError: status) }
  }

  /// How many threads Swift's run-time library may make at once: one for each processor and one
  /// that watches them. It waits for ever for one that the system does not make, so that a limit
  /// of processes or of memory would be a run without an end.
  private static var threadsNeeded: Int { RunOptions.processorsAvailable + 1 }

  /// A crash writes nothing of the memory, in which tokens and addresses stand: no core, and none
  /// of the back traces that Swift's run-time library prints with registers and memory.
  ///
  /// Whoever debugs sets `SWIFT_BACKTRACE`, which only debug builds heed.
  private static func keepMemoryPrivate() {
    #if DEBUG
      guard unsafe getenv("SWIFT_BACKTRACE") == nil else { return }
    #endif
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    // Safe: the limit outlives the call.
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // Also where the system hands cores to a program, which the limit does not keep from it.
    _ = process_keep_memory_private()
    for crash in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] {
      _ = signal(crash, SIG_DFL)
    }
  }

  /// Opens `/dev/null` where a standard descriptor is closed, so that no file gets its number.
  ///
  /// The wrong way round on purpose: using the descriptor is an error then, and a report that goes
  /// to a closed standard output is not lost in silence.
  private static func occupyClosedDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      guard fcntl(descriptor, F_GETFD) == -1, errno == EBADF else { continue }
      _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Ends the process.
  static func end(_ ending: ProcessEnding) -> Never {
    switch ending {
    case .status(let status): exit(status.rawValue)
    case .readerGone:
      // As if the signal had not been held back: shells expect 128 + SIGPIPE and say nothing.
      _ = signal(SIGPIPE, SIG_DFL)
      _ = raise(SIGPIPE)
      exit(ExitStatus.inputOutput.rawValue)
    }
  }
}

/// How the process ends.
enum ProcessEnding: Sendable {
  case status(ExitStatus)
  /// Whoever read standard output or a pipe has gone away, as `head` does.
  case readerGone
}
