import Glibc

/// Why a report or a summary could not be written.
package struct OutputError: Error, Equatable, CustomStringConvertible {
  /// What was tried when the system said no.
  package enum Operation: String, Sendable {
    case create, write, synchronize, close, rename, remove, lock
  }

  /// What the error means to whoever started the program.
  package enum Meaning: Sendable {
    /// The output cannot be created, or its older file not removed: exit status 73.
    case cannotCreate
    /// Writing failed: exit status 74.
    case inputOutput
    /// Whoever read the output has gone away (`EPIPE`), as `head` does.
    case readerGone
  }

  /// The output's path, or `standard output`.
  package let path: String
  /// What was tried.
  package let operation: Operation
  /// The system's error number.
  package let systemError: Int32

  package init(path: String, operation: Operation, systemError: Int32) {
    self.path = path
    self.operation = operation
    self.systemError = systemError
  }

  /// What the error means to whoever started the program.
  package var meaning: Meaning {
    switch operation {
    case .create, .remove: .cannotCreate
    case .write, .synchronize, .close, .rename, .lock:
      systemError == EPIPE ? .readerGone : .inputOutput
    }
  }

  /// One line for people, safe for a terminal.
  package var description: String {
    let reason = unsafe strerror(systemError).map { unsafe String(cString: $0) } ?? "unknown error"
    return "cannot \(operation.rawValue) \(TerminalText.shown(path)): \(reason)"
  }
}
