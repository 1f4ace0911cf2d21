package import BasketModel

/// A row or line of a buffer and the order it belongs to.
package struct FoundPiece: Sendable {
  /// Its bytes in the buffer, with the line feed.
  package var range: Range<Int>
  /// Its line, from the buffer's first line, from 0.
  package var line: Int
  /// Of its order, or of its parent; nil for what belongs to nothing.
  package var key: KeyedHash.Value?
  /// What children refer to; nil where nothing can.
  package var id: KeyedHash.Value?
  /// Whether it makes an order by itself.
  package var isHead: Bool
  /// Whether it is longer than a record may be; `range` is what there is of it in the buffer.
  package var isOversized = false
}

/// What a buffer of a scattered export holds.
package struct FoundPieces: Sendable {
  package fileprivate(set) var pieces: [FoundPiece] = []
  package fileprivate(set) var lineCount = 0
  package fileprivate(set) var blankLineCount = 0
  /// What is wrong with the export as a whole.
  package fileprivate(set) var findings: [Finding] = []

  /// How much the export says that it holds.
  package fileprivate(set) var statedCount: Int?

  mutating func state(_ count: Int) { statedCount = count }
  mutating func add(_ piece: FoundPiece) { pieces.append(piece) }
  mutating func addBlankLine() { blankLineCount += 1 }
  mutating func count(lines: Int) { lineCount += lines }
  mutating func note(_ finding: Finding) { findings.append(finding) }
}

/// Finds the rows or lines of exports whose orders are scattered, and what they belong to.
///
/// Buffers may end between any two of them. Owned by one task.
package struct PieceReader {
  private var table: TablePieceReader?
  private var lines: LinePieceReader?

  /// Nil for layouts whose orders stand together.
  ///
  /// - Parameter key: Of the hashes of keys; the same for all that is to be compared.
  package init?(_ layout: ExportLayout, key: KeyedHash.Key) {
    guard layout.isScattered else { return nil }
    switch layout.kind {
    case .mappedTable(let plan):
      table = TablePieceReader(plan: plan, limits: layout.limits, hashKey: key)
    case .mappedLines(let plan):
      guard let reader = LinePieceReader(plan: plan, limits: layout.limits, hashKey: key) else {
        return nil
      }
      lines = reader
    default: return nil
    }
  }

  /// The pieces of the next buffer, in input order.
  ///
  /// - Complexity: O(*n*) in bytes.
  package mutating func pieces(of buffer: InputBuffer) -> FoundPieces {
    var found = FoundPieces()
    let bytes = buffer.bytes
    switch buffer.content {
    case .records:
      table?.read(bytes, isLast: buffer.isLast, into: &found)
      lines?.read(bytes, isLast: buffer.isLast, into: &found)
      return found
    case .oversizedRecord:
      found.add(
        FoundPiece(
          range: 0..<min(bytes.count, 1), line: 0, key: nil, id: nil, isHead: true,
          isOversized: true))
    case .passedOver: break
    }
    let hasOpenLine = buffer.isLast && bytes.count > 0 && bytes[bytes.count - 1] != 0x0A
    found.count(lines: bytes.countOf(0x0A, in: 0..<bytes.count) + (hasOpenLine ? 1 : 0))
    return found
  }
}
