import BasketModel
import DuplicateIndex
import Foundation
import TestSupport
import Testing

/// One row or line: its key, what refers to it, and whether it is an order.
private struct Line: Equatable {
  var parent: Int?
  var id: Int?
  var text: String
}

@Suite struct ScatteredPiecesTests {
  private static func hash(_ id: Int) -> KeyedHash.Value {
    let text = Array(String(id).utf8)
    return KeyedHash.value(of: text.span, key: KeyedHash.Key(first: 1, second: 2))
  }

  /// Lines of orders, children, children of children, repeats, orphans, circles and lines that
  /// belong to nothing, anywhere.
  private static func lines(seed: UInt64, count: Int) -> [Line] {
    var random = SeededGenerator(seed: seed)
    var lines: [Line] = []
    for number in 0..<count {
      let text = String(repeating: "x", count: random.below(40)) + "\(number)\n"
      let some = random.below(count / 3 + 1)
      switch random.below(10) {
      case 0: lines.append(Line(parent: nil, id: nil, text: text))
      case 1, 2: lines.append(Line(parent: nil, id: some, text: text))
      case 3: lines.append(Line(parent: some, id: nil, text: text))
      default: lines.append(Line(parent: some, id: random.below(2 * count), text: text))
      }
    }
    return lines
  }

  /// What comes out, group after group: `+` for one with an order, `r` for a repeat, and the
  /// numbers of the lines.
  private static func groups(
    _ lines: [Line], headsAreOrders: Bool, memoryLimit: Int
  ) throws -> [String] {
    var pieces = ScatteredPieces(
      memoryLimit: memoryLimit, directory: NSTemporaryDirectory(),
      grouping: ScatteredGrouping(headsAreOrders: headsAreOrders, groupBytesMax: 1 << 20))
    for (number, line) in lines.enumerated() {
      let piece = ScatteredPiece(
        key: (line.parent ?? line.id).map(hash), id: line.id.map(hash),
        isHead: line.parent == nil, export: 3, line: number + 1, byte: number * 7)
      try pieces.add(piece, Array(line.text.utf8).span)
    }
    var result: [String] = []
    var groups = try pieces.groups()
    while let group = try groups.nextGroup() {
      var text = group.hasHead ? "+" : "-"
      #expect(!group.isOversized)
      var bytes = 0
      groups.forEachPiece(of: group) { piece, span in
        if piece.isRepeat { text += "r" }
        text += " \(piece.ordinal)"
        bytes += span.count
        let own = (0..<span.count).map { span[$0] }
        #expect(own == Array(lines[Int(piece.ordinal)].text.utf8))
        #expect(piece.line == Int(piece.ordinal) + 1 && piece.byte == 7 * Int(piece.ordinal))
        #expect(piece.export == 3)
      }
      #expect(bytes == group.byteCount)
      result.append(text)
    }
    return result
  }

  /// The same, slowly and in memory.
  private static func expected(_ lines: [Line], headsAreOrders: Bool) -> [String] {
    let heads = Set(lines.filter { $0.parent == nil }.compactMap(\.id))
    var parents: [Int: Int] = [:]
    for line in lines {
      guard let id = line.id, let parent = line.parent, !heads.contains(id) else { continue }
      parents[id] = parents[id] ?? parent
    }
    var members: [String: [Int]] = [:]
    for (number, line) in lines.enumerated() {
      var key = line.parent ?? line.id
      if line.parent != nil {
        for _ in 0..<16 {
          if let known = key, !heads.contains(known), let parent = parents[known] { key = parent }
        }
      }
      members[key.map(String.init) ?? "alone \(number)", default: []].append(number)
    }
    var found: [(place: Int, text: String)] = []
    for numbers in members.values {
      let own = numbers.filter { lines[$0].parent == nil }
      let others = numbers.filter { lines[$0].parent != nil }
      guard let first = own.first else {
        found.append((others[0], "-" + others.map { " \($0)" }.joined()))
        continue
      }
      let rest = headsAreOrders ? [first] + others : own + others
      found.append((first, "+" + rest.map { " \($0)" }.joined()))
      if headsAreOrders { found += own.dropFirst().map { ($0, "+r \($0)") } }
    }
    return found.sorted { $0.place < $1.place }.map(\.text)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64], [true, false])
  func findsWhatBelongsTogether(_ seed: UInt64, _ headsAreOrders: Bool) throws {
    let lines = Self.lines(seed: seed, count: 50 + 400 * Int(seed))
    let expected = Self.expected(lines, headsAreOrders: headsAreOrders)
    for memoryLimit in [0, 4 << 10, 100 << 10, 1 << 30] {
      let groups = try Self.groups(
        lines, headsAreOrders: headsAreOrders, memoryLimit: memoryLimit)
      #expect(groups == expected, "\(memoryLimit)")
    }
  }

  /// More pieces than the tables of one reading hold, so that partitions are split.
  @Test func splitsPartitions() throws {
    let lines = Self.lines(seed: 9, count: 150_000)
    let expected = Self.expected(lines, headsAreOrders: true)
    #expect(try Self.groups(lines, headsAreOrders: true, memoryLimit: 1) == expected)
  }

  /// An order beyond the limit is its first piece, and said to be too large.
  @Test(arguments: [0, 1 << 30])
  func cutsOrdersThatAreTooLarge(_ memoryLimit: Int) throws {
    var pieces = ScatteredPieces(
      memoryLimit: memoryLimit, directory: NSTemporaryDirectory(),
      grouping: ScatteredGrouping(headsAreOrders: false, groupBytesMax: 1000))
    for number in 0..<30 {
      let key = Self.hash(number % 3 == 0 ? 7 : 1000 + number)
      let piece = ScatteredPiece(key: key, isHead: true, export: 0, line: number, byte: 0)
      try pieces.add(piece, [UInt8](repeating: 0x61, count: 101).span)
    }
    var groups = try pieces.groups()
    var sizes: [Int] = []
    while let group = try groups.nextGroup() {
      var count = 0
      groups.forEachPiece(of: group) { piece, _ in
        count += 1
        #expect(piece.line == groups.firstPiece(of: group).line)
      }
      #expect(count == 1)
      #expect(group.isOversized == (group.byteCount > 1000))
      sizes.append(group.byteCount)
    }
    #expect(sizes == [1010] + [Int](repeating: 101, count: 20))
  }
}
