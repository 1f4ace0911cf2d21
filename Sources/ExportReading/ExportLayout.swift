package import BasketModel
package import ExportProfiles

/// How the records of one export are read: a profile's layout compiled for the export.
///
/// Immutable and shared by all workers.
package struct ExportLayout: Sendable {
  enum Kind: Sendable {
    case jsonLines(NestedPlan)
    case csv(TablePlan)
    case xml(XMLDocument)
    case mappedTable(TableMapping)
    case mappedLines(JSONMapping)
    case mappedDocument(JSONMapping, isSequence: Bool)
    case mappedXML(XMLMapping)
    case joinedTables(JoinedTables)
  }

  let kind: Kind
  let limits: ReadLimits
  let settings: AssemblySettings

  /// Whether what makes an order may stand anywhere, so that it has to be gathered first.
  package var isScattered: Bool {
    switch kind {
    case .mappedTable(let plan): plan.options.isScattered
    case .joinedTables: true
    case .mappedLines(let plan): plan.children?.order == .scattered
    case .csv, .jsonLines, .xml, .mappedDocument, .mappedXML: false
    }
  }

  /// Whether a record is a group of rows that stand together, so that more of them may stand apart.
  package var groupsAdjacentRows: Bool {
    switch kind {
    case .csv: true
    case .mappedTable: !isScattered
    case .jsonLines, .xml, .mappedLines, .mappedDocument, .mappedXML, .joinedTables: false
    }
  }

  /// The bytes of a record without what stands between it and the next.
  ///
  /// - Parameter range: From the record's first byte to the next record's, or to the end.
  package func content(of range: Range<Int>, in buffer: InputBuffer) -> Range<Int> {
    let bytes = buffer.bytes
    var end = range.upperBound
    switch kind {
    case .csv, .mappedTable, .jsonLines, .mappedLines, .joinedTables: break
    case .mappedDocument:
      end =
        JSONArrayCutter.elementEnd(bytes, from: range.lowerBound, limits: limits, isEnd: true)
        ?? end
    case .xml(let document): end = Self.elementEnd(document.recordName, bytes, range)
    case .mappedXML(let mapping):
      if let document = mapping.document {
        end = Self.elementEnd(document.recordName, bytes, range)
      }
    }
    while end > range.lowerBound, DecimalParser.isBlank(bytes[end - 1]) { end -= 1 }
    return range.lowerBound..<end
  }

  /// Behind the last end tag of a name; records do not nest.
  private static func elementEnd(
    _ name: [UInt8], _ bytes: PaddedBytes, _ range: Range<Int>
  ) -> Int {
    var end = range.upperBound
    while let open = bytes.last(0x3C, in: range.lowerBound..<end) {
      var nameStart = open + 2
      let tagEnd = bytes.first(0x3E, in: open..<range.upperBound)
      let colon = bytes.first(0x3A, in: min(nameStart, tagEnd)..<tagEnd)
      if colon < tagEnd { nameStart = colon + 1 }
      if bytes[open + 1] == 0x2F, nameStart + name.count <= tagEnd,
        bytes.equal(nameStart..<nameStart + name.count, to: name)
      {
        return min(tagEnd + 1, range.upperBound)
      }
      end = open
    }
    return range.upperBound
  }
}

extension AssemblySettings {
  /// What a profile says about money.
  package init(_ profile: Profile) {
    self.init(
      defaultCurrency: profile.defaultCurrency,
      minimumFractionDigits: profile.minimumFractionDigits, itemPrice: profile.itemPrice)
    allowsAnyQuantity = profile.allowsNegativeAmounts
  }

  /// As above, for a mapping that says which amounts exports state.
  init(_ profile: Profile, mapping: RecordMapping?) {
    self.init(profile)
    for field in OrderAmountField.allCases
    where (mapping.map { $0.notStated + $0.optionalFields } ?? []).contains(field.field) {
      unstatedAmounts |= 1 << UInt8(field.rawValue)
    }
  }
}

