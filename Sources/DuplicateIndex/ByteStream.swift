private import Glibc

/// Bytes that are written once, from start to end, and then read once, from start to end.
package struct ByteStream {
  private let file: BlockFile
  private var blocks: [Int] = []
  /// What is written but not yet in a block.
  private var tail: [UInt8] = []
  /// Bytes of the last block, where it was written before it was full.
  private var lastBlockBytes = BlockFile.blockBytes

  /// - Parameter file: Where the bytes go; holds other streams, too.
  package init(file: BlockFile) {
    self.file = file
  }

  /// Appends bytes.
  ///
  /// - Complexity: O(*n*); one write for each block.
  package mutating func append(_ bytes: borrowing [UInt8]) throws(TemporaryFileError) {
    var index = 0
    while index < bytes.count {
      let end = min(bytes.count, index + BlockFile.blockBytes - tail.count)
      tail += bytes[index..<end]
      index = end
      if tail.count == BlockFile.blockBytes {
        // Safe: bytes of an array of bytes.
        blocks.append(try unsafe file.write(tail.span.bytes))
        tail.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Writes what is left, so that the stream takes no memory until it is read; nothing may be
  /// appended then.
  mutating func close() throws(TemporaryFileError) {
    guard !tail.isEmpty else { return }
    lastBlockBytes = tail.count
    // Safe: bytes of an array of bytes.
    blocks.append(try unsafe file.write(tail.span.bytes))
    tail = []
  }

  /// Ends writing.
  package consuming func reader() -> ByteStreamReader { reader(keepsBlocks: false) }

  /// Ends writing.
  ///
  /// - Parameter keepsBlocks: Whether the stream is to be read once more.
  func reader(keepsBlocks: Bool) -> ByteStreamReader {
    ByteStreamReader(
      file: file, blocks: blocks, tail: tail, lastBlockBytes: lastBlockBytes,
      keepsBlocks: keepsBlocks)
  }
}

/// Reads a `ByteStream`.
package struct ByteStreamReader {
  private let file: BlockFile
  private let blocks: [Int]
  private let tail: [UInt8]
  private let lastBlockBytes: Int
  private let keepsBlocks: Bool
  private var nextBlock = 0
  private var current: [UInt8] = []
  private var index = 0

  init(
    file: BlockFile, blocks: [Int], tail: [UInt8], lastBlockBytes: Int, keepsBlocks: Bool
  ) {
    self.file = file
    self.blocks = blocks
    self.tail = tail
    self.lastBlockBytes = lastBlockBytes
    self.keepsBlocks = keepsBlocks
  }

  /// Whether all bytes are read.
  package var isAtEnd: Bool {
    index == current.count
      && (nextBlock > blocks.count || nextBlock == blocks.count && tail.isEmpty)
  }

  /// Replaces `bytes` by the next `count` bytes.
  ///
  /// - Throws: What reading said; `EIO` where the stream has fewer bytes.
  package mutating func read(
    _ count: Int, into bytes: inout [UInt8]
  ) throws(TemporaryFileError) {
    bytes.removeAll(keepingCapacity: true)
    while bytes.count < count {
      if index == current.count { try refill() }
      let end = min(current.count, index + count - bytes.count)
      bytes += current[index..<end]
      index = end
    }
  }

  private mutating func refill() throws(TemporaryFileError) {
    guard !isAtEnd else { throw file.failure(.read, EIO) }
    if nextBlock < blocks.count {
      if nextBlock == 0 { current = [UInt8](repeating: 0, count: BlockFile.blockBytes) }
      if nextBlock == blocks.count - 1 { current.removeLast(current.count - lastBlockBytes) }
      if keepsBlocks {
        try file.look(at: blocks[nextBlock], into: &current)
      } else {
        try file.take(blocks[nextBlock], into: &current)
      }
    } else {
      current = tail
    }
    nextBlock += 1
    index = 0
  }
}
