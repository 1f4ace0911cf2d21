internal import BasketModel

/// Rows or lines of which those of one order stand anywhere: collects them and gives them back
/// order by order.
///
/// In memory up to a limit. Beyond it pieces go to 64 partitions of a temporary file by the hash of
/// their key; each partition is read with no more than a table of its keys in memory, which tells
/// where each order begins, and its pieces go on to partitions by that place. What comes out
/// depends on neither limit nor hash.
///
/// Owned by one task.
package struct ScatteredPieces {
  private let directory: String
  private let memoryLimit: Int
  private let grouping: ScatteredGrouping
  private var list = PieceList()
  /// Once the list was full.
  private var file: BlockFile?
  private var partitions: PiecePartitions?
  private var hasLinks = false
  /// Pieces so far.
  private(set) var count: UInt64 = 0

  /// - Parameters:
  ///   - memoryLimit: Bytes that may be used, about.
  ///   - directory: Where a temporary file goes, if one is needed.
  package init(memoryLimit: Int, directory: String, grouping: ScatteredGrouping) {
    self.memoryLimit = memoryLimit
    self.directory = directory
    self.grouping = grouping
  }

  /// Adds a piece, in input order.
  package mutating func add(
    _ piece: ScatteredPiece, _ bytes: Span<UInt8>
  ) throws(TemporaryFileError) {
    var piece = piece
    piece.number(count)
    count += 1
    if piece.link != nil { hasLinks = true }
    guard file == nil else { return try spill(piece, bytes) }
    list.append(piece, bytes)
    if list.byteCount > memoryLimit { try spillList() }
  }

  private mutating func spillList() throws(TemporaryFileError) {
    let file = try BlockFile(directory: directory)
    self.file = file
    partitions = PiecePartitions(file: file, order: .key)
    let list = self.list
    self.list = PieceList()
    for piece in list.pieces {
      try list.withBytes(of: piece) { (bytes) throws(TemporaryFileError) in
        try spill(piece, bytes)
      }
    }
  }

  private mutating func spill(
    _ piece: ScatteredPiece, _ bytes: Span<UInt8>
  ) throws(TemporaryFileError) {
    try partitions?.append(piece, bytes)
    if let link = piece.link { try partitions?.append(link, Self.noBytes.span) }
  }

  private static let noBytes: [UInt8] = []

  /// Ends collecting.
  package consuming func groups() throws(TemporaryFileError) -> ScatteredGroups {
    guard let file, let partitions else {
      var table = ScatteredKeyTable()
      if hasLinks {
        for piece in list.pieces { table.note(piece) }
        for piece in list.pieces { if let link = piece.link { table.note(link) } }
        list.update { table.follow(&$0, stepsMax: ScatteredGrouping.levelsMax) }
      }
      var places = ScatteredPlaces(grouping)
      for piece in list.pieces { places.note(piece) }
      list.update { places.place(&$0) }
      return ScatteredGroups(list, grouping: grouping)
    }
    let disk = ScatteredDisk(file: file, memoryLimit: memoryLimit, grouping: grouping)
    var byKey = try partitions.closed()
    if hasLinks { byKey = try disk.resolved(byKey) }
    return ScatteredGroups(
      pending: try disk.placed(byKey, count: count), memoryLimit: memoryLimit, grouping: grouping)
  }
}

/// How pieces become orders.
package struct ScatteredGrouping: Sendable {
  /// Whether each head is an order, so that a second one of a key is an order of its own; else all
  /// pieces of a key are one order.
  package var headsAreOrders: Bool
  /// Bytes of one order beyond which it is not put together.
  package var groupBytesMax: Int

  package init(headsAreOrders: Bool, groupBytesMax: Int) {
    self.headsAreOrders = headsAreOrders
    self.groupBytesMax = groupBytesMax
  }

  /// Levels of children of children.
  static let levelsMax = 16
}

/// Which keys are heads, and which are children of others.
struct ScatteredKeyTable {
  private var heads: Set<KeyedHash.Value> = []
  private var parents: [KeyedHash.Value: (ordinal: UInt64, key: KeyedHash.Value)] = [:]

  /// Takes a head or a link into account; of several links of one key the first counts.
  mutating func note(_ piece: ScatteredPiece) {
    if piece.isLink {
      guard parents[piece.key].map({ $0.ordinal > piece.ordinal }) ?? true else { return }
      parents[piece.key] = (piece.ordinal, piece.id)
    } else if piece.isHead {
      heads.insert(piece.key)
    }
  }

  /// The parent of a key that is no head.
  func parent(of key: KeyedHash.Value) -> KeyedHash.Value? {
    heads.contains(key) ? nil : parents[key]?.key
  }

  /// Whether a key is a head's.
  func isHead(_ key: KeyedHash.Value) -> Bool { heads.contains(key) }

  /// Leads a child to its head, step by step.
  func follow(_ piece: inout ScatteredPiece, stepsMax: Int) {
    guard !piece.isHead else { return }
    for _ in 0..<stepsMax {
      guard let parent = parent(of: piece.key) else { return }
      piece.key = parent
    }
  }
}

/// Where the order of each key is emitted: at its first head, or at its first piece where it has
/// none.
struct ScatteredPlaces {
  private let grouping: ScatteredGrouping
  private var places: [KeyedHash.Value: (isHead: Bool, ordinal: UInt64)] = [:]

  init(_ grouping: ScatteredGrouping) { self.grouping = grouping }

  mutating func note(_ piece: ScatteredPiece) {
    guard let known = places[piece.key] else {
      places[piece.key] = (piece.isHead, piece.ordinal)
      return
    }
    if piece.isHead == known.isHead ? piece.ordinal < known.ordinal : piece.isHead {
      places[piece.key] = (piece.isHead, piece.ordinal)
    }
  }

  /// Gives a piece the place of its order.
  func place(_ piece: inout ScatteredPiece) {
    let place = places[piece.key]?.ordinal ?? piece.ordinal
    let isOwn = piece.isHead && grouping.headsAreOrders
    piece.isRepeat = isOwn && place != piece.ordinal
    piece.place = isOwn ? piece.ordinal : place
  }
}
