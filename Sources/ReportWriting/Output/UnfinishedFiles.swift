internal import Glibc
internal import Synchronization

/// The temporary files of this process, for whoever must end it in the middle of its work.
///
/// The only state of the whole program, because a signal meets the whole program. Two locks, always
/// taken in this order: `publication` is held while outputs get their names, `files` while a
/// temporary file is created, renamed or removed. So a signal finds each file either under its
/// temporary name in the list, or published.
package enum UnfinishedFiles {
  /// A temporary file: the open directory that holds it, and its name there.
  struct Entry: Equatable {
    let directory: Int32
    let name: String
  }

  private static let publication = Mutex(())
  private static let files = Mutex<[Entry]>([])

  /// Removes all of them and ends the process.
  ///
  /// Where outputs are being published at this moment, waits until all of them are, but not longer
  /// than `patience`. Nothing is published any more from here on.
  package static func removeAll(patience: Duration, thenEnding end: () -> Never) -> Never {
    let start = ContinuousClock.now
    while start.duration(to: .now) < patience {
      let wasDone: Void? = publication.withLockIfAvailable { _ in
        files.withLock { entries in
          for entry in entries { _ = unsafe unlinkat(entry.directory, entry.name, 0) }
          end()
        }
      }
      if wasDone != nil { break }
      _ = usleep(5000)
    }
    end()
  }

  /// Calls `body` with the list, which nobody else changes meanwhile.
  static func withList<Result: Sendable, Failure: Error>(
    _ body: (inout [Entry]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try files.withLock { (entries) throws(Failure) in try body(&entries) }
  }

  /// Publishes outputs one directly after the other, in this order; a signal comes before all of
  /// them or after all of them.
  ///
  /// - Throws: The first error; the outputs behind it are abandoned.
  package static func publish(_ outputs: [any ReportDestination]) throws(OutputError) {
    try publication.withLock { (_) throws(OutputError) in
      do throws(OutputError) {
        for output in outputs { try output.publish() }
      } catch {
        for output in outputs { output.abandon() }
        throw error
      }
    }
  }
}
