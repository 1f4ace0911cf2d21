import BasketModel
import DuplicateIndex
import TestSupport
import Testing

/// A record whose id was there before, and where that was.
private struct Duplicate: Equatable {
  var record: Int
  var first: RecordPosition
}

@Suite struct DuplicateIndexTests {
  private func admit(
    _ keys: [DuplicateIndex.Key], _ lines: [Int32], _ base: RecordPosition,
    to index: inout DuplicateIndex
  ) -> [Duplicate] {
    index.admit(keys: keys, lines: lines, base: base)
      .map { Duplicate(record: $0.record, first: $0.first) }
  }

  private static let secret = KeyedHash.Key(first: 1, second: 2)

  private static func hash(_ id: Int) -> KeyedHash.Value {
    KeyedHash.value(of: Array(String(id).utf8).span, key: secret)
  }

  /// Random ids with many repeats, in buffers of several exports, beside a dictionary; now and then
  /// room is made for more or less than will come.
  @Test(arguments: [(1, 1000), (1000, 3), (50_000, 100), (300_000, 7)])
  func remembersWhatADictionaryRemembers(_ idCount: Int, _ recordsPerBuffer: Int) {
    var random = SeededGenerator(seed: UInt64(idCount))
    var index = DuplicateIndex()
    var twin: [Int: RecordPosition] = [:]
    var export = 0
    var base = RecordPosition(export: 0, record: 1, line: 1)
    var remaining = 200_000
    while remaining > 0 {
      let count = min(1 + random.below(2 * recordsPerBuffer), remaining)
      remaining -= count
      var keys: [DuplicateIndex.Key] = []
      var lines: [Int32] = []
      var expected: [Duplicate] = []
      for record in 0..<count {
        lines.append(Int32(record * 2 + random.below(2)))
        // Records that have no id do not enter.
        if random.once(in: 10) { continue }
        let id = random.below(idCount)
        keys.append(DuplicateIndex.Key(hash: Self.hash(id), record: Int32(record)))
        if let first = twin[id] {
          expected.append(Duplicate(record: record, first: first))
        } else {
          twin[id] = RecordPosition(
            export: export, record: base.record + record, line: base.line + Int(lines[record]))
        }
      }
      #expect(admit(keys, lines, base, to: &index) == expected)
      base.record += count
      base.line += count * 2
      if random.once(in: 20) {
        export += 1
        base = RecordPosition(export: export, record: 1, line: 1)
        index.reserve(records: random.below(400_000), limit: 1 << 30)
      }
    }
  }

  @Test func takesHashesOfZero() {
    var index = DuplicateIndex()
    let zero = DuplicateIndex.Key(hash: KeyedHash.Value(high: 0, low: 0), record: 0)
    let one = DuplicateIndex.Key(hash: KeyedHash.Value(high: 0, low: 1), record: 1)
    let start = RecordPosition(export: 0, record: 1, line: 1)
    #expect(admit([zero, one], [0, 1], start, to: &index) == [])
    let next = RecordPosition(export: 0, record: 3, line: 3)
    #expect(
      admit([zero, one], [0, 1], next, to: &index) == [
        Duplicate(record: 0, first: start),
        Duplicate(record: 1, first: RecordPosition(export: 0, record: 2, line: 2)),
      ])
  }

  /// Hashes that want the last slot go on at the first.
  @Test func goesRoundAtTheEnd() {
    var index = DuplicateIndex()
    let keys = (0..<40).map { low in
      DuplicateIndex.Key(
        hash: KeyedHash.Value(high: 0x00FF_FFFF_FFFF_FFFF, low: UInt64(low)), record: Int32(low))
    }
    let lines = (0..<40).map { Int32($0) }
    let start = RecordPosition(export: 0, record: 1, line: 1)
    #expect(admit(keys, lines, start, to: &index) == [])
    let again = admit(keys, lines, RecordPosition(export: 1, record: 1, line: 1), to: &index)
    #expect(again.map(\.first.record) == Array(1...40))
  }

  /// At the sizes in between, too: right after the table grew it is the largest.
  @Test func holdsFortyBytesForEachOrder() {
    var index = DuplicateIndex()
    var random = SeededGenerator(seed: 7)
    let buffer = 1000
    let lines = (0..<buffer).map { Int32($0) }
    for start in stride(from: 0, to: 1_000_000, by: buffer) {
      let keys = (0..<buffer).map { record in
        DuplicateIndex.Key(
          hash: KeyedHash.Value(high: random.next(), low: random.next()), record: Int32(record))
      }
      _ = index.admit(
        keys: keys, lines: lines,
        base: RecordPosition(export: 0, record: start + 1, line: start + 1))
      let orders = start + buffer
      if orders >= 100_000, orders.isMultiple(of: 10_000) {
        #expect(index.byteCount <= 40 * orders, "\(orders) orders")
      }
    }
  }
}
