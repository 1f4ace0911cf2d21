package import BasketModel

/// A row or line that waits for the others of its order, without its bytes.
package struct ScatteredPiece: BitwiseCopyable, Sendable {
  /// Of the order that it belongs to; for a child of a child, of its parent.
  package var key: KeyedHash.Value
  /// What children refer to; counts only with `hasID`.
  package var id = KeyedHash.Value(high: 0, low: 0)
  package var hasID = false
  /// Whether it makes an order by itself: a row, or a line without a parent.
  package var isHead: Bool
  /// Index of the export in the plan, from 0.
  package var export: Int
  /// Its line in the export, from 1.
  package var line: Int
  /// Its first byte in the export, from 0.
  package var byte: Int
  /// Its place among all pieces, from 0.
  package internal(set) var ordinal: UInt64 = 0
  /// The ordinal that its order is emitted at.
  var place: UInt64 = 0
  /// Whether it is longer than a record may be; its bytes are not all there then.
  package var isOversized = false
  /// Whether it is an order whose key an earlier order has: what belongs to the key stands there.
  package internal(set) var isRepeat = false
  /// Whether it only says that `key` is a child of `id`.
  var isLink = false
  /// Where its bytes stand in the list that holds it.
  var chunk: UInt32 = 0
  var offset: UInt32 = 0
  /// Bytes of it.
  package internal(set) var byteCount: UInt32 = 0

  /// - Parameters:
  ///   - key: As the property; nil for what belongs to nothing and is a record of its own.
  ///   - id: As the property; nil where nothing can refer to it.
  package init(
    key: KeyedHash.Value?, id: KeyedHash.Value? = nil, isHead: Bool, export: Int, line: Int,
    byte: Int
  ) {
    self.key = key ?? Self.noKey
    self.isHead = isHead || key == nil
    self.export = export
    self.line = line
    self.byte = byte
    if let id {
      self.id = id
      hasID = true
    }
  }

  /// Stands for a key of its own, which follows from the ordinal.
  static let noKey = KeyedHash.Value(high: .max, low: .max)

  /// Gives a piece its ordinal, and with it a key where it has none.
  mutating func number(_ ordinal: UInt64) {
    self.ordinal = ordinal
    if key == Self.noKey {
      // Any odd number spreads them over the partitions.
      key = KeyedHash.Value(high: ordinal &* 0x9E37_79B9_7F4A_7C15, low: ~ordinal)
    }
  }

  /// What the piece says to children of its children; nil where nothing can refer to it.
  var link: ScatteredPiece? {
    guard hasID, !isHead else { return nil }
    var link = self
    link.isLink = true
    link.key = id
    link.id = key
    link.byteCount = 0
    return link
  }

  /// Bytes that a piece takes in memory beside its own.
  static let bytesInMemory = MemoryLayout<ScatteredPiece>.stride + 24
}

/// Pieces in memory, with their bytes.
struct PieceList {
  private(set) var pieces: [ScatteredPiece] = []
  private var chunks: [[UInt8]] = []
  /// Bytes that the list takes, about.
  private(set) var byteCount = 0

  /// So that growing copies nothing.
  private static let chunkBytes = 256 << 10

  /// Appends a piece.
  mutating func append(_ piece: ScatteredPiece, _ bytes: Span<UInt8>) {
    var piece = piece
    let room = chunks.last.map { $0.capacity - $0.count } ?? 0
    if room < bytes.count || chunks.isEmpty {
      var chunk: [UInt8] = []
      chunk.reserveCapacity(max(Self.chunkBytes, bytes.count))
      chunks.append(chunk)
    }
    piece.chunk = UInt32(truncatingIfNeeded: chunks.count - 1)
    piece.offset = UInt32(truncatingIfNeeded: chunks[chunks.count - 1].count)
    piece.byteCount = UInt32(truncatingIfNeeded: bytes.count)
    // Safe: the pointer is used within the closure only.
    unsafe bytes.withUnsafeBufferPointer {
      unsafe chunks[chunks.count - 1].append(contentsOf: $0)
    }
    pieces.append(piece)
    byteCount += bytes.count + ScatteredPiece.bytesInMemory
  }

  /// Calls `body` with the bytes of a piece.
  func withBytes<Result, Failure: Error>(
    of piece: ScatteredPiece, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = Int(piece.offset)
    let chunk = chunks[Int(piece.chunk)]
    let span = chunk.span
    return try body(span.extracting(start..<start + Int(piece.byteCount)))
  }

  /// Changes each piece.
  mutating func update(_ body: (inout ScatteredPiece) -> Void) {
    for index in pieces.indices { body(&pieces[index]) }
  }
}
