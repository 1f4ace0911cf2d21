package import BasketModel
package import ExportProfiles

/// Reads an XML document that is in memory, in buffers that grow by a given step: the way exports
/// are read, for tests and fuzzers.
package struct XMLWholeDocument {
  private let layout: NestedLayout
  private let settings: AssemblySettings
  private let limits: ReadLimits

  package init(_ layout: NestedLayout, settings: AssemblySettings, limits: ReadLimits) {
    self.layout = layout
    self.settings = settings
    self.limits = limits
  }

  /// Reads `document`, `step` more bytes (at least 1) whenever more are needed.
  ///
  /// - Parameters:
  ///   - firstStep: Bytes of the first read; nil for `step`.
  ///   - body: Gets each buffer's batch, its texts, and the byte (from 0) and line (from 0) that
  ///     its places are relative to.
  /// - Returns: What is wrong with the export as a whole.
  package func read(
    _ document: [UInt8], step: Int, firstStep: Int? = nil,
    _ body: (OrderBatch, BatchText, _ byte: Int, _ line: Int) -> Void
  ) -> [Finding] {
    var available = min(document.count, max(1, firstStep ?? step))
    let buffer = InputBuffer(capacity: max(1, document.count))
    let preamble = XMLPreamble(layout, limits: limits)
    while true {
      buffer.replaceContents(with: Array(document[..<available]))
      switch preamble.read(buffer.bytes, isEnd: available == document.count) {
      case .needsMore: available = min(document.count, available + step)
      case .finished(let findings): return findings
      case .ready(let description, let start):
        let line = buffer.bytes.countOf(0x0A, in: 0..<start)
        return readRecords(
          description, document, from: start, line: line, available: available, step: step, body)
      }
    }
  }

  private func readRecords(
    _ description: XMLDocument, _ document: [UInt8], from contentStart: Int, line firstLine: Int,
    available firstAvailable: Int, step: Int,
    _ body: (OrderBatch, BatchText, _ byte: Int, _ line: Int) -> Void
  ) -> [Finding] {
    var start = contentStart
    var line = firstLine
    var available = firstAvailable
    var cutter = XMLCutter(description)
    var reader = XMLReader(description)
    let buffer = InputBuffer(capacity: max(1, document.count))
    while true {
      let isEnd = available == document.count
      buffer.replaceContents(with: Array(document[start..<available]))
      let cut = cutter.cut(buffer.bytes, isEnd: isEnd)
      let length: Int
      switch cut {
      case .needsMore:
        available = min(document.count, available + step)
        continue
      case .at(let index), .end(let index): length = index
      }
      buffer.setCount(length)
      var assembler = OrderAssembler(settings: settings)
      var isLast = false
      if case .end = cut { isLast = true }
      if !cutter.isPastRecords { reader.read(buffer.bytes, isLast: isLast, into: &assembler) }
      body(assembler.batch, buffer.text(of: assembler.batch), start, line)
      start += length
      line += assembler.batch.lineCount
      if isLast { return cutter.findings }
    }
  }

  /// What is wrong with a whole document by the grammar of XML, as the readers' parser sees it;
  /// empty when it is well-formed. A DOCTYPE is one fault, and parsing goes on behind it.
  package static func grammarFaults(of document: [UInt8], limits: ReadLimits) -> [String] {
    let parser = XMLOutlineParser(path: [], stopsAtEnd: false, limits: limits, passesDoctype: true)
    parser.parse(document)
    parser.end()
    let outcome = parser.outcome
    let fault = outcome.fault ?? (outcome.isRootClosed ? nil : "the document has no whole element")
    return (outcome.hasDoctype ? ["a DOCTYPE is not accepted"] : []) + (fault.map { [$0] } ?? [])
  }
}
