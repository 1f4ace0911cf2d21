import BasketModel
import DuplicateIndex
import ExportProfiles
import ExportReading
import OrderRules
import Reconciliation
import ReportWriting

/// One order of an export, found by its id: what fed its fields, its sums, and what each rule says.
///
/// Shows ids, amounts, quantities, currencies and names of places, as reports do.
struct OrderInspection {
  private let opened: OpenedExport
  private let profile: Profile
  private let orderID: [UInt8]
  /// What was found; empty where no order has the id.
  private(set) var text = ""
  /// Whether an order has the id.
  private(set) var isFound = false
  /// Whether the export was read to its end.
  private(set) var isReadable = true
  /// Where orders with the id are: records and lines from 1.
  private var positions: [(record: Int, line: Int)] = []

  /// Orders with the id that are shown whole.
  private static let shownMax = 3

  /// Reads the whole export.
  ///
  /// - Complexity: O(*n*) in its bytes; memory for one buffer.
  init(_ opened: OpenedExport, profile: Profile, orderID: String) {
    self.opened = opened
    self.profile = profile
    self.orderID = Array(orderID.utf8)
    read()
  }

  private mutating func read() {
    var buffers = OrderBuffers(opened, profile: profile)
    let buffer = buffers.buffer
    let tracer = OrderTracer(orderID: orderID, isXML: opened.format == .xml)
    var reader: RecordReader?
    var place = (record: 1, line: 0, firstByte: 0)
    var findings: [Finding] = []
    while let startByte = buffers.next(), let layout = buffers.layout {
      if reader == nil {
        reader = RecordReader(layout)
        reader?.trace(with: tracer)
        place.line = buffers.preambleLines
        place.firstByte = startByte
      }
      tracer.removeAll()
      reader?.read(buffer)
      guard let batch = reader?.batch else { break }
      findings += batch.exportFindings
      let source = OrderSource(
        batch: batch, texts: buffer.text(of: batch), buffer: buffer, startByte: startByte,
        pieces: buffers.pieces, linesBefore: place.line, recordsBefore: place.record,
        preambleBytes: place.firstByte)
      show(source, traces: tracer.traces)
      place.record += batch.orders.count
      place.line += batch.lineCount
    }
    findings += buffers.findings
    isReadable = !findings.contains { $0.code.meansIncomplete }
    for finding in findings {
      guard case .export(let reason) = finding.details else { continue }
      text += "\n\(finding.code.name): \(TerminalText.shown(reason))\n"
    }
    if positions.count > 1 {
      text += "\nThe id is in \(positions.count) records, so all but the first are "
      text += "\(FindingCode.orderIDExists.name):\n"
      for position in positions.prefix(20) {
        text += "  record \(position.record), line \(position.line)\n"
      }
    }
  }

  /// A buffer of the export with its place.
  private struct OrderSource {
    var batch: OrderBatch
    var texts: BatchText
    var buffer: InputBuffer
    /// Of the buffer, from 0.
    var startByte: Int
    /// Where its bytes come from, where it was put together.
    var pieces: BufferPieces
    var linesBefore: Int
    var recordsBefore: Int
    /// Bytes before the first record.
    var preambleBytes: Int
  }

  private mutating func show(_ source: OrderSource, traces: [OrderTrace]) {
    for (index, order) in source.batch.orders.enumerated()
    where source.texts.bytes(of: order.id) == orderID {
      isFound = true
      let places = TracePlaces(
        linesBefore: source.linesBefore, startByte: opened.isRewritten ? nil : source.startByte,
        pieces: source.pieces, separator: opened.format == .xml ? "/" : ".")
      let line = places.line(Int(order.line), byte: Int(order.byte))
      positions.append((source.recordsBefore + index, line))
      guard positions.count <= Self.shownMax else { continue }
      let own =
        traces.first { $0.byte == Int(order.byte) }
        ?? (source.pieces.isEmpty ? plainTrace(of: order, in: source) : nil)
      text += "order \(Self.shown(orderID)): record \(source.recordsBefore + index), "
      text += "\(places.text(of: order))\n"
      if order.isSkipped { text += "\nThe profile skips this order: no rule looks at it.\n" }
      if let own { text += OrderTraceText(own, places).text }
      text += OrderSumText(order, in: source.batch).text
      text += findingText(of: index, in: source)
      text += "\n"
    }
  }

  /// The trace of an order that a plain layout read: a mapping that says the same reads it again.
  private func plainTrace(of order: Order, in source: OrderSource) -> OrderTrace? {
    let start = Int(order.byte)
    let next = source.batch.orders.first { Int($0.byte) > start }
    let end = min(next.map { Int($0.byte) } ?? source.buffer.count, source.buffer.count)
    let sample = ExportSample(firstBytesOf: opened)
    guard let text = sample.text(as: profile), start < end, source.preambleBytes <= text.count
    else { return nil }
    let record = source.buffer.copy(start..<end)
    let again = ExportSample(
      text: Array(text[..<source.preambleBytes]) + record, format: opened.format,
      name: opened.displayPath)
    return again.trace(of: orderID, as: profile.asMappings, preambleBytes: source.preambleBytes)
      .map { trace in
        var moved = trace
        moved.move(bytes: start, lines: Int(order.line))
        return moved
      }
  }

  // MARK: Rules

  private func findingText(of index: Int, in source: OrderSource) -> String {
    var batch = OrderBatch()
    batch.orders = [source.batch.orders[index]]
    batch.items = source.batch.items
    batch.discounts = source.batch.discounts
    batch.decodedText = source.batch.decodedText
    var findings: [OrderFinding] = []
    var tally = RuleTally()
    OrderRuleList.evaluate(
      batch, text: source.texts, context: RuleContext(profile), findings: &findings, tally: &tally)
    var text = ""
    let reading = source.batch.readingFindings.filter { $0.order == index }.map(\.finding)
    if !reading.isEmpty {
      text += "\nFound while reading:\n"
      for finding in reading { text += "  \(Self.line(of: finding))\n" }
    }
    guard !source.batch.orders[index].isUnreadable else { return text }
    text += "\nRules:\n"
    for summary in tally.summaries() {
      guard let code = summary.codes.first else { continue }
      let raised = findings.map(\.finding).filter { $0.code.name == code.name }
      for finding in raised { text += "  \(Self.line(of: finding))\n" }
      guard raised.isEmpty else { continue }
      let reason = summary.notEvaluated.first.map { "not evaluated: \($0.reason)" }
      text += "  \(code.name): \(reason ?? "holds")\n"
    }
    return text
  }

  private static func line(of finding: Finding) -> String {
    let argument = finding.argument.map { " \($0.argument)" } ?? ""
    return "\(finding.code.name)\(argument): \(FindingLine.sentence(of: finding))"
  }

  private static func shown(_ id: [UInt8]) -> String {
    var bytes: [UInt8] = []
    TerminalText.append(id.span, limit: 64, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
