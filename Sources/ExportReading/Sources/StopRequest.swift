import Glibc
internal import Synchronization

/// Ends a read that waits: a descriptor that becomes readable when, and only when, `signal()` was
/// called.
///
/// May be signalled from any thread; it cannot be taken back.
package final class StopRequest: Sendable {
  /// To be waited on, not read; open for as long as this object lives.
  package let descriptor: Int32
  private let writingEnd: Int32
  private let wasSignalled = Atomic(false)

  /// Whether `signal()` was called.
  package var isSignalled: Bool { wasSignalled.load(ordering: .acquiring) }

  /// - Throws: `SourceError.system` when no descriptors are left.
  package init() throws(SourceError) {
    var ends: [Int32] = [-1, -1]
    // Safe: the array has room for the two descriptors that `pipe` writes.
    guard unsafe pipe(&ends) == 0 else { throw .system(operation: "pipe", errno: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    writingEnd = ends[1]
  }

  deinit {
    _ = close(descriptor)
    _ = close(writingEnd)
  }

  /// Makes the descriptor readable for good. Calling it again does no harm.
  package func signal() {
    wasSignalled.store(true, ordering: .releasing)
    var byte: UInt8 = 1
    // The result is of no interest: a full pipe is readable already, which is all that is wanted.
    // Safe: reads the one byte of a variable that outlives the call.
    _ = unsafe write(writingEnd, &byte, 1)
  }
}
