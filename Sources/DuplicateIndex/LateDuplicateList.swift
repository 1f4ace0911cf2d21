package import BasketModel

/// The duplicates that were found late, in input order.
package struct LateDuplicateList {
  private let file: BlockFile
  /// Partitions not yet read, the last ordinals first.
  private var pending: [ItemPartition]
  /// One partition's items, the last ordinals first.
  private var loaded: [SpilledItem] = []
  private let exportStarts: ExportStarts
  private let itemsMax: Int

  /// So that a partition is not split for nothing, however low the limit.
  private static let itemsLeast = 1024

  init(
    file: BlockFile, partitions: [ItemPartition], exportStarts: ExportStarts, memoryLimit: Int
  ) {
    self.file = file
    self.exportStarts = exportStarts
    pending = partitions.reversed()
    // Sorting may take as much again.
    itemsMax = max(memoryLimit / (2 * SpilledItem.bytes), Self.itemsLeast)
  }

  /// A record whose id was there before.
  package struct Duplicate: Sendable, Equatable {
    /// Ordinal of the record in the batch, from 0.
    package var ordinal: Int
    /// Where the id came first.
    package var first: RecordPosition
    /// Ordinal of that record in the batch, from 0.
    package var firstOrdinal: Int
  }

  /// The next one; nil at the end.
  package mutating func next() throws(TemporaryFileError) -> Duplicate? {
    while loaded.isEmpty {
      guard let partition = pending.popLast() else { return nil }
      try load(partition)
    }
    return loaded.popLast().map { item in
      Duplicate(
        ordinal: Int(item.place),
        first: exportStarts.position(ordinal: Int(item.second), line: Int(item.third)),
        firstOrdinal: Int(item.second))
    }
  }

  /// Sorts a partition in memory, or splits it where it is too large for that.
  private mutating func load(_ partition: ItemPartition) throws(TemporaryFileError) {
    let isLoaded = partition.stream.count <= itemsMax || partition.placeBits == 0
    if isLoaded {
      var items: [SpilledItem] = []
      items.reserveCapacity(partition.stream.count)
      try partition.stream.forEach { (item) throws(TemporaryFileError) in items.append(item) }
      items.sort { $0.place > $1.place }
      loaded = items
    } else {
      var finer = ItemPartitions(file: file, placeBits: partition.placeBits)
      try partition.stream.forEach { (item) throws(TemporaryFileError) in try finer.append(item) }
      pending += try finer.closed().reversed()
    }
  }
}
