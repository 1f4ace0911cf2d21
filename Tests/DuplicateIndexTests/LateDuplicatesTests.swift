import BasketModel
import DuplicateIndex
import Foundation
import TestSupport
import Testing

/// A record whose id was there before, and where that was.
private struct Duplicate: Equatable {
  var ordinal: Int
  var first: RecordPosition
}

@Suite struct LateDuplicatesTests {
  private static let secret = KeyedHash.Key(first: 3, second: 4)
  private static let recordsPerBuffer = 1000
  private static let recordsPerExport = 40_000

  /// Buffer `number` of a batch of exports; ids below `idCount`, every second line.
  private static func buffer(
    _ number: Int, idCount: Int, random: inout SeededGenerator
  ) -> (keys: [DuplicateIndex.Key], lines: [Int32], base: RecordPosition) {
    let record = number * recordsPerBuffer % recordsPerExport
    let keys = (0..<recordsPerBuffer).map { index in
      let id = Array(String(random.below(idCount)).utf8)
      return DuplicateIndex.Key(
        hash: KeyedHash.value(of: id.span, key: secret), record: Int32(index))
    }
    return (
      keys, (0..<Int32(recordsPerBuffer)).map { 2 * $0 },
      RecordPosition(
        export: number * recordsPerBuffer / recordsPerExport, record: record + 1,
        line: 2 * record + 1)
    )
  }

  /// Few ids, many, one; with limits from nothing to enough. The index in memory is the twin.
  @Test(
    arguments: [
      (idCount: 1, limit: 0), (100, 0), (50_000, 0), (50_000, 300_000), (1_000_000, 0),
      (1_000_000, 1 << 20), (1_000_000, 1 << 30),
    ])
  func findsWhatTheIndexFinds(_ idCount: Int, _ limit: Int) throws {
    var random = SeededGenerator(seed: UInt64(idCount))
    var twin = DuplicateIndex()
    var index = DuplicateIndex()
    let file = try BlockFile(directory: NSTemporaryDirectory())
    var late: LateDuplicates?
    var expected: [Duplicate] = []
    var actual: [Duplicate] = []
    for number in 0..<200 {
      let (keys, lines, base) = Self.buffer(number, idCount: idCount, random: &random)
      let start = number * Self.recordsPerBuffer
      expected += twin.admit(keys: keys, lines: lines, base: base).map {
        Duplicate(ordinal: start + $0.record, first: $0.first)
      }
      if late == nil, number >= 20 || !index.hasRoom(forRecords: lines.count, limit: limit) {
        late = LateDuplicates(file: file, index: index)
      }
      let known =
        try late?.admit(keys: keys, lines: lines, base: base, index: index).duplicates
        ?? index.admit(keys: keys, lines: lines, base: base)
      actual += known.map {
        Duplicate(ordinal: start + $0.record, first: $0.first)
      }
    }
    if let late {
      var list = try late.resolved(memoryLimit: limit)
      var last = -1
      while let duplicate = try list.next() {
        #expect(duplicate.ordinal > last)
        last = duplicate.ordinal
        actual.append(Duplicate(ordinal: duplicate.ordinal, first: duplicate.first))
      }
    }
    actual.sort { $0.ordinal < $1.ordinal }
    #expect(actual.count == expected.count)
    #expect(actual == expected)
  }

  @Test func staysWithinTheLimit() {
    var index = DuplicateIndex()
    var random = SeededGenerator(seed: 1)
    let limit = 8 << 20
    var number = 0
    while index.hasRoom(forRecords: Self.recordsPerBuffer, limit: limit) {
      let (keys, lines, base) = Self.buffer(number, idCount: 1 << 40, random: &random)
      _ = index.admit(keys: keys, lines: lines, base: base)
      #expect(index.byteCount <= limit)
      number += 1
    }
    #expect(number * Self.recordsPerBuffer * 42 > limit, "and it is used")
  }

  @Test func saysWhatIsWrongWithADirectory() {
    #expect(
      throws: TemporaryFileError(
        operation: .create, directory: "/nowhere/at-all", systemError: ENOENT)
    ) { try BlockFile(directory: "/nowhere/at-all") }
  }
}
