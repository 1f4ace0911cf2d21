import BasketModel

/// Writes the values that prove a finding as members of a JSON object.
enum FindingDetailsText {
  /// Appends the members, separated by commas, without the braces around them; nothing for `.none`.
  static func appendMembers(of details: FindingDetails, to output: inout [UInt8]) {
    switch details {
    case .none:
      break
    case .sums(let stated, let computed, let money):
      appendSums(stated: stated, computed: computed, money: money, to: &output)
    case .stated(let stated, let money):
      JSONText.appendLiteral(#""stated":"#, to: &output)
      JSONText.appendAmount(stated, scale: money.scale, to: &output)
      JSONText.appendLiteral(#","currency":"#, to: &output)
      JSONText.appendCurrency(money.currency, to: &output)
    case .fault(let fault):
      appendFault(fault, to: &output)
    case .duplicate(let first):
      appendDuplicate(of: first, to: &output)
    case .export(let reason):
      JSONText.appendLiteral(#""reason":"#, to: &output)
      JSONText.appendString(reason, to: &output)
    }
  }

  private static func appendSums(
    stated: Int128, computed: Int128, money: MoneyContext, to output: inout [UInt8]
  ) {
    JSONText.appendLiteral(#""stated":"#, to: &output)
    JSONText.appendAmount(stated, scale: money.scale, to: &output)
    JSONText.appendLiteral(#","computed":"#, to: &output)
    JSONText.appendAmount(computed, scale: money.scale, to: &output)
    JSONText.appendLiteral(#","difference":"#, to: &output)
    // Both are sums and differences of a few values of 64 bits: 128 bits cannot overflow.
    JSONText.appendAmount(stated - computed, scale: money.scale, to: &output)
    JSONText.appendLiteral(#","currency":"#, to: &output)
    JSONText.appendCurrency(money.currency, to: &output)
  }

  private static func appendFault(_ fault: ReadingFault, to output: inout [UInt8]) {
    JSONText.appendLiteral(#""reason":"#, to: &output)
    JSONText.appendString(fault.reason, to: &output)
    if let path = fault.exportPath {
      JSONText.appendLiteral(#","export":"#, to: &output)
      JSONText.appendString(path, to: &output)
    }
    JSONText.appendLiteral(#","line":"#, to: &output)
    JSONText.appendInteger(fault.position.line, to: &output)
    JSONText.appendLiteral(#","byte":"#, to: &output)
    JSONText.appendIntegerOrNull(fault.position.byte, to: &output)
    if let lines = fault.passedLines {
      JSONText.appendLiteral(#","passed_over":{"first_line":"#, to: &output)
      JSONText.appendInteger(lines.first, to: &output)
      JSONText.appendLiteral(#","last_line":"#, to: &output)
      JSONText.appendInteger(lines.last, to: &output)
      output.append(0x7D)
    }
    guard let value = fault.value else { return }
    JSONText.appendLiteral(#","value":"#, to: &output)
    JSONText.appendString(value.span, to: &output)
  }

  private static func appendDuplicate(
    of first: DuplicateOrigin, to output: inout [UInt8]
  ) {
    JSONText.appendLiteral(#""first":{"export":"#, to: &output)
    JSONText.appendString(first.exportPath, to: &output)
    JSONText.appendLiteral(#","record":"#, to: &output)
    JSONText.appendInteger(first.record, to: &output)
    JSONText.appendLiteral(#","line":"#, to: &output)
    JSONText.appendInteger(first.line, to: &output)
    output.append(0x7D)
    guard let kind = first.repeatKind else { return }
    JSONText.appendLiteral(#","kind":"#, to: &output)
    JSONText.appendString(kind.rawValue, to: &output)
  }
}
