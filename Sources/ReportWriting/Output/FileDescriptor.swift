import Glibc

/// An open file descriptor whose every write is checked; closed when it goes out of use.
final class FileDescriptor {
  /// The number the system knows it by; -1 once closed.
  private(set) var number: Int32
  private let path: String
  private let isOwned: Bool

  /// - Parameters:
  ///   - number: An open descriptor.
  ///   - path: What error messages call it.
  ///   - isOwned: Whether it is to be closed here; false for standard output.
  init(number: Int32, path: String, isOwned: Bool) {
    self.number = number
    self.path = path
    self.isOwned = isOwned
  }

  deinit {
    if isOwned, number >= 0 { _ = Glibc.close(number) }
  }

  /// Writes all of `bytes`. Interrupted and short writes go on; where the descriptor does not
  /// block, it waits until there is room.
  ///
  /// - Throws: What the system said. How much was written then is not known.
  func writeAll(_ bytes: Span<UInt8>) throws(OutputError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBufferPointer { pointer in
        unsafe Glibc.write(number, pointer.baseAddress, pointer.count)
      }
      if written > 0 {
        rest = rest.extracting(droppingFirst: written)
        continue
      }
      // A regular write never takes nothing; going on would be a loop without end.
      let systemError = written == 0 ? EIO : errno
      switch systemError {
      case EINTR: continue
      case EAGAIN: waitForRoom()
      default: throw OutputError(path: path, operation: .write, systemError: systemError)
      }
    }
  }

  /// Makes what was written durable. Never tried twice: after a failure the system may have dropped
  /// the pages and would call the next try a success.
  /// Only an interruption is no failure.
  func synchronize() throws(OutputError) {
    let systemError = fsyncError()
    guard systemError == 0 else {
      throw OutputError(path: path, operation: .synchronize, systemError: systemError)
    }
  }

  /// Makes a directory's entries durable, where the file system has such a thing.
  func synchronizeDirectory() throws(OutputError) {
    let systemError = fsyncError()
    guard systemError == 0 || systemError == EINVAL else {
      throw OutputError(path: path, operation: .synchronize, systemError: systemError)
    }
  }

  private func fsyncError() -> Int32 {
    while fsync(number) != 0 {
      if errno != EINTR { return errno }
    }
    return 0
  }

  /// Closes it; some file systems say only now that a write has failed.
  func close() throws(OutputError) {
    let closing = number
    number = -1
    // After EINTR the descriptor is gone on Linux; closing again could hit another file.
    guard Glibc.close(closing) == 0 || errno == EINTR else {
      throw OutputError(path: path, operation: .close, systemError: errno)
    }
  }

  private func waitForRoom() {
    var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }
}