/// Reads buffers of one export into orders. Owned by one worker at a time and reused.
package struct RecordReader {
  // One of the readers is set. Optionals and not an enum: see `RecordCutter`.
  private var jsonLines: JSONLinesReader?
  private var csv: CSVReader?
  private var xml: XMLReader?
  private var mapped: MappedReader?
  private var scatteredTable: ScatteredTableReader?
  private var scatteredLines: ScatteredLineReader?
  private let limits: ReadLimits
  private var assembler: OrderAssembler

  package init(_ layout: ExportLayout) {
    limits = layout.limits
    assembler = OrderAssembler(settings: layout.settings)
    switch layout.kind {
    case .jsonLines(let plan): jsonLines = JSONLinesReader(plan: plan, limits: layout.limits)
    case .csv(let plan): csv = CSVReader(plan: plan, limits: layout.limits)
    case .xml(let document): xml = XMLReader(document)
    case .mappedTable(let plan) where layout.isScattered:
      scatteredTable = ScatteredTableReader(JoinedTables(plan), limits: layout.limits)
    case .joinedTables(let tables):
      scatteredTable = ScatteredTableReader(tables, limits: layout.limits)
    case .mappedTable(let plan):
      mapped = MappedReader(TableMappingReader(plan: plan, limits: layout.limits))
    case .mappedLines(let plan) where layout.isScattered:
      scatteredLines = ScatteredLineReader(plan: plan, limits: layout.limits)
    case .mappedLines(let plan):
      mapped = MappedReader(JSONMappingReader(plan: plan, shape: .lines, limits: layout.limits))
    case .mappedDocument(let plan, let isSequence):
      mapped = MappedReader(
        JSONMappingReader(
          plan: plan, shape: isSequence ? .sequence : .array, limits: layout.limits))
    case .mappedXML(let plan): mapped = MappedReader(XMLMappingReader(plan))
    }
  }

  /// Lets the tracer look at each order that a mapping reads; plain layouts show it nothing.
  package mutating func trace(with tracer: OrderTracer) {
    mapped?.trace(with: tracer)
    scatteredTable?.trace(with: tracer)
    scatteredLines?.trace(with: tracer)
  }

  /// The orders of the buffer last read.
  package var batch: OrderBatch {
    _read { yield assembler.batch }
  }

  /// Reads a buffer, replacing `batch`.
  ///
  /// - Complexity: O(*n*) in bytes.
  package mutating func read(_ buffer: InputBuffer) {
    assembler.beginBatch()
    let bytes = buffer.bytes
    switch buffer.content {
    case .records:
      jsonLines?.read(bytes, isLast: buffer.isLast, into: &assembler)
      csv?.read(bytes, isLast: buffer.isLast, into: &assembler)
      xml?.read(bytes, isLast: buffer.isLast, into: &assembler)
      mapped?.read(bytes, isLast: buffer.isLast, into: &assembler)
      scatteredTable?.read(bytes, buffer.pieces, into: &assembler)
      scatteredLines?.read(bytes, buffer.pieces, into: &assembler)
    case .oversizedRecord(let reason):
      assembler.addUnreadableRecord(
        bytes, byte: 0, line: 0, id: .absent, reason: reason, faultByte: 0)
      countLines(bytes, isLast: buffer.isLast)
    case .passedOver: countLines(bytes, isLast: buffer.isLast)
    }
  }

  /// Reads a buffer into a batch of the caller's, whose storage is used again.
  ///
  /// - Complexity: O(*n*) in bytes.
  package mutating func read(_ buffer: InputBuffer, into batch: inout OrderBatch) {
    swap(&assembler.batch, &batch)
    read(buffer)
    swap(&assembler.batch, &batch)
  }

  private mutating func countLines(_ bytes: PaddedBytes, isLast: Bool) {
    let lineFeeds = bytes.countOf(0x0A, in: 0..<bytes.count)
    // In XML only line feeds count.
    let hasOpenLine =
      xml == nil && isLast && bytes.count > 0 && bytes[bytes.count - 1] != 0x0A
    assembler.batch.lineCount += lineFeeds + (hasOpenLine ? 1 : 0)
  }
}
