internal import BasketModel
internal import DuplicateIndex
internal import ExportReading

/// What was counted while rows or lines of an export were gathered.
struct GatheredCounts {
  var pieces = 0
  var lines = 0
  var blankLines = 0
  /// How much the export says that it holds.
  var stated: Int?
}

/// Gathers the rows or lines of exports whose orders are scattered.
struct OrderGathering {
  private let limits: ReadLimits
  private let key = KeyedHash.Key.random()
  private let buffer: InputBuffer
  private var pieces: ScatteredPieces
  /// How each export is read, by its index.
  private var layouts: [Int: ExportLayout] = [:]
  /// Of the export last added.
  private(set) var counts = GatheredCounts()
  /// What is wrong with it as a whole.
  private(set) var findings: [Finding] = []

  init(_ plan: ReconciliationPlan, headsAreOrders: Bool) {
    self.init(
      limits: plan.limits, memoryLimitBytes: plan.gatheringLimitBytes,
      directory: plan.temporaryDirectory, headsAreOrders: headsAreOrders)
  }

  /// - Parameter headsAreOrders: Whether a second row or line with the key of an order is another
  ///   order, and not a part of the first.
  init(limits: ReadLimits, memoryLimitBytes: Int, directory: String, headsAreOrders: Bool) {
    self.limits = limits
    buffer = InputBuffer(capacity: limits.bufferBytes)
    pieces = ScatteredPieces(
      memoryLimit: memoryLimitBytes, directory: directory,
      grouping: ScatteredGrouping(
        headsAreOrders: headsAreOrders, groupBytesMax: limits.recordBytesMax))
  }

  /// Reads an export to its end.
  ///
  /// - Returns: Whether it was read to its end.
  mutating func add(
    _ stream: ExportStream, export: Int, bytesAreKnown: Bool, isStopped: () -> Bool
  ) throws(TemporaryFileError) -> Bool {
    counts = GatheredCounts()
    findings = []
    var reader: PieceReader?
    while true {
      if isStopped() { return false }
      guard let startByte = stream.next(buffer) else { return !isStopped() }
      // A read that was ended looks like the end of the export.
      if isStopped() { return false }
      if reader == nil, let layout = stream.layout {
        layouts[export] = layout
        reader = PieceReader(layout, key: key)
      }
      guard let found = reader?.pieces(of: buffer) else { continue }
      let linesBefore = stream.preambleLines + counts.lines
      for piece in found.pieces {
        var waiting = ScatteredPiece(
          key: piece.key, id: piece.id, isHead: piece.isHead, export: export,
          line: linesBefore + piece.line + 1,
          byte: bytesAreKnown ? startByte + piece.range.lowerBound : -1)
        waiting.isOversized = piece.isOversized
        try pieces.add(waiting, of: buffer, piece.range)
      }
      counts.pieces += found.pieces.count
      counts.lines += found.lineCount
      counts.blankLines += found.blankLineCount
      counts.stated = found.statedCount ?? counts.stated
      findings += found.findings
    }
  }

  /// Which of the profile's parts were there, from 0.
  var partsFound: Set<Int> { Set(layouts.values.compactMap(\.part)) }

  /// Ends gathering.
  ///
  /// - Parameter joined: Whether the exports belong together.
  consuming func orders(joined: Bool) throws(TemporaryFileError) -> GatheredOrders {
    var layouts = self.layouts
    if joined, let whole = ExportLayout.joined(layouts) {
      layouts = layouts.mapValues { _ in whole }
    }
    let limits = self.limits
    return GatheredOrders(groups: try pieces.groups(), layouts: layouts, limits: limits)
  }
}

extension ScatteredPieces {
  fileprivate mutating func add(
    _ piece: ScatteredPiece, of buffer: InputBuffer, _ range: Range<Int>
  ) throws(TemporaryFileError) {
    var failure: TemporaryFileError?
    buffer.withBytes(range) { bytes in
      do throws(TemporaryFileError) { try add(piece, bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// Orders that were put together, as buffers.
struct GatheredOrders {
  private var groups: ScatteredGroups
  let layouts: [Int: ExportLayout]
  private let limits: ReadLimits
  /// The group that did not fit into the last buffer.
  private var held: ScatteredGroup?

  init(groups: ScatteredGroups, layouts: [Int: ExportLayout], limits: ReadLimits) {
    self.groups = groups
    self.layouts = layouts
    self.limits = limits
  }

  /// Fills the buffer with the next orders of one export, whose index it gives; nil at the end.
  mutating func fill(_ buffer: InputBuffer) throws(TemporaryFileError) -> Int? {
    buffer.removeAll()
    var lines = 0
    var export = 0
    while true {
      if held == nil { held = try groups.nextGroup() }
      guard let group = held else { break }
      let first = groups.firstPiece(of: group)
      if buffer.pieces.isEmpty {
        export = first.export
      } else if first.export != export || group.isOversized
        || buffer.count + group.byteCount > limits.bufferBytes
      {
        break
      }
      held = nil
      append(group, to: buffer, lines: &lines)
      guard group.isOversized else { continue }
      buffer.content = .oversizedRecord(reason: limits.oversizedReason)
      break
    }
    buffer.endAppending()
    return buffer.pieces.isEmpty ? nil : export
  }

  private func append(_ group: ScatteredGroup, to buffer: InputBuffer, lines: inout Int) {
    var isFirst = true
    groups.forEachPiece(of: group) { piece, bytes in
      buffer.pieces.append(
        BufferPiece(
          start: buffer.count, firstLine: lines, export: piece.export, line: piece.line,
          byte: piece.byte, beginsGroup: isFirst, hasOrder: group.hasHead,
          isRepeat: piece.isRepeat))
      isFirst = false
      buffer.appendLine(bytes)
      for index in bytes.indices where bytes[index] == 0x0A { lines += 1 }
      if bytes.isEmpty || bytes[bytes.count - 1] != 0x0A { lines += 1 }
    }
  }
}
