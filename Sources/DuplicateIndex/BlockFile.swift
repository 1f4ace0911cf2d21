internal import Glibc

/// One temporary file of fixed blocks, shared by all that a run keeps on disk.
///
/// The file has no name: nothing is left behind, however the run ends, and nobody else can open it.
/// One descriptor serves any number of streams, each a list of block numbers. Blocks that were read
/// are used again.
///
/// A class, because streams share it; owned by the task of the run, like they.
package final class BlockFile {
  /// Bytes of a block.
  package static let blockBytes = 1 << 16

  private let descriptor: Int32
  private let directory: String
  /// Blocks the file has.
  private(set) var blockCount = 0
  private var freeBlocks: [Int] = []

  /// Creates the file, mode 0600.
  ///
  /// - Parameter directory: An existing directory, which the caller may write to.
  package init(directory: String) throws(TemporaryFileError) {
    self.directory = directory
    descriptor = try Self.create(in: directory)
  }

  deinit {
    _ = close(descriptor)
  }

  /// `O_TMPFILE`, which is too much of an expression to be imported; the same on all processors
  /// that Swift runs on.
  private static let unnamedFile: Int32 = 0o20_000_000 | O_DIRECTORY

  private static func create(in directory: String) throws(TemporaryFileError) -> Int32 {
    let path = directory.isEmpty ? "." : directory
    let unnamed = unsafe open(path, unnamedFile | O_RDWR | O_CLOEXEC, 0o600)
    if unnamed >= 0 { return unnamed }
    // What kernels and file systems without such files answer; anything else is final.
    guard [EISDIR, EOPNOTSUPP, EINVAL].contains(errno) else {
      throw TemporaryFileError(operation: .create, directory: path, systemError: errno)
    }
    var template = (path + "/order-audit-XXXXXX").utf8CString.map { $0 }
    // Safe: the template is an array of its own, terminated by a zero, and changed in place only.
    let named = unsafe mkstemp(&template)
    guard named >= 0, unsafe unlink(template) == 0, fcntl(named, F_SETFD, FD_CLOEXEC) == 0 else {
      let systemError = errno
      if named >= 0 { _ = close(named) }
      throw TemporaryFileError(operation: .create, directory: path, systemError: systemError)
    }
    return named
  }

  /// Writes a block somewhere in the file.
  ///
  /// - Parameter bytes: At most `blockBytes`.
  /// - Returns: The number of the block.
  func write(_ bytes: RawSpan) throws(TemporaryFileError) -> Int {
    precondition(bytes.byteCount <= Self.blockBytes)
    let block = freeBlocks.popLast() ?? blockCount
    var written = 0
    while written < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: written)
      // Safe: the pointer is used within the closure only, for as many bytes as it has.
      let count = unsafe rest.withUnsafeBytes { pointer in
        unsafe pwrite(
          descriptor, pointer.baseAddress, pointer.count, block * Self.blockBytes + written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(.write, count < 0 ? errno : EIO) }
      written += count
    }
    blockCount = max(blockCount, block + 1)
    return block
  }

  /// Fills `words` from the start of a block, which is free for other use then.
  func take<Word: BitwiseCopyable>(
    _ block: Int, into words: inout [Word]
  ) throws(TemporaryFileError) {
    // Safe: every bit pattern is a word of the two types this is used for, and the pointer does not
    // leave the closure.
    let systemError = unsafe words.withUnsafeMutableBytes { unsafe read(block, into: $0) }
    guard systemError == 0 else { throw failure(.read, systemError) }
    freeBlocks.append(block)
  }

  /// Fills `words` from byte `start` of a block, which stays.
  func look<Word: BitwiseCopyable>(
    at block: Int, from start: Int = 0, into words: inout [Word]
  ) throws(TemporaryFileError) {
    // Safe: as in `take`.
    let systemError = unsafe words.withUnsafeMutableBytes {
      unsafe read(block, from: start, into: $0)
    }
    guard systemError == 0 else { throw failure(.read, systemError) }
  }

  /// Reads `bytes.count` bytes; the system's error number, or 0.
  private func read(
    _ block: Int, from start: Int = 0, into bytes: UnsafeMutableRawBufferPointer
  ) -> Int32 {
    var read = 0
    while read < bytes.count {
      // Safe: `read` is less than the buffer's size, and no more is asked for than there is room.
      let count = unsafe pread(
        descriptor, bytes.baseAddress.map { unsafe $0 + read }, bytes.count - read,
        block * Self.blockBytes + start + read)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      read += count
    }
    return 0
  }

  /// The error of an operation on this file.
  package func failure(
    _ operation: TemporaryFileError.Operation, _ systemError: Int32
  ) -> TemporaryFileError {
    TemporaryFileError(operation: operation, directory: directory, systemError: systemError)
  }
}
