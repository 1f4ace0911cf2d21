/// What sources that start at the order gave, for as long as the record and its scale stay the
/// same.
///
/// Conditions of items ask for them, once for each item; without this an order of 58 000 items took
/// 20 seconds, as each looked through all.
struct OrderValues<Value> {
  /// What a source gave, and what was wrong with it.
  struct Answer {
    var value: Value?
    var fault: SourceFault?
  }

  private struct Entry {
    var generation: UInt64 = 0
    var answer = Answer()
  }

  /// By source; empty where no source starts at the order.
  private var entries: [Entry] = []
  private var generation: UInt64 = 1

  init(_ program: SourceProgram) {
    guard program.sources.contains(where: \.startsAtOrder) else { return }
    entries = Array(repeating: Entry(), count: program.sources.count)
  }

  /// Forgets everything.
  @inline(__always)
  mutating func forget() { generation &+= 1 }

  /// The answer of a source that starts at the order; nil where it is not known.
  subscript(source: Int32) -> Answer? {
    get {
      let entry = entries[Int(source)]
      return entry.generation == generation ? entry.answer : nil
    }
    set {
      entries[Int(source)] = newValue.map { Entry(generation: generation, answer: $0) } ?? Entry()
    }
  }
}
