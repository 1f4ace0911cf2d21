/// Why a temporary file could not be used.
package struct TemporaryFileError: Error, Equatable, Sendable {
  /// What was tried when the system said no.
  package enum Operation: String, Sendable {
    case create, write, read
  }

  /// What was tried.
  package var operation: Operation
  /// The directory of the file, which has no name of its own.
  package var directory: String
  /// The system's error number; `EIO` where the file gave back something else than was written.
  package var systemError: Int32

  package init(operation: Operation, directory: String, systemError: Int32) {
    self.operation = operation
    self.directory = directory
    self.systemError = systemError
  }
}
