internal import BasketModel
internal import ExportProfiles

/// Reads numbers that are written in a declared style: `₺1.234,56`, `(12.50)`, `10.500-`, `.34`.
///
/// Marks must stand where the style puts them (a thousands mark before each group of three digits),
/// so that no number can be read in two ways.
struct StyledDecimal {
  let style: AmountStyle

  /// What a text turned out to be.
  enum Result: Equatable {
    case value(StatedAmount)
    case blank
    case fault(String)
  }

  /// Reads a whole text.
  ///
  /// - Parameter currencyDigits: Fraction digits of the order's currency.
  /// - Complexity: O(*n*) in bytes.
  func read(_ text: Span<UInt8>, currencyDigits: Int) -> Result {
    if isEmptyText(text) { return .blank }
    if style.decimalMark == nil, !style.hasEitherMark { return readPlain(text) }
    var bytes = normalized(text)
    guard let isNegative = takeSigns(&bytes) else { return .fault("not an amount") }
    if bytes.isEmpty { return .fault("not an amount") }
    let marks: Marks
    if let decimal = style.decimalMark {
      marks = Marks(decimal: decimal, thousands: thousandsByte)
    } else if let told = Self.marks(of: bytes, currencyDigits) {
      marks = told
    } else {
      return .fault(Self.ambiguityOfEither)
    }
    var digits: [UInt8] = isNegative ? [0x2D] : []
    guard Self.appendDigits(bytes, marks, to: &digits) else { return .fault(reason) }
    return Self.result(DecimalParser.general(digits.span, allowsExponent: false))
  }

  private static func result(_ result: DecimalParser.Result) -> Result {
    switch result {
    case .value(let amount): .value(amount)
    case .blank: .blank
    case .fault(let fault): .fault(fault.reason(for: .itemPrice))
    }
  }

  // MARK: Undeclared

  /// The plain grammar. What could be thousands or a fraction is refused.
  private func readPlain(_ text: Span<UInt8>) -> Result {
    let result = DecimalParser.general(text, allowsExponent: false)
    if case .value = result, Self.isAmbiguous(text) { return .fault(Self.ambiguity) }
    if case .fault(.notADecimal) = result, (text.indices).contains(where: { text[$0] == 0x2C }) {
      return .fault("a comma in an amount: the profile's amounts must say what \"decimal\" is")
    }
    return Self.result(result)
  }

  static let ambiguity =
    "could be read with a decimal point or a thousands point: the profile's amounts must say "
    + "what \"decimal\" is"

  /// One to three digits that do not begin with zero, a point, three digits.
  static func isAmbiguous(_ text: Span<UInt8>) -> Bool {
    var start = 0
    var end = text.count
    while start < end, DecimalParser.isBlank(text[start]) || text[start] == 0x2D { start += 1 }
    while end > start, DecimalParser.isBlank(text[end - 1]) { end -= 1 }
    guard end - start >= 5, end - start <= 7, text[end - 4] == 0x2E else { return false }
    return text[start] != 0x30
  }

  // MARK: Declared

  private func isEmptyText(_ text: Span<UInt8>) -> Bool {
    style.emptyTexts.contains { empty in
      let trimmed = DecimalParser.trimmed(Self.copy(text))
      return trimmed.elementsEqual(empty.utf8)
    }
  }

  private static func copy(_ text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices { bytes.append(text[index]) }
    return bytes
  }

