/// What sources that start at the order gave, for as long as the record and its scale stay the
/// same.
///
/// Conditions of items ask for them, once for each item; without this an order of 58 000 items took
/// 20 seconds, as each looked through all.
struct OrderValues {
  /// One answer.
  private struct Entry<Value> {
    var generation: UInt64 = 0
    var value: Value?
    var fault: SourceFault?
  }

  /// By source; empty where no source starts at the order.
  private var numbers: [Entry<SourceNumber>] = []
  private var texts: [Entry<SourceText>] = []
  private var generation: UInt64 = 1

  init(_ program: SourceProgram) {
    guard program.sources.contains(where: \.startsAtOrder) else { return }
    numbers = Array(repeating: Entry(), count: program.sources.count)
    texts = Array(repeating: Entry(), count: program.sources.count)
  }

  /// Forgets everything.
  @inline(__always)
  mutating func forget() { generation &+= 1 }

  /// What a source gave where a number was wanted, with what was wrong; nil where it is not known.
  func number(_ source: Int32) -> (value: SourceNumber?, fault: SourceFault?)? {
    let entry = numbers[Int(source)]
    return entry.generation == generation ? (entry.value, entry.fault) : nil
  }

  mutating func keep(_ number: SourceNumber?, _ fault: SourceFault?, of source: Int32) {
    numbers[Int(source)] = Entry(generation: generation, value: number, fault: fault)
  }

  /// What a source gave where a text was wanted, with what was wrong; nil where it is not known.
  func text(_ source: Int32) -> (value: SourceText?, fault: SourceFault?)? {
    let entry = texts[Int(source)]
    return entry.generation == generation ? (entry.value, entry.fault) : nil
  }

  mutating func keep(_ text: SourceText?, _ fault: SourceFault?, of source: Int32) {
    texts[Int(source)] = Entry(generation: generation, value: text, fault: fault)
  }
}
