/// What `--report` or `--summary` names.
package enum OutputTarget: Sendable, Equatable {
  /// Standard output, `-`.
  case standardOutput
  /// The path of a file, a device or a named pipe.
  case path(String)

  /// - Parameter argument: The option's value, where `-` is standard output.
  package init(argument: String) {
    self = argument == "-" ? .standardOutput : .path(argument)
  }

  /// Opens the target for writing.
  ///
  /// Devices and named pipes cannot appear whole or not at all; they are written as standard output
  /// is. Replacing `/dev/null` by a file would do harm.
  ///
  /// - Throws: An error that means `cannotCreate`.
  package func open() throws(OutputError) -> any ReportDestination {
    switch self {
    case .standardOutput: StreamOutput.standardOutput()
    case .path(let path) where StreamOutput.isStream(path): try StreamOutput(path: path)
    case .path(let path): try OutputFile(path: path)
    }
  }

  /// Opens the target and writes `bytes`, so that publishing is all that is left: a file has its
  /// temporary name until then, and a stream gets nothing.
  ///
  /// - Throws: What the system said; nothing is left behind then.
  package func prepared(_ bytes: [UInt8]) throws(OutputError) -> any ReportDestination {
    let opened = try open()
    let destination = opened is StreamOutput ? LateStreamOutput(opened) : opened
    do throws(OutputError) {
      try destination.write(bytes.span)
      try destination.prepare()
      return destination
    } catch {
      destination.abandon()
      throw error
    }
  }

  /// Removes an older file of the name and makes that durable, so that it cannot come back after a
  /// power loss beside outputs that are newer. What is not there is no error; streams stay.
  ///
  /// - Throws: An error that means `cannotCreate`.
  package func removeOlderFile() throws(OutputError) {
    guard case .path(let path) = self, !StreamOutput.isStream(path) else { return }
    try OutputFile.remove(at: path)
  }
}
