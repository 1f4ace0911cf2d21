/// Items spread over 64 streams by six bits of their place: the first six that tell them apart.
struct ItemPartitions {
  private let file: BlockFile
  private let shift: UInt64
  private var streams: [ItemStream]

  private static let bits: UInt64 = 6
  private static let streamCount = 1 << 6

  /// - Parameters:
  ///   - file: Where the items go.
  ///   - placeBits: The bits of a place, from the lowest, in which the items may differ; 0 to 64.
  init(file: BlockFile, placeBits: UInt64) {
    self.file = file
    shift = placeBits > Self.bits ? placeBits - Self.bits : 0
    streams = (0..<Self.streamCount).map { _ in ItemStream(file: file) }
  }

  /// Adds an item to its partition.
  mutating func append(_ item: SpilledItem) throws(TemporaryFileError) {
    try streams[Int(truncatingIfNeeded: item.place >> shift) & (Self.streamCount - 1)].append(item)
  }

  /// Ends writing.
  ///
  /// - Returns: The partitions that have items, by ascending place.
  consuming func closed() throws(TemporaryFileError) -> [ItemPartition] {
    var partitions: [ItemPartition] = []
    for index in streams.indices where streams[index].count > 0 {
      try streams[index].close()
      partitions.append(ItemPartition(stream: streams[index], placeBits: shift))
    }
    return partitions
  }
}

/// The items of one partition.
struct ItemPartition {
  /// The items, in the order written.
  let stream: ItemStream
  /// The bits of a place, from the lowest, in which the items may still differ.
  let placeBits: UInt64
}
