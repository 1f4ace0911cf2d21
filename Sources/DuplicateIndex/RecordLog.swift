internal import BasketModel

/// Where each record of the batch stands: four bytes for each, and one base for each buffer.
struct RecordLog {
  private struct Base {
    /// Ordinal of the buffer's first record, from 0 over the batch.
    var ordinal: Int
    var position: RecordPosition
  }

  private var bases: [Base] = []
  /// Lines of the records, from the first line of their buffer; in chunks, so that growing copies
  /// nothing.
  private var chunks: [[Int32]] = []
  /// Records there are.
  private(set) var count = 0

  private static let chunkRecords = 1 << 16

  /// Adds the records of a buffer; returns the ordinal of the first.
  mutating func append(lines: borrowing [Int32], base: RecordPosition) -> Int {
    let first = count
    bases.append(Base(ordinal: first, position: base))
    var index = 0
    while index < lines.count {
      let used = count & (Self.chunkRecords - 1)
      if used == 0 {
        var chunk: [Int32] = []
        chunk.reserveCapacity(Self.chunkRecords)
        chunks.append(chunk)
      }
      let end = min(lines.count, index + Self.chunkRecords - used)
      chunks[chunks.count - 1].append(contentsOf: lines[index..<end])
      count += end - index
      index = end
    }
    return first
  }

  /// The position of the record with this ordinal.
  ///
  /// - Complexity: O(log buffers).
  func position(of ordinal: Int) -> RecordPosition {
    var low = 0
    var high = bases.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if bases[middle].ordinal <= ordinal { low = middle } else { high = middle }
    }
    let base = bases[low]
    let line = chunks[ordinal / Self.chunkRecords][ordinal & (Self.chunkRecords - 1)]
    return RecordPosition(
      export: base.position.export, record: base.position.record + ordinal - base.ordinal,
      line: base.position.line + Int(line))
  }

  var byteCount: Int { chunks.count * Self.chunkRecords * 4 + bases.count * 40 }

  /// The bytes after one more buffer with so many records.
  func byteCount(afterAdding records: Int) -> Int {
    let chunksAfter = (count + records + Self.chunkRecords - 1) / Self.chunkRecords
    return chunksAfter * Self.chunkRecords * 4 + (bases.count + 1) * 40
  }
}
