internal import ExportReading

/// Says when, and for how many records, the duplicate index is to make room at once.
///
/// Growing step by step to a million ids, each time into fresh memory, took a tenth of a run. How
/// many records will come is guessed from those that came: after the first buffer, and again after
/// some more, when it is known how well a compressed export is compressed.
struct IndexReservation {
  private static let guessesAfter: Set<Int> = [1, 16]

  /// Bytes of all exports, as stored.
  private let storedBytes: Int
  private var buffers = 0
  private var records = 0
  private var bytes = 0

  init(_ plan: ReconciliationPlan) {
    storedBytes = plan.exports.reduce(0) { $0 + $1.storedBytes }
  }

  /// The number of records to make room for now; nil where it is no time for it.
  ///
  /// - Parameters:
  ///   - taken: Bytes read so far, as stored. They may be ahead of those that are handed on, so the
  ///     guess is rather too low.
  ///   - handed: Decompressed bytes handed on so far.
  mutating func guess(
    after work: BatchWork, taken: @autoclosure () -> Int, handed: @autoclosure () -> Int
  ) -> Int? {
    buffers += 1
    records += work.classes.count
    bytes += work.buffer.count
    guard Self.guessesAfter.contains(buffers) else { return nil }
    // Decompressed bytes of all exports, times records for each of them.
    let expected =
      Int128(storedBytes) * Int128(handed()) * Int128(records)
      / (Int128(max(taken(), 1)) * Int128(max(bytes, 1)))
    return Int(clamping: min(expected, Int128(UInt32.max)))
  }
}
