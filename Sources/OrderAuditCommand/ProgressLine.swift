import Reconciliation

/// When progress is shown.
enum ProgressMode: String, CaseIterable, Sendable {
  case auto, always, never
}

/// Shows how far a run is: on a terminal one line that is written over, elsewhere one line now and
/// then.
struct ProgressLine {
  private let printer: StandardErrorPrinter
  /// Stored bytes of all exports; nil where they cannot be known.
  private let totalBytes: Int?
  private let isShown: Bool
  private let isOverwritten: Bool
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant?

  /// - Parameter mayDisturb: Whether the report goes to the same terminal; automatic progress stays
  ///   away then.
  init(
    mode: ProgressMode, printer: StandardErrorPrinter, totalBytes: Int?, mayDisturb: Bool
  ) {
    self.printer = printer
    self.totalBytes = totalBytes
    isOverwritten = printer.isTerminal && !printer.isDumb
    isShown =
      switch mode {
      case .auto: isOverwritten && !mayDisturb
      case .always: true
      case .never: false
      }
  }

  /// What a first line waits from: on a terminal a run that is over at once shows none.
  private var firstPause: ContinuousClock.Instant { isOverwritten ? start : start - .seconds(1) }

  /// Shows the progress unless it was shown a moment ago.
  mutating func update(_ progress: RunProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let pause: Duration = isOverwritten ? .milliseconds(100) : .seconds(1)
    if (last ?? firstPause).duration(to: now) < pause { return }
    last = now
    let text = ProgressText(
      bytes: progress.bytesTaken, records: progress.records, envelopes: progress.envelopes,
      totalBytes: totalBytes, elapsed: start.duration(to: now)
    ).line
    if isOverwritten {
      printer.write(Array("\r\(text.prefix(max(printer.columns - 1, 1)))\u{1B}[K".utf8))
    } else {
      printer.write(text + "\n")
    }
  }

  /// Takes the line away.
  func clear() {
    guard isOverwritten, last != nil else { return }
    printer.write(Array("\r\u{1B}[K".utf8))
  }
}

/// Progress in words.
package struct ProgressText {
  private let bytes: Int
  private let records: Int
  private let envelopes: Int
  private let totalBytes: Int?
  private let seconds: Double

  /// - Parameters:
  ///   - bytes: Stored bytes read so far.
  ///   - records: Records so far.
  ///   - envelopes: Envelopes so far.
  ///   - totalBytes: Stored bytes of all exports; nil where they cannot be known.
  ///   - elapsed: Time since the start.
  package init(bytes: Int, records: Int, envelopes: Int, totalBytes: Int?, elapsed: Duration) {
    self.bytes = bytes
    self.records = records
    self.envelopes = envelopes
    self.totalBytes = totalBytes
    seconds = elapsed / .seconds(1)
  }

  /// One line: share, bytes, orders, findings, rate and time left.
  package var line: String {
    var parts: [String] = []
    if let totalBytes, totalBytes > 0 {
      parts.append("\(min(bytes, totalBytes) * 100 / totalBytes)%")
    }
    parts.append(megabytes(bytes))
    parts.append("\(records) orders")
    parts.append("\(envelopes) with findings")
    if seconds > 0, bytes > 0 {
      let rate = Double(bytes) / seconds
      parts.append("\(megabytes(Int(rate)))/s")
      if let totalBytes, seconds >= 1, totalBytes > bytes {
        parts.append("\(time(Int(Double(totalBytes - bytes) / rate))) left")
      }
    }
    return parts.joined(separator: ", ")
  }

  private func megabytes(_ bytes: Int) -> String {
    let tenths = bytes / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  private func time(_ seconds: Int) -> String {
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
