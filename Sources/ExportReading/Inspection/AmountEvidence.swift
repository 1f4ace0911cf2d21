/// How the amounts of an export are written, as far as its values show it.
package struct AmountEvidence: Sendable {
  /// Values whose decimal mark is plainly a point.
  package private(set) var points = 0
  /// Values whose decimal mark is plainly a comma.
  package private(set) var commas = 0
  /// Values such as `1.234`, which may be thousands or a fraction.
  package private(set) var ambiguousPoints = 0
  /// Values such as `1,234`.
  package private(set) var ambiguousCommas = 0
  /// Marks between groups of three digits: `.`, `,`, blank and `'`.
  package private(set) var thousands: Set<UInt8> = []
  package private(set) var hasCurrencySigns = false
  package private(set) var hasTrailingMinus = false
  package private(set) var hasParentheses = false
  /// The most digits behind a plain decimal mark.
  package private(set) var fractionDigitsMax = 0
  /// The nodes whose values have so many.
  package private(set) var fractionNodes: [Int] = []
  /// Nodes of the outline whose values are nearly all numbers.
  package private(set) var nodes: Set<Int> = []

  init(_ outline: ExportOutline) {
    for (index, node) in outline.nodes.enumerated() where !node.values.isEmpty {
      let shapes = node.values.map { AmountShape($0) }
      let known = shapes.compactMap(\.self)
      guard 10 * known.count >= 9 * shapes.count else { continue }
      nodes.insert(index)
      let digits = known.map(\.fractionDigits).max() ?? 0
      if digits > fractionDigitsMax { fractionNodes = [] }
      fractionDigitsMax = max(fractionDigitsMax, digits)
      if digits == fractionDigitsMax { fractionNodes.append(index) }
      for shape in known { add(shape, isNumber: node.hasNumbers) }
    }
  }

  private mutating func add(_ shape: AmountShape, isNumber: Bool) {
    if isNumber { return }
    switch shape.mark {
    case .none: break
    case .point: points += 1
    case .comma: commas += 1
    case .ambiguousPoint: ambiguousPoints += 1
    case .ambiguousComma: ambiguousCommas += 1
    }
    thousands.formUnion(shape.thousands)
    hasCurrencySigns = hasCurrencySigns || shape.hasCurrencySign
    hasTrailingMinus = hasTrailingMinus || shape.hasTrailingMinus
    hasParentheses = hasParentheses || shape.hasParentheses
  }
}

/// How one text is a number.
struct AmountShape {
  enum Mark { case none, point, comma, ambiguousPoint, ambiguousComma }

  private(set) var mark = Mark.none
  private(set) var thousands: Set<UInt8> = []
  private(set) var fractionDigits = 0
  private(set) var hasCurrencySign = false
  private(set) var hasTrailingMinus = false
  private(set) var hasParentheses = false
  /// Whether letters stand beside the number.
  private var hasLetters = false

  /// Nil where the text is no number.
  init?(_ text: [UInt8]) {
    var bytes = Self.plainBlanks(text)
    guard bytes.count <= 40 else { return nil }
    if bytes.first == 0x28, bytes.last == 0x29 {
      hasParentheses = true
      bytes = DecimalParser.trimmed(Array(bytes.dropFirst().dropLast()))
    }
    takeSigns(&bytes)
    guard let first = bytes.first, let last = bytes.last, Self.isDigit(last),
      Self.isDigit(first) || first == 0x2E || first == 0x2C
    else { return nil }
    guard bytes.allSatisfy({ Self.isDigit($0) || [0x2E, 0x2C, 0x20, 0x27].contains($0) }) else {
      return nil
    }
    guard read(bytes) else { return nil }
    // `K007` and `10 EA` are codes and weights, not amounts with a currency.
    if hasLetters || hasTrailingMinus, case .none = mark { return nil }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// No-break blanks of UTF-8 as spaces, curly apostrophes straight; none at the ends.
  private static func plainBlanks(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      let rest = text[index...]
      if rest.starts(with: [0xC2, 0xA0]) {
        bytes.append(0x20)
        index += 2
      } else if rest.starts(with: [0xE2, 0x80, 0xAF]) || rest.starts(with: [0xE2, 0x80, 0x89]) {
        bytes.append(0x20)
        index += 3
      } else if rest.starts(with: [0xE2, 0x80, 0x99]) {
        bytes.append(0x27)
        index += 3
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return DecimalParser.trimmed(bytes)
  }

  /// Takes minus signs and currency signs off both ends.
  private mutating func takeSigns(_ bytes: inout [UInt8]) {
    func isSign(_ byte: UInt8) -> Bool {
      byte == 0x24 || byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }
    for _ in 0..<2 {
      if bytes.first == 0x2D || bytes.first == 0x2B { bytes.removeFirst() }
      if bytes.last == 0x2D {
        hasTrailingMinus = true
        bytes.removeLast()
      }
      let before = bytes.prefix(while: isSign).count
      let after = bytes.reversed().prefix(while: isSign).count
      if before + after > 0, before <= 4, after <= 5, before + after < bytes.count {
        hasCurrencySign = true
        let taken = bytes.prefix(before) + bytes.suffix(after)
        if taken.allSatisfy({ $0 < 0x80 && $0 != 0x24 }) { hasLetters = true }
        bytes = Array(bytes.dropFirst(before).dropLast(after))
      }
      bytes = DecimalParser.trimmed(bytes)
    }
  }

  /// Reads digits with marks; false where groups are not of three digits.
  private mutating func read(_ bytes: [UInt8]) -> Bool {
    let marks = bytes.indices.filter { !Self.isDigit(bytes[$0]) }
    guard let last = marks.last else { return true }
    let decimal = bytes[last]
    let digitsBehind = bytes.count - last - 1
    let others = Set(marks.dropLast().map { bytes[$0] })
    if decimal == 0x20 || decimal == 0x27 {
      return hasGroups(bytes, separators: others.union([decimal]))
    }
    if others.contains(decimal) || (others.count > 1) {
      // `1.234.567`: one mark several times is none of decimals.
      guard others == [decimal] else { return false }
      return hasGroups(bytes, separators: others)
    }
    if let other = others.first {
      guard hasGroups(Array(bytes[..<last]), separators: [other]) else { return false }
      return setDecimal(decimal, digitsBehind)
    }
    let isAmbiguous = digitsBehind == 3 && (1...3).contains(last) && bytes[0] != 0x30
    if isAmbiguous {
      mark = decimal == 0x2E ? .ambiguousPoint : .ambiguousComma
      return true
    }
    return setDecimal(decimal, digitsBehind)
  }

  private mutating func setDecimal(_ byte: UInt8, _ digits: Int) -> Bool {
    mark = byte == 0x2E ? .point : .comma
    fractionDigits = digits
    return digits <= 9
  }

  private mutating func hasGroups(_ bytes: [UInt8], separators: Set<UInt8>) -> Bool {
    guard separators.count == 1 else { return false }
    let groups = bytes.split(omittingEmptySubsequences: false) { separators.contains($0) }
    guard let first = groups.first, (1...3).contains(first.count),
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return false }
    thousands.formUnion(separators)
    return true
  }
}
