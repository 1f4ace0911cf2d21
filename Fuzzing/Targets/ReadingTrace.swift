import BasketModel
import ExportProfiles
import ExportReading

/// All that reading one export gave, with absolute positions, as lines that can be compared.
struct ReadingTrace {
  /// Records and findings in input order, findings about the export last.
  private(set) var entries: [String] = []
  /// The records in input order.
  private(set) var records: [Record] = []
  /// What is impossible in itself, such as a position outside of the export.
  private(set) var complaint: String?
  private var lines = 0
  private var blankLines = 0
  /// Line feeds before each byte of the export and before its end.
  private let lineFeeds: [Int]

  /// One record.
  struct Record: Equatable {
    var id: [UInt8]?
    var texts: [[UInt8]?]
    var isUnreadable: Bool
    /// First byte in the export, from 0.
    var byte: Int
  }

  /// Reads `bytes` as the run does, on one thread.
  init(
    _ bytes: [UInt8], _ format: ExportStreamFormat, limits: ReadLimits,
    readerPerBuffer: Bool = false
  ) {
    var count = 0
    lineFeeds =
      [0]
      + bytes.map { byte in
        count += byte == 0x0A ? 1 : 0
        return count
      }
    let source = ByteArraySource(bytes)
    let stream = ExportStream(
      source: source, format: format, profile: Self.profile, limits: limits)
    let buffer = InputBuffer(capacity: limits.bufferBytes)
    var reader: RecordReader?
    var exportFindings: [Finding] = []
    while let startByte = stream.next(buffer), let layout = stream.layout {
      if reader == nil {
        lines = stream.preambleLines
        blankLines = stream.preambleBlankLines
      }
      if reader == nil || readerPerBuffer { reader = RecordReader(layout) }
      reader?.read(buffer)
      guard let batch = reader?.batch else { break }
      add(batch, buffer.text(of: batch), startByte: startByte)
      exportFindings += batch.exportFindings
    }
    for finding in stream.findings
    where !exportFindings.contains(where: { $0.code == finding.code }) {
      exportFindings.append(finding)
    }
    // In which words libxml2 refuses a prologue depends on how much of it it is given at once.
    entries += exportFindings.map { finding in
      let isRefused = finding.code == .unreadableInput
      return "! \(finding.code.name)" + (isRefused ? "" : " \(finding.details)")
    }
    // An export that is cut, or unreadable from some place on, need not be counted to its end.
    guard reader != nil, !exportFindings.contains(where: \.code.meansIncomplete) else { return }
    entries.append("\(lines) lines, \(blankLines) blank")
    if stream.byteCount != bytes.count {
      complaint = "\(stream.byteCount) bytes accounted for, of \(bytes.count)"
    }
  }

  static let profile: Profile = {
    do { return try BuiltInProfiles.profile(named: "akinon") } catch { fatalError("\(error)") }
  }()

  private mutating func add(
    _ batch: OrderBatch, _ text: BatchText, startByte: Int
  ) {
    let firstLine = lines + 1
    var next = 0
    for (index, order) in batch.orders.enumerated() {
      let byte = startByte + Int(order.byte)
      let line = firstLine + Int(order.line)
      check(byte: byte, line: line)
      records.append(
        Record(
          id: text.bytes(of: order.id),
          texts: order.texts.indices.map { text.bytes(of: order.texts[$0]) },
          isUnreadable: order.isUnreadable, byte: byte))
      entries.append("\(line):\(byte) \(description(of: order, batch, text))")
      while next < batch.readingFindings.count, batch.readingFindings[next].order == index {
        add(batch.readingFindings[next].finding, firstLine, startByte)
        next += 1
      }
    }
    if next != batch.readingFindings.count { complaint = "findings are out of order" }
    lines += batch.lineCount
    blankLines += batch.blankLineCount
  }

  private mutating func add(
    _ finding: Finding, _ firstLine: Int, _ startByte: Int
  ) {
    guard case .fault(let fault) = finding.details else {
      complaint = "a reading finding without a place"
      return
    }
    let place = fault.position.advanced(byLines: firstLine, bytes: startByte)
    check(byte: place.byte ?? -1, line: place.line)
    let field = finding.argument?.argument ?? "-"
    let value = fault.value.map { String(decoding: $0, as: UTF8.self) } ?? "-"
    entries.append(
      "  \(finding.code.name) \(field) \(place.line):\(place.byte ?? -1) \(fault.reason) \(value)"
        + (fault.passedLines.map { " \($0.advanced(by: firstLine))" } ?? ""))
  }

  /// A line must be the number of line feeds before its byte, plus one.
  private mutating func check(byte: Int, line: Int) {
    guard lineFeeds.indices.contains(byte) else {
      complaint = "byte \(byte) of \(lineFeeds.count - 1)"
      return
    }
    let expected = lineFeeds[byte] + 1
    if line != expected { complaint = "byte \(byte) is on line \(expected), not \(line)" }
  }

  private func description(of order: Order, _ batch: OrderBatch, _ text: BatchText) -> String {
    let texts = order.texts.indices.map { index in
      text.bytes(of: order.texts[index]).map { String(decoding: $0, as: UTF8.self) } ?? "-"
    }
    let amounts = order.amounts.indices.map { order.amounts[$0].text }
    let items = order.itemIndices.map { index in
      let item = batch.items[index]
      return
        "\(item.quantity.text)×\(item.unitPrice.text) \(item.price.text)=\(item.linePrice.text)"
    }
    let discounts = order.discountIndices.map { batch.discounts[$0].amount.text }
    return "\(order.isUnreadable) \(order.hasUnreadableRows) \(order.entersDuplicateIndex) "
      + "\(order.currency.code) \(order.scale) \(texts) \(amounts) \(items) \(discounts) "
      + "\(order.productSum.text) \(order.discountSum.text)"
  }
}

extension StatedAmount {
  /// The value as decimal text, `-` where absent, `!` where invalid.
  fileprivate var text: String {
    switch state {
    case .absent: "-"
    case .invalid: "!"
    case .valid: DecimalText.text(minorUnits: Int128(digits), scale: fractionDigits)
    }
  }
}

/// Bytes in memory as a source.
final class ByteArraySource: ByteSource {
  private let bytes: [UInt8]
  private(set) var bytesTaken = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = min(buffer.count, bytes.count - bytesTaken)
    unsafe buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
    bytesTaken += count
    return count
  }
}
