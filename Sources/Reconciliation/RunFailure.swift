package import DuplicateIndex
package import ExportReading

/// Why a run could not finish; never about what an export holds.
package struct RunFailure: Error, Sendable, Equatable {
  /// The stable name of a kind of failure.
  package enum Code: String, Sendable {
    /// The file for what does not fit into memory could not be used.
    case temporaryFile = "TEMPORARY_FILE"
  }

  /// What kind of failure it is.
  package var code: Code
  /// One line in English for people: what was tried, where, and what the system said.
  package var message: String
  /// The error that led to it.
  package var cause: TemporaryFileError

  init(_ cause: TemporaryFileError) {
    code = .temporaryFile
    self.cause = cause
    message =
      "cannot \(cause.operation.rawValue) a temporary file in \(cause.directory): "
      + SystemErrorText.text(cause.systemError)
  }
}

/// What ends a run early.
package enum RunError<EmitFailure: Error>: Error {
  /// What the receiver of the envelopes threw.
  case emit(EmitFailure)
  /// Why the run itself could not go on.
  case failed(RunFailure)
  /// An export does not look like one of the profile that was assumed.
  case unmatched(ExportSample)
}

extension RunError {
  /// What `body` gives; its error as that of a run.
  static func mapping<Result>(
    _ body: () throws(TemporaryFileError) -> Result
  ) throws(RunError) -> Result {
    do throws(TemporaryFileError) {
      return try body()
    } catch {
      throw .failed(RunFailure(error))
    }
  }
}
