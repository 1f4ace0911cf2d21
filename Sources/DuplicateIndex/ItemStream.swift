/// Four words that are kept on disk together.
struct SpilledItem: BitwiseCopyable {
  /// Decides the partition: a hash, or an ordinal.
  var place: UInt64
  var second: UInt64
  var third: UInt64
  var fourth: UInt64

  /// Words of an item.
  static let words = 4
  /// Bytes of an item.
  static let bytes = 8 * words
}

/// Items that are written once and then read once, in the order written.
struct ItemStream {
  private let file: BlockFile
  private var blocks: [Int] = []
  /// What is written but not yet in a block.
  private var tail: [UInt64] = []

  private static let blockWords = BlockFile.blockBytes / 8

  init(file: BlockFile) {
    self.file = file
  }

  /// Items written.
  private(set) var count = 0

  /// Appends an item; one write for each full block.
  ///
  /// - Precondition: The stream is not closed.
  mutating func append(_ item: SpilledItem) throws(TemporaryFileError) {
    count += 1
    if tail.capacity == 0 { tail.reserveCapacity(Self.blockWords) }
    tail.append(item.place)
    tail.append(item.second)
    tail.append(item.third)
    tail.append(item.fourth)
    if tail.count == Self.blockWords { try flush() }
  }

  /// Ends writing: writes what is left, so that the stream takes no memory until it is read.
  mutating func close() throws(TemporaryFileError) {
    if !tail.isEmpty { try flush() }
    tail = []
  }

  private mutating func flush() throws(TemporaryFileError) {
    // Safe: words have no padding.
    blocks.append(try unsafe file.write(tail.span.bytes))
    tail.removeAll(keepingCapacity: true)
  }

  /// Calls `body` for each item, in the order written.
  consuming func forEach(
    _ body: (SpilledItem) throws(TemporaryFileError) -> Void
  ) throws(TemporaryFileError) {
    var words = [UInt64](repeating: 0, count: blocks.isEmpty ? 0 : Self.blockWords)
    for (index, block) in blocks.enumerated() {
      let wordsLeft = count * SpilledItem.words - index * Self.blockWords
      if wordsLeft < words.count { words.removeLast(words.count - wordsLeft) }
      try file.take(block, into: &words)
      try Self.forEach(in: words, body)
    }
    try Self.forEach(in: tail, body)
  }

  private static func forEach(
    in words: [UInt64], _ body: (SpilledItem) throws(TemporaryFileError) -> Void
  ) throws(TemporaryFileError) {
    for start in stride(from: 0, to: words.count, by: SpilledItem.words) {
      try body(
        SpilledItem(
          place: words[start], second: words[start + 1], third: words[start + 2],
          fourth: words[start + 3]))
    }
  }
}
