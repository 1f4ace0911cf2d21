import Glibc

/// The hand-over between the thread that reads ahead and the owner of `ReadAhead`.
///
/// Unchecked, because of this argument: `filledCount`, `freedCount`, `slots`, `ending` and
/// `isStopped` are touched with the mutex held only. The bytes of buffer *i* belong to the reading
/// thread from its claim until it is published, and to the consumer from then until it is released;
/// both moments pass through the mutex, which orders the memory. The source belongs to the reading
/// thread until that has been joined.
@safe
final class ReadAheadRing: @unchecked Sendable {
  /// A filled buffer, lent to the consumer until `releaseOldest()`.
  struct Filled {
    let buffer: OwnedBuffer
    let count: Int
    let bytesTaken: Int
  }

  /// Why nothing follows the filled buffers.
  struct Ending {
    /// Nil at the end of the stream.
    let failure: SourceError?
    let bytesTaken: Int
  }

  enum Next {
    case filled(Filled)
    case ended(Ending)
  }

  private struct Slot {
    var count = 0
    var bytesTaken = 0
  }

  private let source: any ByteSource
  private let buffers: [OwnedBuffer]
  /// What is in each buffer that is filled.
  private var slots: [Slot]
  /// Buffers published since the start; the next one to fill is this modulo their number.
  private var filledCount = 0
  /// Buffers released since the start; never above `filledCount`.
  private var freedCount = 0
  private var ending: Ending?
  private var isStopped = false

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  init(source: any ByteSource, bufferCount: Int, bufferSize: Int) {
    self.source = source
    buffers = (0..<bufferCount).map { _ in OwnedBuffer(count: bufferSize) }
    slots = Array(repeating: Slot(), count: bufferCount)
    // Safe: both live at a fixed address until `deinit`, when nobody else can know them.
    unsafe mutex = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe changed.initialize(to: pthread_cond_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  // MARK: The reading thread

  /// Reads until the source ends or fails, or until stopped.
  func fillUntilEnd() {
    while let index = claim() {
      do throws(SourceError) {
        let count = try unsafe source.read(into: buffers[index].bytes)
        if count == 0 { return end(failure: nil) }
        publish(Slot(count: count, bytesTaken: source.bytesTaken), at: index)
      } catch {
        return end(failure: error)
      }
    }
  }

  /// The buffer to fill next; waits for one to become free. Nil when stopped.
  private func claim() -> Int? {
    withLock {
      while filledCount - freedCount == buffers.count, !isStopped { waitForChange() }
      return isStopped ? nil : filledCount % buffers.count
    }
  }

  private func publish(_ slot: Slot, at index: Int) {
    withLock {
      slots[index] = slot
      filledCount += 1
    }
  }

  private func end(failure: SourceError?) {
    let ending = Ending(failure: failure, bytesTaken: source.bytesTaken)
    withLock { self.ending = ending }
  }

  // MARK: The consumer

  /// The oldest filled buffer, or how the stream ended when all have been released; waits for
  /// either.
  func next() -> Next {
    withLock {
      while filledCount == freedCount, ending == nil, !isStopped { waitForChange() }
      if filledCount > freedCount {
        let index = freedCount % buffers.count
        let slot = slots[index]
        return .filled(
          Filled(buffer: buffers[index], count: slot.count, bytesTaken: slot.bytesTaken))
      }
      let stopped = SourceError.system(operation: "read", errno: ECANCELED)
      return .ended(ending ?? Ending(failure: stopped, bytesTaken: 0))
    }
  }

  /// Gives the oldest filled buffer back; its bytes must not be looked at any more.
  func releaseOldest() {
    withLock { freedCount += 1 }
  }

  /// Makes the reading thread return as soon as its source does.
  func stop() {
    withLock { isStopped = true }
  }

  // MARK: Waiting

  /// Runs `body` alone and wakes the other side, which can only wait for what `body` changes.
  private func withLock<Result>(_ body: () -> Result) -> Result {
    // Safe: the mutex lives as long as this object and is never locked twice by one thread.
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(mutex)
    }
    return body()
  }

  /// To be called inside `withLock` only.
  private func waitForChange() {
    unsafe pthread_cond_wait(changed, mutex)
  }
}
