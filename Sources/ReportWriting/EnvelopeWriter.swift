package import BasketModel

/// Writes envelopes as lines of JSON, keys in a fixed order (README, Report).
package struct EnvelopeWriter: Sendable {
  private let format: EnvelopeFormat
  private let language: MessageLanguage
  /// The bytes from an error's start to its argument, by code. As many as there are codes: they are
  /// the same in every envelope, and escaping them again would be half the work.
  private var errorHeads: [FindingCode: [UInt8]] = [:]

  package init(format: EnvelopeFormat, language: MessageLanguage) {
    self.format = format
    self.language = language
  }

  /// Appends one envelope and a line feed: one line whatever the envelope holds.
  ///
  /// - Complexity: O(*n*) in the bytes written; no allocation beyond the output's, except for
  ///   arguments that name an item or a discount.
  package mutating func append(_ envelope: Envelope, to output: inout [UInt8]) {
    JSONText.appendLiteral(#"{"trace_id":""#, to: &output)
    envelope.traceID.append(to: &output)
    JSONText.appendLiteral(#"""#, to: &output)
    if format == .full { appendOrigin(of: envelope, to: &output) }
    JSONText.appendLiteral(#","response":{"errors":["#, to: &output)
    var isFirst = true
    for finding in envelope.findings {
      if !isFirst { output.append(0x2C) }
      isFirst = false
      appendError(finding, to: &output)
    }
    JSONText.appendLiteral("]}}\n", to: &output)
  }

  private func appendOrigin(of envelope: Envelope, to output: inout [UInt8]) {
    JSONText.appendLiteral(#","order_id":"#, to: &output)
    JSONText.appendStringOrNull(envelope.orderID, to: &output)
    JSONText.appendLiteral(#","source":{"export":"#, to: &output)
    JSONText.appendString(envelope.exportPath, to: &output)
    JSONText.appendLiteral(#","record":"#, to: &output)
    JSONText.appendIntegerOrNull(envelope.record, to: &output)
    JSONText.appendLiteral(#","line":"#, to: &output)
    JSONText.appendIntegerOrNull(envelope.position?.line, to: &output)
    JSONText.appendLiteral(#","byte":"#, to: &output)
    JSONText.appendIntegerOrNull(envelope.position?.byte, to: &output)
    output.append(0x7D)
    guard let text = envelope.recordText else { return }
    JSONText.appendLiteral(#","record":"#, to: &output)
    JSONText.appendString(text.span, to: &output)
  }

  private mutating func appendError(_ finding: Finding, to output: inout [UInt8]) {
    appendErrorHead(of: finding.code, to: &output)
    if let argument = finding.argument {
      JSONText.appendString(argument.argument, to: &output)
    } else {
      JSONText.appendLiteral("null", to: &output)
    }
    if format == .full {
      JSONText.appendLiteral(#","details":{"#, to: &output)
      let start = output.count
      FindingDetailsText.appendMembers(of: finding.details, to: &output)
      if finding.code.severity != .error {
        if output.count > start { output.append(0x2C) }
        JSONText.appendLiteral(#""severity":"#, to: &output)
        JSONText.appendString(finding.code.severity.rawValue, to: &output)
      }
      output.append(0x7D)
    }
    output.append(0x7D)
  }

  private mutating func appendErrorHead(of code: FindingCode, to output: inout [UInt8]) {
    if let head = errorHeads[code] {
      output.append(contentsOf: head)
      return
    }
    var head: [UInt8] = []
    JSONText.appendLiteral(#"{"error_code":"#, to: &head)
    JSONText.appendString(code.name, to: &head)
    JSONText.appendLiteral(#","message":"#, to: &head)
    JSONText.appendString(language.message(of: code), to: &head)
    JSONText.appendLiteral(#","argument":"#, to: &head)
    output.append(contentsOf: head)
    errorHeads[code] = head
  }
}
