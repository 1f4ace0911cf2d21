package import BasketModel

/// One row or line of a buffer that was put together of pieces from different places.
package struct BufferPiece: BitwiseCopyable, Sendable {
  /// First byte in the buffer, from 0.
  package var start: Int
  /// Lines of the buffer before it.
  package var firstLine: Int
  /// Index of its export in the plan, from 0.
  package var export: Int
  /// Its line in the export, from 1.
  package var line: Int
  /// Its first byte in the export, from 0; -1 where decoding makes it unknowable.
  package var byte: Int
  /// Whether an order begins with it.
  package var beginsGroup: Bool
  /// Whether its order is there; else it is one of several pieces that belong to none.
  package var hasOrder: Bool
  /// Whether it is an order whose key an earlier order has, to which all that has the key belongs.
  package var isRepeat: Bool

  package init(
    start: Int, firstLine: Int, export: Int, line: Int, byte: Int, beginsGroup: Bool,
    hasOrder: Bool, isRepeat: Bool
  ) {
    self.start = start
    self.firstLine = firstLine
    self.export = export
    self.line = line
    self.byte = byte
    self.beginsGroup = beginsGroup
    self.hasOrder = hasOrder
    self.isRepeat = isRepeat
  }
}

/// The pieces of a buffer, to tell where its bytes come from.
package struct BufferPieces: Sendable {
  private let pieces: [BufferPiece]

  /// - Parameter pieces: By ascending start, the first at 0.
  package init(_ pieces: [BufferPiece]) { self.pieces = pieces }

  /// Whether the buffer is simply a part of its export.
  package var isEmpty: Bool { pieces.isEmpty }

  /// Where a place of the buffer (line and byte from 0) stands.
  ///
  /// - Complexity: O(log pieces).
  package func origin(
    ofByte byte: Int, line: Int
  ) -> (export: Int, position: SourcePosition) {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].start <= byte { low = middle } else { high = middle }
    }
    let piece = pieces[low]
    // What ends a buffer may be said to stand at the end of the last line.
    let lines = max(line - piece.firstLine, 0)
    let origin = piece.byte < 0 ? nil : piece.byte + byte - piece.start
    return (piece.export, SourcePosition(line: piece.line + lines, byte: origin))
  }
}
