internal import BasketModel

/// The steps over pieces that do not fit into memory.
struct ScatteredDisk {
  let file: BlockFile
  let memoryLimit: Int
  let grouping: ScatteredGrouping

  /// A key with what is known of it, in a dictionary that may just have grown.
  private static let bytesPerKey = 128
  /// So that each reading settles something, however low the limit.
  private static let keysLeast = 1024
  private static let noBytes: [UInt8] = []

  private var keysMax: Int { max(memoryLimit / Self.bytesPerKey, Self.keysLeast) }

  /// Leads children of children to their heads, one level in each round.
  ///
  /// - Complexity: O(*n*) reads and writes for each level.
  func resolved(_ partitions: [PiecePartition]) throws(TemporaryFileError) -> [PiecePartition] {
    var settled = PiecePartitions(file: file, order: .key)
    var pending = partitions
    for _ in 0..<ScatteredGrouping.levelsMax {
      var open = PiecePartitions(file: file, order: .key)
      var hasOpen = false
      while let partition = pending.popLast() {
        if partition.knownCount > keysMax, !partition.isUniform {
          pending += try partition.split(.key)
          continue
        }
        if try step(partition, settled: &settled, open: &open) { hasOpen = true }
      }
      pending = try open.closed()
      if !hasOpen { break }
    }
    // What is left goes in circles, or deeper than anything real.
    for partition in pending {
      try partition.forEach { (piece, bytes) throws(TemporaryFileError) in
        if !piece.isLink { try settled.append(piece, bytes) }
      }
    }
    return try settled.closed()
  }

  /// One level of one partition; whether a piece has to go on.
  private func step(
    _ partition: PiecePartition, settled: inout PiecePartitions, open: inout PiecePartitions
  ) throws(TemporaryFileError) -> Bool {
    var table = ScatteredKeyTable()
    try partition.forEach(keeps: true) { (piece, _) throws(TemporaryFileError) in
      table.note(piece)
    }
    var hasOpen = false
    try partition.forEach { (piece, bytes) throws(TemporaryFileError) in
      if piece.isLink {
        if !table.isHead(piece.key) { try open.append(piece, Self.noBytes.span) }
        return
      }
      var piece = piece
      let key = piece.key
      table.follow(&piece, stepsMax: 1)
      if piece.key == key {
        try settled.append(piece, bytes)
      } else {
        hasOpen = true
        try open.append(piece, bytes)
      }
    }
    return hasOpen
  }

  /// Gives each piece the place of its order; the pieces in partitions by place.
  func placed(
    _ partitions: [PiecePartition], count: UInt64
  ) throws(TemporaryFileError) -> [PiecePartition] {
    let bits = UInt64(UInt64.bitWidth - count.leadingZeroBitCount)
    var placed = PiecePartitions(file: file, order: .place, bits: bits)
    var pending = partitions
    while let partition = pending.popLast() {
      if partition.pieceCount > keysMax, !partition.isUniform {
        pending += try partition.split(.key)
        continue
      }
      var places = ScatteredPlaces(grouping)
      try partition.forEach(keeps: true) { (piece, _) throws(TemporaryFileError) in
        if !piece.isLink { places.note(piece) }
      }
      try partition.forEach { (piece, bytes) throws(TemporaryFileError) in
        guard !piece.isLink else { return }
        var piece = piece
        places.place(&piece)
        try placed.append(piece, bytes)
      }
    }
    return try placed.closed()
  }
}
