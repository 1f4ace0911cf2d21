import Glibc

/// The bytes of a file, a named pipe or standard input, as they are.
package final class FileSource: ByteSource {
  package private(set) var bytesTaken = 0
  /// Whether the size is known and reading cannot wait for another program.
  package var isRegularFile: Bool { stateAtOpen.kind == .regular }
  /// Bytes to be read, as known at the start; nil for pipes and terminals.
  package var size: Int? {
    isRegularFile ? max(0, stateAtOpen.size - startOffset) : nil
  }
  /// Which file it is; also for pipes.
  package var identity: FileIdentity { stateAtOpen.identity }

  private let descriptor: OpenDescriptor
  /// Where the bytes come from; nil for standard input.
  private let path: FilePath?
  /// The file when it was opened.
  let stateAtOpen: FileState
  /// Standard input may have been read from by an earlier program.
  private let startOffset: Int
  private let stopRequest: StopRequest?
  /// The input first, then what ends the wait.
  private var waitingSet: [pollfd]
  private var failure: SourceError?
  private var hasReachedEnd = false

  /// Opens a regular file or a named pipe; does not wait for the pipe's writer.
  ///
  /// - Parameters:
  ///   - wakeUp: A descriptor that ends reads with `ECANCELED` once it is readable; stays the
  ///     caller's, who keeps it open while this source is in use.
  ///   - stopRequest: A second one, kept alive by this source.
  /// - Throws: `SourceError.system`; `EISDIR` for a directory, `ENOTSUP` for devices and sockets.
  package convenience init(
    path: FilePath, wakeUp: Int32? = nil, stopRequest: StopRequest? = nil
  ) throws(SourceError) {
    let descriptor = try OpenDescriptor(path: path)
    try self.init(descriptor: descriptor, path: path, wakeUp: wakeUp, stopRequest: stopRequest)
    guard stateAtOpen.kind != .other else { throw .system(operation: "open", errno: ENOTSUP) }
  }

  /// As `init(path:wakeUp:stopRequest:)`, for a path given as text.
  package convenience init(
    path: String, wakeUp: Int32? = nil, stopRequest: StopRequest? = nil
  ) throws(SourceError) {
    try self.init(path: FilePath(path), wakeUp: wakeUp, stopRequest: stopRequest)
  }

  /// Standard input, whatever it is connected to, except a directory; it is not closed at the end.
  ///
  /// - Throws: `SourceError.system`; `EBADF` when standard input is closed.
  package static func standardInput(
    wakeUp: Int32? = nil, stopRequest: StopRequest? = nil
  ) throws(SourceError) -> FileSource {
    try FileSource(
      descriptor: OpenDescriptor(borrowing: STDIN_FILENO), path: nil, wakeUp: wakeUp,
      stopRequest: stopRequest)
  }

  private init(
    descriptor: OpenDescriptor, path: FilePath?, wakeUp: Int32?, stopRequest: StopRequest?
  ) throws(SourceError) {
    self.descriptor = descriptor
    self.path = path
    self.stopRequest = stopRequest
    stateAtOpen = try FileState(descriptor: descriptor.number)
    guard stateAtOpen.kind != .directory else { throw .system(operation: "open", errno: EISDIR) }
    startOffset = stateAtOpen.kind == .regular ? max(0, lseek(descriptor.number, 0, SEEK_CUR)) : 0
    waitingSet = [descriptor.number, wakeUp, stopRequest?.descriptor].compactMap { number in
      number.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }
    // Only advice: a system that does not take it reads correctly, if more slowly.
    _ = posix_fadvise(descriptor.number, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    if let failure { throw failure }
    var filled = 0
    while filled < buffer.count && !hasReachedEnd {
      do throws(SourceError) {
        filled += try unsafe readOnce(into: buffer.dropping(filled))
      } catch {
        failure = error
        if filled == 0 { throw error }
        return filled
      }
    }
    return filled
  }

  /// Checks that what was read is the whole file as it was at the start. Always true of pipes.
  ///
  /// To be called after the last read. Whether all bytes were read is checked only where reading
  /// came to the end; where it broke off, its error has said so.
  ///
  /// - Throws: `SourceError.changed`, or `system` when the file cannot be examined any more.
  package func verifyUnchanged() throws(SourceError) {
    guard isRegularFile else { return }
    let state = try FileState(descriptor: descriptor.number)
    if state.size != stateAtOpen.size {
      let verb = state.size > stateAtOpen.size ? "grew" : "shrank"
      throw .changed(
        "The file \(verb) from \(stateAtOpen.size) to \(state.size) bytes while it was read.")
    }
    guard state == stateAtOpen else { throw .changed("The file was modified while it was read.") }
    if hasReachedEnd, let size, bytesTaken != size {
      throw .changed("The file ended after \(bytesTaken) of \(size) bytes.")
    }
    // A file moved away is still the one that was read; another one at its path is not.
    if let path, let now = try? FileState(path: path), now.identity != identity {
      throw .changed("Another file took the place of this one while it was read.")
    }
  }

  private func readOnce(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    while true {
      if !isRegularFile || waitingSet.count > 1 { try waitUntilReadable() }
      // Safe: the system writes at most `count` bytes, and the caller owns them all.
      let count = unsafe Glibc.read(descriptor.number, buffer.baseAddress, buffer.count)
      if count > 0 {
        bytesTaken += count
        return count
      }
      if count == 0 {
        hasReachedEnd = true
        return 0
      }
      // EAGAIN: somebody else took the bytes that the wait had promised.
      let code = errno
      guard code == EINTR || code == EAGAIN else { throw .system(operation: "read", errno: code) }
    }
  }

  private func waitUntilReadable() throws(SourceError) {
    while true {
      // Safe: the system reads and writes only the array's elements, during the call.
      let readyCount = unsafe poll(&waitingSet, nfds_t(waitingSet.count), -1)
      let code = errno
      guard readyCount >= 0 else {
        if code == EINTR { continue }
        throw .system(operation: "poll", errno: code)
      }
      if waitingSet.dropFirst().contains(where: { $0.revents != 0 }) {
        throw .system(operation: "read", errno: ECANCELED)
      }
      // Hang-ups and errors too: `read` tells them apart.
      if waitingSet[0].revents != 0 { return }
    }
  }
}

/// A descriptor that is closed when the last user lets it go.
private final class OpenDescriptor {
  let number: Int32
  private let isBorrowed: Bool

  init(borrowing number: Int32) {
    self.number = number
    isBorrowed = true
  }

  init(path: FilePath) throws(SourceError) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait where nothing can end it.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    var number: Int32
    repeat {
      // Safe: the path's bytes end with a zero.
      number = unsafe open(path.terminatedBytes, flags)
    } while number < 0 && errno == EINTR
    guard number >= 0 else { throw .system(operation: "open", errno: errno) }
    self.number = number
    isBorrowed = false
  }

  deinit {
    if !isBorrowed { _ = close(number) }
  }
}
