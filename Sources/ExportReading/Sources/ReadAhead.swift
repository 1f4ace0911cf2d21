import Glibc

/// Runs another source on a thread of its own, a bounded number of buffers ahead.
///
/// For sources that are slow to read: decompressors and pipes. One hand-over and one copy per
/// buffer.
///
/// Unchecked, because of this argument: what this class changes is used by its one owner at a time,
/// as of every `ByteSource`; all that the thread shares is in `ReadAheadRing`, which says why that
/// is safe.
package final class ReadAhead: ByteSource, @unchecked Sendable {
  package private(set) var bytesTaken = 0

  private let ring: ReadAheadRing
  private let stopRequest: StopRequest?
  /// Nil once joined.
  private var thread: pthread_t?
  private var current: ReadAheadRing.Filled?
  /// Bytes of `current` that were handed on.
  private var currentOffset = 0
  private var ending: ReadAheadRing.Ending?

  /// Starts the thread. The source belongs to it from now on; nobody else may use it until
  /// `stop()`.
  ///
  /// - Parameters:
  ///   - stopRequest: The one that the innermost source waits on too. Without it, a thread that
  ///     waits for bytes can be stopped only when they come.
  ///   - bufferCount: Buffers in the ring; at least 2.
  ///   - bufferSize: Bytes in each; at least 1.
  /// - Throws: `SourceError.system` when the thread cannot be started.
  package init(
    _ source: any ByteSource, stopRequest: StopRequest?, bufferCount: Int = 4,
    bufferSize: Int = 1 << 20
  ) throws(SourceError) {
    self.stopRequest = stopRequest
    ring = ReadAheadRing(
      source: source, bufferCount: max(2, bufferCount), bufferSize: max(1, bufferSize))
    thread = try startedThread(filling: ring)
  }

  deinit {
    stop()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var filled = 0
    while filled < buffer.count, ending == nil {
      if let current {
        filled += unsafe take(from: current, into: buffer.dropping(filled))
      } else {
        receiveNext()
      }
    }
    if filled == 0, let failure = ending?.failure { throw failure }
    return filled
  }

  /// Stops the thread and waits until it is gone; the inner source may be used again after it.
  ///
  /// Reading on gives what was read ahead, then `ECANCELED`. Calling it again does nothing.
  package func stop() {
    guard let thread else { return }
    ring.stop()
    stopRequest?.signal()
    // The thread was started by this object and is joined once.
    _ = pthread_join(thread, nil)
    self.thread = nil
  }

  private func receiveNext() {
    switch ring.next() {
    case .filled(let filled):
      current = filled
      currentOffset = 0
      bytesTaken = filled.bytesTaken
    case .ended(let ending):
      self.ending = ending
      bytesTaken = max(bytesTaken, ending.bytesTaken)
    }
  }

  private func take(
    from filled: ReadAheadRing.Filled, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    let count = min(buffer.count, filled.count - currentOffset)
    let part = currentOffset..<currentOffset + count
    // Safe: the buffer is ours until released, `part` lies in its filled bytes, and `count` bytes
    // fit (`copyMemory` checks).
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: filled.buffer.bytes[part]))
    currentOffset = part.upperBound
    if currentOffset == filled.count {
      current = nil
      ring.releaseOldest()
    }
    return count
  }
}

/// Starts the thread that fills the ring; it keeps the ring alive while it runs.
private func startedThread(filling ring: ReadAheadRing) throws(SourceError) -> pthread_t {
  // A new thread inherits the mask: signals are left to the thread that knows what to do with them.
  // Safe: the sets and the thread's number outlive the calls that fill them.
  var allSignals = sigset_t()
  var earlierMask = sigset_t()
  unsafe sigfillset(&allSignals)
  unsafe pthread_sigmask(SIG_SETMASK, &allSignals, &earlierMask)
  defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &earlierMask, nil) }

  let retained = unsafe Unmanaged.passRetained(ring)
  var thread = pthread_t()
  let status = unsafe pthread_create(
    &thread, nil,
    { argument in
      // Safe: the argument is the reference retained above, taken over exactly once.
      guard let argument = unsafe argument else { return nil }
      unsafe Unmanaged<ReadAheadRing>.fromOpaque(argument).takeRetainedValue().fillUntilEnd()
      return nil
    }, retained.toOpaque())
  guard status == 0 else {
    unsafe retained.release()
    throw .system(operation: "pthread_create", errno: status)
  }
  return thread
}
