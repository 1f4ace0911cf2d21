import BasketModel
import ExportProfiles
import ExportReading
import Testing

/// All that reading one export gave, with absolute positions.
struct ReadingResult: Equatable {
  /// The records, one short line each: `id@line`, `?` for an unreadable one, `~` for one with
  /// unreadable rows, P and D in the currency's units, then the findings as `CODE(field)@line`.
  var records: [String] = []
  /// Everything, for comparing two readings.
  var everything: [String] = []
  /// The codes about the export as a whole.
  var exportCodes: [String] = []
  /// Places of records and findings, from line 1 and byte 0.
  var positions: [SourcePosition] = []
  /// Bytes of the findings in order.
  var findingBytes: [Int] = []
  /// Lines that were passed over, from 1, in the order of the findings.
  var passedLines: [PassedLines] = []
  var orders: [ReadOrder] = []
  var lines = 0
  var blankLines = 0
}

/// One record with its texts copied.
struct ReadOrder: Equatable {
  var id: String?
  var texts: [[UInt8]?]
  /// The stated amounts by `OrderAmountField`; nil where absent or invalid.
  var amounts: [String?]
  var items: [String]
  var discounts: [String]
  var isUnreadable: Bool
}

/// Reads one export as the run does, in one thread.
struct ReadingHarness {
  var format: ExportStreamFormat
  var limits = ReadLimits()
  var profile: Profile

  init(_ format: ExportStreamFormat, limits: ReadLimits = ReadLimits()) throws {
    self.format = format
    self.limits = limits
    profile = try BuiltInProfiles.profile(named: "akinon")
  }

  /// With the profile of a YAML text.
  init(_ format: ExportStreamFormat, yaml: String, limits: ReadLimits = ReadLimits()) throws {
    self.format = format
    self.limits = limits
    profile = try ProfileReader.profile(fromYAML: Array(yaml.utf8), source: "test.yaml")
  }

  /// - Parameters:
  ///   - pieceSize: Bytes that the source gives at once.
  ///   - bufferBytes: Bytes of a buffer as long as no record needs more.
  func read(_ bytes: [UInt8], pieceSize: Int = .max, bufferBytes: Int = 1 << 16) -> ReadingResult {
    var limits = limits
    limits.bufferBytes = bufferBytes
    let stream = ExportStream(
      source: MemorySource(bytes, pieceSize: pieceSize), format: format, profile: profile,
      limits: limits)
    let buffer = InputBuffer(capacity: bufferBytes)
    var reader: RecordReader?
    var result = ReadingResult()
    var exportFindings: [Finding] = []
    while let startByte = stream.next(buffer), let layout = stream.layout {
      if reader == nil {
        reader = RecordReader(layout)
        result.lines = stream.preambleLines
        result.blankLines = stream.preambleBlankLines
      }
      reader?.read(buffer)
      guard let batch = reader?.batch else { break }
      result.add(batch, buffer.text(of: batch), startByte: startByte)
      exportFindings += batch.exportFindings
    }
    for finding in stream.findings
    where !exportFindings.contains(where: { $0.code == finding.code }) {
      exportFindings.append(finding)
    }
    for finding in exportFindings {
      result.exportCodes.append(finding.code.name)
      result.everything.append("! \(finding.code.name) \(finding.details)")
    }
    if reader != nil {
      #expect(stream.byteCount == bytes.count)
      result.everything.append("lines=\(result.lines) blank=\(result.blankLines)")
    }
    return result
  }

