import Glibc

/// What the process needs before and after everything else.
enum ProcessSetup {
  /// Makes descriptors and signals safe. To be called first.
  static func prepare() {
    occupyClosedDescriptors()
    // Errors of writing come back as errors: with an exit status and with files cleaned up.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
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
