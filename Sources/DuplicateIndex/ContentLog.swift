/// What is kept of a record's content, to tell copies from other orders of the same id.
package struct ContentDigest: BitwiseCopyable, Sendable, Equatable {
  /// A keyed hash of the record's bytes.
  package var content: UInt64
  /// A keyed hash of the stated amounts of the order.
  package var head: UInt64

  package init(content: UInt64, head: UInt64) {
    self.content = content
    self.head = head
  }

  /// That of a record that cannot be read.
  package static let none = ContentDigest(content: 0, head: 0)
}

/// The digests of all records of the batch, by ordinal; only for profiles that compare repeats.
///
/// On disk but for the last block, so that the index stays as small as it is without: a digest is
/// looked at only where an id came twice.
package struct ContentLog {
  private let directory: String
  private var file: BlockFile?
  private var blocks: [Int] = []
  /// What is written but not yet in a block, two words for each record.
  private var tail: [UInt64] = []
  private var count = 0

  private static let recordsPerBlock = BlockFile.blockBytes / 16

  /// - Parameter directory: Where a temporary file goes, if one is needed.
  package init(directory: String) {
    self.directory = directory
  }

  /// Adds the digests of the next records, in input order.
  package mutating func append(
    _ digests: borrowing [ContentDigest]
  ) throws(TemporaryFileError) {
    for index in 0..<digests.count {
      tail.append(digests[index].content)
      tail.append(digests[index].head)
      count += 1
      guard count % Self.recordsPerBlock == 0 else { continue }
      if file == nil { file = try BlockFile(directory: directory) }
      // Safe: words have no padding.
      if let file { blocks.append(try unsafe file.write(tail.span.bytes)) }
      tail.removeAll(keepingCapacity: true)
    }
  }

  /// The digest of the record with this ordinal, from 0.
  ///
  /// - Precondition: It was appended.
  package func digest(of ordinal: Int) throws(TemporaryFileError) -> ContentDigest {
    precondition(ordinal < count)
    let block = ordinal / Self.recordsPerBlock
    let place = ordinal % Self.recordsPerBlock
    guard block < blocks.count, let file else {
      return ContentDigest(content: tail[2 * place], head: tail[2 * place + 1])
    }
    var words: [UInt64] = [0, 0]
    try file.look(at: blocks[block], from: place * 16, into: &words)
    return ContentDigest(content: words[0], head: words[1])
  }
}