  /// Reads with many buffer sizes, and byte by byte; everything must be the same every time.
  func readEveryWay(
    _ bytes: [UInt8], bufferSizes: [Int] = Self.bufferSizes,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> ReadingResult {
    let whole = read(bytes)
    for size in bufferSizes {
      let parts = read(bytes, bufferBytes: size)
      expectSame(parts, whole, "buffers of \(size) bytes", bytes, sourceLocation)
    }
    let byByte = read(bytes, pieceSize: 1, bufferBytes: 8)
    expectSame(byByte, whole, "byte by byte", bytes, sourceLocation)
    whole.expectPositions(bytes, sourceLocation)
    return whole
  }

  /// With a first buffer of every length, all cuts that one text can have.
  func readSplitEverywhere(
    _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) -> ReadingResult {
    readEveryWay(bytes, bufferSizes: Array(1...bytes.count + 1), sourceLocation: sourceLocation)
  }

  static let bufferSizes = [1, 2, 3, 7, 16, 63, 64, 65, 128, 200, 500, 1000]

  private func expectSame(
    _ left: ReadingResult, _ right: ReadingResult, _ way: String, _ bytes: [UInt8],
    _ sourceLocation: SourceLocation
  ) {
    guard left.everything != right.everything else { return }
    let input = String(decoding: bytes, as: UTF8.self).debugDescription
    Issue.record(
      """
      \(way): \(left.everything.joined(separator: "\n"))
      whole: \(right.everything.joined(separator: "\n"))
      input: \(input)
      """, sourceLocation: sourceLocation)
  }
}

extension ReadingResult {
  fileprivate mutating func add(_ batch: OrderBatch, _ text: BatchText, startByte: Int) {
    let firstLine = lines + 1
    var next = 0
    for (index, order) in batch.orders.enumerated() {
      let place = SourcePosition(
        line: firstLine + Int(order.line), byte: startByte + Int(order.byte))
      positions.append(place)
      let read = ReadOrder(order, batch, text)
      orders.append(read)
      var short = "\(read.id ?? "null")@\(place.line)"
      if order.isSkipped {
        short += "-"
      } else if order.isUnreadable {
        short += "?"
      } else {
        short += (order.hasUnreadableRows ? "~" : "") + " P=\(order.productSum.text)"
        if order.discountSum != StatedAmount(digits: 0, fractionDigits: order.scale) {
          short += " D=\(order.discountSum.text)"
        }
        if order.termSum != 0 {
          short += " T=\(DecimalText.text(minorUnits: Int128(order.termSum), scale: order.scale))"
        }
      }
      everything.append(
        "\(place.byte ?? -1) \(short) \(read) \(order.currency.code) \(order.entersDuplicateIndex)")
      while next < batch.readingFindings.count, batch.readingFindings[next].order == index {
        short += " " + add(batch.readingFindings[next].finding, firstLine, startByte)
        next += 1
      }
      records.append(short)
    }
    if next != batch.readingFindings.count { records.append("findings are out of order") }
    lines += batch.lineCount
    blankLines += batch.blankLineCount
  }

  private mutating func add(_ finding: Finding, _ firstLine: Int, _ startByte: Int) -> String {
    guard case .fault(let fault) = finding.details else { return "no fault" }
    let place = fault.position.advanced(byLines: firstLine, bytes: startByte)
    positions.append(place)
    findingBytes.append(place.byte ?? -1)
    let field = finding.argument.map { "(\($0.argument))" } ?? ""
    let value = fault.value.map { String(decoding: $0, as: UTF8.self) } ?? "-"
    if let passed = fault.passedLines?.advanced(by: firstLine) { passedLines.append(passed) }
    everything.append(
      "  \(finding.code.name)\(field) \(place.line):\(place.byte ?? -1) \(fault.reason) \(value)"
        + (fault.passedLines.map { " \($0.advanced(by: firstLine))" } ?? ""))
    return "\(finding.code.name)\(field)@\(place.line)"
  }

  /// Every line must be the number of line feeds before its byte, plus one.
  fileprivate func expectPositions(_ bytes: [UInt8], _ sourceLocation: SourceLocation) {
    for place in positions {
      let byte = place.byte ?? -1
      guard byte >= 0, byte <= bytes.count else {
        Issue.record("byte \(byte) is not in the export", sourceLocation: sourceLocation)
        continue
      }
      let line = bytes[..<byte].count { $0 == 0x0A } + 1
      let input = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(place.line == line, "byte \(byte) of \(input)", sourceLocation: sourceLocation)
    }
    if !orders.isEmpty {
      let open = bytes.last == 0x0A ? 0 : 1
      #expect(lines == bytes.count { $0 == 0x0A } + open, sourceLocation: sourceLocation)
    }
  }
}

extension ReadOrder {
  fileprivate init(_ order: Order, _ batch: OrderBatch, _ text: BatchText) {
    id = text.bytes(of: order.id).map { String(decoding: $0, as: UTF8.self) }
    texts = order.texts.indices.map { text.bytes(of: order.texts[$0]) }
    amounts = order.amounts.indices.map { order.amounts[$0].isValid ? order.amounts[$0].text : nil }
    items = order.itemIndices.map { index in
      let item = batch.items[index]
      return
        "\(item.quantity.text)×\(item.unitPrice.text) \(item.price.text)=\(item.linePrice.text)"
    }
    discounts = order.discountIndices.map { batch.discounts[$0].amount.text }
    isUnreadable = order.isUnreadable
  }
}

extension StatedAmount {
  /// The value as decimal text, `-` where absent, `!` where invalid.
  var text: String {
    switch state {
    case .absent: "-"
    case .invalid: "!"
    case .valid: DecimalText.text(minorUnits: Int128(digits), scale: fractionDigits)
    }
  }
}

/// A text with its `§` marks taken out, and where they stood (bytes from 0).
func marked(_ text: String) -> (bytes: [UInt8], marks: [Int]) {
  var bytes: [UInt8] = []
  var marks: [Int] = []
  for character in text.unicodeScalars {
    if character == "§" {
      marks.append(bytes.count)
    } else {
      bytes += String(character).utf8
    }
  }
  return (bytes, marks)
}
