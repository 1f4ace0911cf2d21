import Glibc
import ReportWriting

/// Says things to people: the only user of standard error.
///
/// That standard error cannot be written is no reason to fail; the exit status tells the truth.
struct StandardErrorPrinter {
  /// Whether standard error is a terminal.
  let isTerminal = isatty(STDERR_FILENO) == 1
  private let output = StreamOutput.standardError()

  /// Whether colours may be used: on a terminal that can, unless `NO_COLOR` is set.
  var isColored: Bool {
    isTerminal && !isDumb && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// Whether the terminal cannot move its cursor.
  var isDumb: Bool { environment("TERM") == "dumb" }

  /// Columns of the terminal; 80 where they cannot be known.
  var columns: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Says why the program fails, line by line.
  func fail(_ lines: [String]) {
    var bytes = Array("order-audit: ".utf8)
    TerminalText.append(lines: lines, to: &bytes)
    write(bytes)
  }

  /// Writes text of our own that may name arguments: line feeds stay, other controls are shown.
  func write(_ text: String) {
    var bytes: [UInt8] = []
    var isFirst = true
    for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if !isFirst { bytes.append(0x0A) }
      isFirst = false
      TerminalText.append(Array(line).span, to: &bytes)
    }
    write(bytes)
  }

  /// Writes bytes that are safe for a terminal already.
  func write(_ bytes: [UInt8]) {
    try? output.write(bytes.span)
  }

  private func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
