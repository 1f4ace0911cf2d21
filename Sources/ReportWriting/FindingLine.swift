package import BasketModel

/// One envelope as a line for people, in the shape that editors and compilers use:
/// `FILE:LINE: error: CODE order ID: what is wrong`.
package enum FindingLine {
  /// Bytes of a path or a sentence that are shown at most.
  static let maximumPathBytes = 200
  /// Bytes of an order id or another value that are shown at most.
  static let maximumValueBytes = 64

  /// Appends the envelope's first finding and how many more there are, with a line feed.
  static func append(_ envelope: Envelope, isColored: Bool, to output: inout [UInt8]) {
    guard let finding = envelope.findings.first else { return }
    TerminalText.append(
      path(of: finding) ?? envelope.exportPath, limit: maximumPathBytes, to: &output)
    if let line = line(of: finding, in: envelope) { append(":\(line)", to: &output) }
    append(": ", to: &output)
    append(severity: finding.code.severity, isColored: isColored, to: &output)
    append(": \(finding.code.name)", to: &output)
    if let orderID = envelope.orderID {
      append(" order ", to: &output)
      TerminalText.append(orderID.span, limit: maximumValueBytes, to: &output)
    }
    append(": ", to: &output)
    if let argument = finding.argument { append("\(argument.argument): ", to: &output) }
    append(finding, to: &output)
    let more = envelope.findings.count - 1
    if more > 0 { append(" (and \(more) more)", to: &output) }
    append("\n", to: &output)
  }

  /// The line a reader should look at: that of the fault where there is one, else the record's.
  private static func line(of finding: Finding, in envelope: Envelope) -> Int? {
    if case .fault(let fault) = finding.details { return fault.position.line }
    return envelope.position?.line
  }

  /// The path of the fault, where it is not in the order's export.
  private static func path(of finding: Finding) -> String? {
    if case .fault(let fault) = finding.details { return fault.exportPath }
    return nil
  }

  private static func append(
    severity: FindingCode.Severity, isColored: Bool, to output: inout [UInt8]
  ) {
    guard isColored else { return append(severity.rawValue, to: &output) }
    let color = severity == .error ? "31" : "33"
    append("\u{1B}[1;\(color)m\(severity.rawValue)\u{1B}[0m", to: &output)
  }

  /// What is wrong, without code and place, safe for a terminal.
  package static func sentence(of finding: Finding) -> String {
    var bytes: [UInt8] = []
    append(finding, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ finding: Finding, to output: inout [UInt8]) {
    switch finding.details {
    case .none:
      append(finding.code.englishMessage, to: &output)
    case .sums(let stated, let computed, let money):
      append("stated \(amount(stated, money)), computed \(amount(computed, money))", to: &output)
      append(", difference \(amount(stated - computed, money))", to: &output)
    case .stated(let stated, let money):
      append("stated \(amount(stated, money))", to: &output)
    case .fault(let fault):
      TerminalText.append(fault.reason, limit: maximumPathBytes, to: &output)
      guard let value = fault.value else { return }
      append(": ", to: &output)
      TerminalText.append(value.span, limit: maximumValueBytes, to: &output)
    case .duplicate(let first):
      append("first at ", to: &output)
      TerminalText.append(first.exportPath, limit: maximumPathBytes, to: &output)
      append(":\(first.line)", to: &output)
      switch first.repeatKind {
      case .sameContent: append(", with the same content", to: &output)
      case .differentContent: append(", with different content", to: &output)
      case nil: break
      }
    case .export(let reason):
      TerminalText.append(reason, limit: maximumPathBytes, to: &output)
    }
  }

  private static func amount(_ minorUnits: Int128, _ money: MoneyContext) -> String {
    let text = DecimalText.text(minorUnits: minorUnits, scale: money.scale)
    return money.currency.isKnown ? "\(text) \(money.currency.code)" : text
  }

  private static func append(_ text: String, to output: inout [UInt8]) {
    output.append(contentsOf: text.utf8)
  }
}
