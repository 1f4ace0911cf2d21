import ArgumentParser

/// How long a run may read, as `90s`, `10m` or `2h`.
package struct Deadline: Equatable, Sendable {
  /// The time in seconds, at least 1.
  package let seconds: Int
  /// As it was given.
  package let text: String

  /// A year: more would be a mistake.
  private static let secondsMax = 366 * 24 * 3600

  /// Reads digits with a unit s, m or h; nil for anything else, for nothing and for more than a
  /// year.
  package init?(argument: String) {
    let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = argument.last, let factor = factors[unit] else { return nil }
    let digits = argument.dropLast()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits)
    else { return nil }
    let (seconds, overflows) = number.multipliedReportingOverflow(by: factor)
    guard !overflows, (1...Self.secondsMax).contains(seconds) else { return nil }
    self.seconds = seconds
    text = argument
  }
}

extension Deadline: ExpressibleByArgument {}
