/// The pieces of one order, or one piece without an order.
package struct ScatteredGroup: Sendable {
  /// Places in the list that holds them.
  fileprivate var range: Range<Int>
  /// Whether there is an order; else these are pieces that belong to none.
  package var hasHead: Bool
  /// Bytes of all pieces.
  package var byteCount: Int
  /// Whether the order is larger than an order may be: then only its first piece is there.
  package var isOversized: Bool
}

/// Gives orders in the order of their first pieces. See `ScatteredPieces`.
package struct ScatteredGroups {
  /// Partitions not yet read, the last places first.
  private var pending: [PiecePartition] = []
  private let memoryLimit: Int
  private let grouping: ScatteredGrouping
  private var list = PieceList()
  /// Indices of the list's pieces, order by order.
  private var sequence: [Int] = []
  private var next = 0
  /// The size of the one order of the list, where only its first piece was kept.
  private var oversizedBytes: Int?

  init(_ list: PieceList, grouping: ScatteredGrouping) {
    memoryLimit = 0
    self.grouping = grouping
    self.list = list
    arrange()
  }

  init(pending: [PiecePartition], memoryLimit: Int, grouping: ScatteredGrouping) {
    self.pending = pending.reversed()
    self.memoryLimit = memoryLimit
    self.grouping = grouping
  }

  /// The next order; nil at the end.
  package mutating func nextGroup() throws(TemporaryFileError) -> ScatteredGroup? {
    while next == sequence.count {
      guard let partition = pending.popLast() else { return nil }
      if partition.isUniform, partition.payloadBytes > grouping.groupBytesMax {
        try loadFirst(partition)
      } else if partition.isUniform || partition.memoryBytes <= memoryLimit {
        list = try partition.loaded()
        arrange()
      } else {
        pending += try partition.split(.place).reversed()
      }
    }
    let start = next
    let place = list.pieces[sequence[start]].place
    var bytes = 0
    var hasHead = false
    while next < sequence.count, list.pieces[sequence[next]].place == place {
      bytes += Int(list.pieces[sequence[next]].byteCount)
      if list.pieces[sequence[next]].isHead { hasHead = true }
      next += 1
    }
    bytes = oversizedBytes ?? bytes
    let isOversized = bytes > grouping.groupBytesMax || list.pieces[sequence[start]].isOversized
    return ScatteredGroup(
      range: isOversized ? start..<start + 1 : start..<next, hasHead: hasHead, byteCount: bytes,
      isOversized: isOversized)
  }

  /// Calls `body` for each piece of the group last given: heads first, then by their places in the
  /// input.
  package func forEachPiece(
    of group: ScatteredGroup, _ body: (ScatteredPiece, Span<UInt8>) -> Void
  ) {
    for place in group.range {
      let piece = list.pieces[sequence[place]]
      list.withBytes(of: piece) { body(piece, $0) }
    }
  }

  /// The first piece of the group last given.
  package func firstPiece(of group: ScatteredGroup) -> ScatteredPiece {
    list.pieces[sequence[group.range.lowerBound]]
  }

  private mutating func arrange() {
    next = 0
    oversizedBytes = nil
    let pieces = list.pieces
    sequence = Array(pieces.indices)
    sequence.sort { Self.precedes(pieces[$0], pieces[$1]) }
  }

  private static func precedes(_ left: ScatteredPiece, _ right: ScatteredPiece) -> Bool {
    if left.place != right.place { return left.place < right.place }
    if left.isHead != right.isHead { return left.isHead }
    return left.ordinal < right.ordinal
  }

  /// Reads a partition that holds one order, which is too large, and keeps its first piece.
  private mutating func loadFirst(_ partition: PiecePartition) throws(TemporaryFileError) {
    var first: ScatteredPiece?
    var firstBytes: [UInt8] = []
    try partition.forEach { (piece, bytes) throws(TemporaryFileError) in
      if let first, !Self.precedes(piece, first) { return }
      first = piece
      // Safe: the pointer is used within the closure only.
      firstBytes = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }
    list = PieceList()
    if let first { list.append(first, firstBytes.span) }
    arrange()
    oversizedBytes = partition.payloadBytes
  }
}
