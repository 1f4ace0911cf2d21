import Glibc
import ReportWriting

/// Text for people on standard output, every write checked.
enum StandardOutput {
  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes a whole text.
  ///
  /// - Throws: What the system said.
  static func write(_ text: String) throws(CommandFailure) {
    try write(Array(text.utf8))
  }

  /// Writes lines that may hold names and paths: what could harm a terminal is shown.
  ///
  /// - Throws: What the system said.
  static func writeLines(_ lines: [String]) throws(CommandFailure) {
    var bytes: [UInt8] = []
    TerminalText.append(lines: lines, to: &bytes)
    try write(bytes)
  }

  /// Writes bytes.
  ///
  /// - Throws: What the system said.
  static func write(_ bytes: [UInt8]) throws(CommandFailure) {
    do throws(OutputError) {
      try StreamOutput.standardOutput().write(bytes.span)
    } catch {
      throw .output(error)
    }
  }
}