  /// The text with every kind of blank as a space, dashes as a minus, curly apostrophes straight,
  /// and without blanks at its ends.
  private func normalized(_ text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0xC2, index + 1 < text.count, text[index + 1] == 0xA0 {
        bytes.append(0x20)
        index += 2
      } else if byte == 0xE2, index + 2 < text.count,
        let plain = Self.plain(text[index + 1], text[index + 2])
      {
        bytes.append(plain)
        index += 3
      } else {
        bytes.append(DecimalParser.isBlank(byte) ? 0x20 : byte)
        index += 1
      }
    }
    return DecimalParser.trimmed(bytes)
  }

  /// The ASCII byte for the characters U+2000 to U+207F that stand in amounts.
  private static func plain(_ second: UInt8, _ third: UInt8) -> UInt8? {
    switch (second, third) {
    case (0x80, 0x87), (0x80, 0x89), (0x80, 0xAF): 0x20
    case (0x88, 0x92), (0x80, 0x93): 0x2D
    case (0x80, 0x99): 0x27
    default: nil
    }
  }

  /// Takes minus signs, parentheses and currency signs off; nil where they do not fit together.
  private func takeSigns(_ bytes: inout [UInt8]) -> Bool? {
    var isNegative = false
    if style.hasParentheses, bytes.first == 0x28, bytes.last == 0x29 {
      bytes = DecimalParser.trimmed(Array(bytes.dropFirst().dropLast()))
      isNegative = true
    }
    for _ in 0..<2 {
      if bytes.first == 0x2D {
        if isNegative { return nil }
        isNegative = true
        bytes = DecimalParser.trimmed(Array(bytes.dropFirst()))
      }
      if style.hasTrailingMinus, bytes.last == 0x2D {
        if isNegative { return nil }
        isNegative = true
        bytes = DecimalParser.trimmed(Array(bytes.dropLast()))
      }
      if style.hasCurrencySigns { takeCurrency(&bytes) }
    }
    return isNegative
  }

  /// Takes a currency sign or a code of up to three letters off either end; also the `?` that is
  /// left of a sign, such as `₺`, that an encoding of eight bits does not have.
  private func takeCurrency(_ bytes: inout [UInt8]) {
    let isSign = { (byte: UInt8) in
      byte == 0x24 || byte == 0x3F || byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }
    let before = bytes.prefix(while: isSign).count
    if before > 0, before <= 4 { bytes.removeFirst(before) }
    // `TL.` and `Kč` may end so; a point that follows letters is theirs.
    var after = bytes.reversed().prefix(while: isSign).count
    if after == 0, bytes.last == 0x2E, let letter = bytes.dropLast().last, isSign(letter) {
      after = 1 + bytes.dropLast().reversed().prefix(while: isSign).count
    }
    if after > 0, after <= 5 { bytes.removeLast(after) }
    bytes = DecimalParser.trimmed(bytes)
  }

  // MARK: Marks

  /// What stands before the fraction, and between groups of three digits.
  private struct Marks {
    var decimal: UInt8
    var thousands: UInt8?
  }

  static let ambiguityOfEither =
    "could be thousands or a fraction: the profile's amounts must say what \"decimal\" is"

  /// The marks that a number shows by itself; nil where it could be read in two ways.
  ///
  /// The last of two different marks is the decimal one, and one that comes twice is not. A single
  /// mark before three digits tells only behind a zero or behind more than three digits, and in a
  /// currency that has three fraction digits, which are always written. Where blanks or apostrophes
  /// part groups, a point or comma can only be the decimal one.
  private static func marks(of bytes: [UInt8], _ currencyDigits: Int) -> Marks? {
    if let group = bytes.first(where: { $0 == 0x20 || $0 == 0x27 }) {
      return Marks(decimal: bytes.last { $0 == 0x2E || $0 == 0x2C } ?? 0x2E, thousands: group)
    }
    let point = Marks(decimal: 0x2E, thousands: 0x2C)
    let comma = Marks(decimal: 0x2C, thousands: 0x2E)
    guard let last = bytes.lastIndex(where: { $0 == 0x2E || $0 == 0x2C }) else { return point }
    let lastIsDecimal = bytes[last] == 0x2E ? point : comma
    let lastIsThousands = bytes[last] == 0x2E ? comma : point
    let before = bytes[..<last]
    if before.contains(where: { $0 == 0x2E || $0 == 0x2C }) {
      return before.contains(bytes[last]) ? lastIsThousands : lastIsDecimal
    }
    let mayBeGroup = bytes.count - last == 4 && (1...3).contains(last) && bytes[0] != 0x30
    return mayBeGroup && currencyDigits != 3 ? nil : lastIsDecimal
  }

  private var thousandsByte: UInt8? {
    switch style.thousands {
    case .none: nil
    case .point: 0x2E
    case .comma: 0x2C
    case .blank: 0x20
    case .apostrophe: 0x27
    }
  }

  /// Appends the number in the plain grammar; false where it does not follow the style.
  private static func appendDigits(
    _ bytes: [UInt8], _ marks: Marks, to digits: inout [UInt8]
  ) -> Bool {
    let parts = bytes.split(
      separator: marks.decimal, maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts[0]
    // A point that stands for nothing in this style would be taken for the decimal one below.
    if whole.contains(0x2E), marks.thousands != 0x2E { return false }
    if whole.isEmpty {
      guard parts.count == 2 else { return false }
      digits.append(0x30)
    } else if let mark = marks.thousands, whole.contains(mark) {
      let groups = whole.split(separator: mark, omittingEmptySubsequences: false)
      guard let first = groups.first, (1...3).contains(first.count),
        groups.dropFirst().allSatisfy({ $0.count == 3 })
      else { return false }
      for group in groups { digits += group }
    } else {
      digits += whole
    }
    if parts.count == 2 {
      guard !parts[1].isEmpty else { return false }
      digits.append(0x2E)
      digits += parts[1]
    }
    return true
  }

  private var reason: String {
    style.hasEitherMark
      ? "not an amount with a decimal point or comma and groups of three digits" : declaredReason
  }

  private var declaredReason: String {
    "not an amount in the profile's style: a decimal "
      + (style.decimalMark == 0x2C ? "comma" : "point") + " and "
      + (style.thousands == .none
        ? "no thousands mark" : "groups of three digits (\(style.thousands.rawValue))")
  }
}
