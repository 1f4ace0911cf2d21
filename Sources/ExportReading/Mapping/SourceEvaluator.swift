internal import BasketModel
internal import ExportProfiles

/// A text that a source gave.
struct SourceText: BitwiseCopyable {
  var range: TextRange
  /// Where it stands in the buffer, from 0.
  var byte: Int32
  /// Whether it is a JSON number.
  var isNumber = false
}

/// A number that a source gave.
struct SourceNumber: BitwiseCopyable {
  var value: ExactNumber
  /// Where it stands in the buffer, from 0; -1 where it is computed.
  var byte: Int32
}

/// Why a source gave nothing usable.
struct SourceFault {
  var reason: String
  /// In the buffer, from 0; -1 for the record.
  var byte: Int
  var value: [UInt8]?
  /// Whether two elements disagree.
  var isConflict = false
}

/// Evaluates compiled sources on the tree of one record.
///
/// A source without a value gives nil; one whose value cannot be used gives nil too, and leaves
/// `fault`, which whoever asked takes.
struct SourceEvaluator {
  let program: SourceProgram
  let decimals: StyledDecimal
  /// By source: the trie's node where it is a path of one name and nothing else; -1 elsewhere. Most
  /// sources are, and are read without a look at the rest of what sources may be.
  private let plainNames: [Int32]
  /// Whether a point before three digits need not be the decimal one.
  private let refusesThousandths: Bool
  /// Whether numbers with a decimal point can be read by the fast parser.
  private let hasFastNumbers: Bool
  var tree = RecordTree()
  /// What is wrong with the value last asked for.
  var fault: SourceFault?
  /// Fraction digits of the order's amounts, for rounding and minor units.
  var scale: UInt8 = 2
  /// Fraction digits of the order's currency.
  var currencyDigits: UInt8 = 2
  /// Nodes that paths led to; each user takes off what it put on.
  private var matches: [Int32] = []
  /// Where the constants begin in the batch's decoded text, by index in `program.texts`.
  private var constants: [TextRange] = []

  init(program: SourceProgram, style: AmountStyle) {
    self.program = program
    plainNames = program.sources.map { Self.plainName($0, in: program) }
    decimals = StyledDecimal(style: style)
    refusesThousandths = style.isPlain || style.hasEitherMark
    hasFastNumbers =
      style.emptyTexts.isEmpty && (style.decimalMark == nil || style.decimalMark == 0x2E)
  }

  private static func plainName(
    _ source: SourceProgram.Source, in program: SourceProgram
  ) -> Int32 {
    guard source.isPlain, !source.hasOver, !source.startsAtOrder, source.operands.count == 1
    else { return -1 }
    let step = program.steps[Int(source.operands.start)]
    return step.predicates.isEmpty ? step.name : -1
  }

  /// Prepares for a buffer: puts the constants into its decoded text.
  mutating func beginBatch(_ assembler: inout OrderAssembler) {
    constants.removeAll(keepingCapacity: true)
    for text in program.texts {
      constants.append(
        .decoded(offset: assembler.batch.decodedText.count, count: text.count))
      assembler.batch.decodedText += text
    }
  }

  // MARK: Paths

  /// Puts the nodes that a path leads to onto `matches`.
  private mutating func match(
    _ path: SourceProgram.Run, from node: Int, _ input: RecordText
  ) {
    guard !path.isEmpty else {
      matches.append(Int32(truncatingIfNeeded: node))
      return
    }
    let step = program.steps[Int(path.start)]
    let rest = SourceProgram.Run(start: path.start + 1, count: path.count - 1)
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      if tree.nodes[Int(child)].name == step.name,
        step.predicates.isEmpty || hold(step.predicates, at: Int(child), input)
      {
        match(rest, from: Int(child), input)
      }
      child = tree.nodes[Int(child)].next
    }
  }

  private mutating func hold(
    _ predicates: SourceProgram.Run, at node: Int, _ input: RecordText
  ) -> Bool {
    for index in predicates.indices {
      let predicate = program.predicates[index]
      let start = matches.count
      match(predicate.path, from: node, input)
      var isEqual = matches.count == start && program.texts[Int(predicate.text)].isEmpty
      for place in start..<matches.count {
        let text = tree.nodes[Int(matches[place])].text
        if input.equalsTrimmed(text, program.texts[Int(predicate.text)]) { isEqual = true }
      }
      matches.removeLast(matches.count - start)
      if isEqual != predicate.isEqual { return false }
    }
    return true
  }

  /// The nodes that a path leads to, in input order.
  mutating func nodes(_ path: SourceProgram.Run, from node: Int, _ input: RecordText)
    -> [Int32]
  {
    let start = matches.count
    match(path, from: node, input)
    let found = Array(matches[start...])
    matches.removeLast(found.count)
    return found
  }

  // MARK: Texts

  /// The text of a source at a node; nil where it has none.
  mutating func text(
    _ index: Int32, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    let name = plainNames[Int(index)]
    if name >= 0 { return childText(name, of: node, input) }
    let source = program.sources[Int(index)]
    let node = source.startsAtOrder ? RecordTree.root : node
    guard source.hasOver else { return textHere(source, at: node, &input) }
    let start = matches.count
    match(source.over, from: node, input)
    defer { matches.removeLast(matches.count - start) }
    var result: SourceText?
    for place in start..<matches.count {
      let value = textHere(source, at: Int(matches[place]), &input)
      if fault != nil { return nil }
      switch source.take {
      case .first: return value
      case .last: result = value
      case .filled where value != nil: return value
      case .filled, .sum, .count: break
      case .same:
        guard let value else { continue }
        guard let first = result else {
          result = value
          continue
        }
        if !input.areEqual(first.range, value.range) {
          fault = Self.conflict(at: value.byte)
          return first
        }
      }
    }
    return result
  }

  private static func conflict(at byte: Int32) -> SourceFault {
    SourceFault(
      reason: "differs from the first value of the record", byte: Int(byte), value: nil,
      isConflict: true)
  }

  private mutating func textHere(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    if source.isPlain { return pathText(source.operands, at: node, input) }
    if !source.conditions.isEmpty, !holds(source.conditions, at: node, &input) { return nil }
    guard var text = originText(source, at: node, &input) else { return nil }
    for index in source.cuts.indices {
      let cut = program.cuts[index]
      text.range = input.cut(text.range, cut.cut, program.texts[Int(cut.text)])
    }
    if input.isBlank(text.range) { return nil }
    for index in source.emptyTexts.indices
    where input.equalsTrimmed(text.range, program.texts[index]) {
      return nil
    }
    if source.lookup.isEmpty { return text }
    return lookedUp(text, source.lookup, input)
  }

  private mutating func lookedUp(
    _ text: SourceText, _ lookup: SourceProgram.Run, _ input: RecordText
  ) -> SourceText? {
    for index in lookup.indices {
      let entry = program.lookups[index]
      if input.equalsTrimmed(text.range, program.texts[Int(entry.text)]) {
        return SourceText(range: constants[Int(entry.replacement)], byte: text.byte)
      }
    }
    fault = SourceFault(
      reason: "not in the profile's lookup table", byte: Int(text.byte),
      value: input.copy(text.range))
    return nil
  }

  private mutating func originText(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    switch source.kind {
    case .path: return pathText(source.operands, at: node, input)
    case .constant:
      return SourceText(range: constants[Int(source.text)], byte: tree.nodes[node].byte)
    case .firstOf:
      for place in source.operands.indices {
        let value = text(program.links[place], at: node, &input)
        if value != nil || fault != nil { return value }
      }
      return nil
    case .joined:
      return joined(source, at: node, &input)
    case .sum, .difference, .product, .quotient:
      // A computed number where a text is wanted.
      guard let number = numberHere(source, at: node, &input)?.value.stated else { return nil }
      let text = DecimalText.text(
        minorUnits: Int128(number.digits), scale: number.fractionDigits)
      return SourceText(range: input.decode(Array(text.utf8)), byte: tree.nodes[node].byte)
    }
  }

  private mutating func joined(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    var joined: [UInt8] = []
    var byte: Int32 = -1
    for place in source.operands.indices {
      guard let value = text(program.links[place], at: node, &input) else { return nil }
      if byte < 0 { byte = value.byte } else { joined += program.texts[Int(source.text)] }
      joined += input.copy(value.range)
    }
    return SourceText(range: input.decode(joined), byte: byte)
  }

  /// The one text at a path; several must be equal.
  private mutating func pathText(
    _ path: SourceProgram.Run, at node: Int, _ input: RecordText
  ) -> SourceText? {
    if path.count == 1 {
      let step = program.steps[Int(path.start)]
      if step.predicates.isEmpty { return childText(step.name, of: node, input) }
    }
    let start = matches.count
    match(path, from: node, input)
    defer { matches.removeLast(matches.count - start) }
    var result: SourceText?
    for place in start..<matches.count {
      let match = tree.nodes[Int(matches[place])]
      guard match.text.isPresent else { continue }
      if let first = result {
        if !input.areEqual(first.range, match.text) {
          fault = Self.conflict(at: match.byte)
          return first
        }
      } else {
        result = SourceText(range: match.text, byte: match.byte, isNumber: match.isNumber)
      }
    }
    return result
  }

  @inline(__always)
  private mutating func childText(
    _ name: Int32, of node: Int, _ input: RecordText
  ) -> SourceText? {
    var result: SourceText?
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      let place = Int(child)
      child = tree.nodes[place].next
      guard tree.nodes[place].name == name, tree.nodes[place].text.isPresent else { continue }
      let found = tree.nodes[place]
      if let first = result {
        if !input.areEqual(first.range, found.text) {
          fault = Self.conflict(at: found.byte)
          return first
        }
      } else {
        result = SourceText(range: found.text, byte: found.byte, isNumber: found.isNumber)
      }
    }
    return result
  }

  // MARK: Conditions

  /// Whether all conditions hold at a node.
  mutating func holds(
    _ conditions: SourceProgram.Run, at node: Int, _ input: inout RecordText
  ) -> Bool {
    for index in conditions.indices where !holds(program.conditions[index], at: node, &input) {
      return false
    }
    return true
  }

  private mutating func holds(
    _ condition: SourceProgram.Condition, at node: Int, _ input: inout RecordText
  ) -> Bool {
    switch condition.test {
    case .any:
      for index in condition.operands.indices
      where holds(program.conditionLists[index], at: node, &input) {
        return true
      }
      return false
    case .isNegative, .isZero, .isPositive:
      let number = self.number(condition.source, at: node, &input)
      fault = nil
      guard let number else { return false }
      let digits = number.value.digits
      return condition.test == .isZero
        ? digits == 0 : condition.test == .isNegative ? digits < 0 : digits > 0
    default: break
    }
    let text = text(condition.source, at: node, &input)
    fault = nil
    if condition.test == .isFilled { return text != nil }
    if condition.test == .isBlank { return text == nil }
    if condition.test == .isSame {
      guard let text else { return false }
      return isSame(text, as: condition.operands, at: node, &input)
    }
    let range = text?.range ?? .absent
    for index in condition.operands.indices {
      let isFound =
        condition.test == .contains
        ? input.contains(range, program.texts[index])
        : input.equalsTrimmed(range, program.texts[index])
      if isFound { return condition.test != .isNoneOf }
    }
    return condition.test == .isNoneOf
  }

  /// Whether a text is that of another source, whose link `other` is.
  private mutating func isSame(
    _ text: SourceText, as other: SourceProgram.Run, at node: Int, _ input: inout RecordText
  ) -> Bool {
    let compared = self.text(program.links[Int(other.start)], at: node, &input)
    fault = nil
    guard let compared else { return false }
    return input.areEqualTrimmed(text.range, compared.range)
  }

  // MARK: Numbers

  /// The number of a source at a node; nil where it has none.
  mutating func number(
    _ index: Int32, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    let name = plainNames[Int(index)]
    if name >= 0 {
      guard let text = childText(name, of: node, input) else { return nil }
      if fault == nil { return parsed(text, input) }
    }
    let source = program.sources[Int(index)]
    let node = source.startsAtOrder ? RecordTree.root : node
    guard source.hasOver else { return numberHere(source, at: node, &input) }
    let start = matches.count
    match(source.over, from: node, input)
    defer { matches.removeLast(matches.count - start) }
    var result: SourceNumber?
    var count = 0
    for place in start..<matches.count {
      let value = numberOf(source, at: Int(matches[place]), &input)
      if fault != nil { return nil }
      switch source.take {
      case .first: return value
      case .last: result = value
      case .filled: if value != nil { return value }
      case .count: count += value == nil ? 0 : 1
      case .sum:
        guard let value else { continue }
        guard let sum = (result?.value ?? .zero).adding(value.value) else { return overflow() }
        result = SourceNumber(value: sum, byte: result == nil ? value.byte : -1)
      case .same:
        guard let value else { continue }
        if let first = result, !first.value.isEqual(to: value.value) {
          fault = Self.conflict(at: value.byte)
          return first
        }
        result = result ?? value
      }
    }
    if source.take == .count {
      return SourceNumber(value: ExactNumber(digits: Int128(count)), byte: -1)
    }
    return result
  }

  /// For `count`, texts count as well as numbers.
  private mutating func numberOf(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    guard source.take == .count else { return numberHere(source, at: node, &input) }
    if source.kind == .path, source.operands.isEmpty, !tree.nodes[node].text.isPresent,
      source.conditions.isEmpty || holds(source.conditions, at: node, &input)
    {
      return SourceNumber(value: .zero, byte: -1)
    }
    return textHere(source, at: node, &input).map { SourceNumber(value: .zero, byte: $0.byte) }
  }

  private mutating func overflow() -> SourceNumber? {
    fault = SourceFault(reason: "out of range", byte: -1, value: nil)
    return nil
  }
}

// MARK: - Numbers of one place

extension SourceEvaluator {
  private mutating func numberHere(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    if source.isPlain {
      guard let text = pathText(source.operands, at: node, input), fault?.isConflict != true
      else { return numberOfConflict(source.operands, at: node, input) }
      return parsed(text, input)
    }
    if !source.conditions.isEmpty, !holds(source.conditions, at: node, &input) { return nil }
    guard var number = originNumber(source, at: node, &input) else { return nil }
    if source.isMinor { number.value.fractionDigits += minorDigits(source, at: node, input) }
    if source.isAbsolute { number.value = number.value.magnitude }
    if source.isNegated { number.value = number.value.negated }
    if !source.negative.isEmpty {
      let isNegative = holds(source.negative, at: node, &input)
      number.value = isNegative ? number.value.magnitude.negated : number.value.magnitude
    }
    if source.isRounded {
      guard let units = number.value.units(at: Int(scale), isRounded: true) else {
        fault = SourceFault(reason: "out of range", byte: Int(number.byte), value: nil)
        return nil
      }
      number.value = ExactNumber(digits: units, fractionDigits: Int(scale))
    }
    return number
  }

  /// Values at one path that are different texts may be equal numbers.
  private mutating func numberOfConflict(
    _ path: SourceProgram.Run, at node: Int, _ input: RecordText
  ) -> SourceNumber? {
    guard let conflict = fault, conflict.isConflict else { return nil }
    var result: SourceNumber?
    for match in nodes(path, from: node, input) {
      let found = tree.nodes[Int(match)]
      guard found.text.isPresent else { continue }
      fault = nil
      let text = SourceText(range: found.text, byte: found.byte, isNumber: found.isNumber)
      guard let number = parsed(text, input) else { return nil }
      if let first = result, !first.value.isEqual(to: number.value) {
        fault = conflict
        return first
      }
      result = result ?? number
    }
    return result
  }

  private mutating func minorDigits(
    _ source: SourceProgram.Source, at node: Int, _ input: RecordText
  ) -> Int {
    guard !source.minorDigits.isEmpty,
      let text = pathText(source.minorDigits, at: node, input),
      let number = parsed(text, input), number.value.fractionDigits == 0,
      (0...6).contains(number.value.digits)
    else { return Int(currencyDigits) }
    return Int(number.value.digits)
  }

  private mutating func originNumber(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    switch source.kind {
    case .path, .constant, .joined:
      guard let text = textForNumber(source, at: node, &input) else { return nil }
      return parsed(text, input)
    case .firstOf:
      if !source.cuts.isEmpty || !source.lookup.isEmpty || !source.emptyTexts.isEmpty {
        guard let text = textForNumber(source, at: node, &input) else { return nil }
        return parsed(text, input)
      }
      for place in source.operands.indices {
        let value = number(program.links[place], at: node, &input)
        if value != nil || fault != nil { return value }
      }
      return nil
    case .sum, .difference: return sum(source, at: node, &input)
    case .product, .quotient: return product(source, at: node, &input)
    }
  }

  /// The text of a source without its conditions, which were looked at.
  private mutating func textForNumber(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    var source = source
    source.conditions = SourceProgram.Run()
    return textHere(source, at: node, &input)
  }

  private mutating func sum(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    var total: ExactNumber?
    for place in source.operands.indices {
      let value = number(program.links[place], at: node, &input)?.value
      if fault != nil { return nil }
      let isFirst = place == source.operands.indices.lowerBound
      guard let value else {
        if isFirst, source.kind == .difference { return nil }
        continue
      }
      let isSubtracted = source.kind == .difference && !isFirst
      guard let sum = (total ?? .zero).adding(isSubtracted ? value.negated : value) else {
        return overflow()
      }
      total = sum
    }
    return total.map { SourceNumber(value: $0, byte: -1) }
  }

  private mutating func product(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    var result: ExactNumber?
    for place in source.operands.indices {
      guard let value = number(program.links[place], at: node, &input)?.value else { return nil }
      guard let before = result else {
        result = value
        continue
      }
      if source.kind == .quotient, value.isZero {
        fault = SourceFault(reason: "divided by zero", byte: -1, value: nil)
        return nil
      }
      guard
        let next = source.kind == .product
          ? before.multiplied(by: value) : before.divided(by: value)
      else { return overflow() }
      result = next
    }
    return result.map { SourceNumber(value: $0, byte: -1) }
  }

  /// The number that a text is.
  @inline(__always)
  private mutating func parsed(_ text: SourceText, _ input: RecordText) -> SourceNumber? {
    if hasFastNumbers || text.isNumber, !text.range.isDecoded {
      let start = text.range.offset
      if let (value, end) = DecimalParser.plain(input.bytes, from: start),
        end == start + text.range.count,
        !refusesThousandths || text.isNumber || value.fractionDigits != 3
      {
        return SourceNumber(value: ExactNumber(value), byte: text.byte)
      }
    }
    return parsedSlowly(text, input)
  }

  @inline(never)
  private mutating func parsedSlowly(
    _ text: SourceText, _ input: RecordText
  ) -> SourceNumber? {
    let bytes = input.copy(text.range)
    let result: StyledDecimal.Result
    if text.isNumber {
      switch DecimalParser.general(bytes.span, allowsExponent: true) {
      case .value(let amount): result = .value(amount)
      case .blank: result = .blank
      case .fault(.tooManyFractionDigits):
        // Noise of binary fractions (2.9899999999999998), which a source may round.
        if let value = ExactNumber(longDecimal: bytes) {
          return SourceNumber(value: value, byte: text.byte)
        }
        result = .fault(DecimalFault.tooManyFractionDigits.reason(for: .itemPrice))
      case .fault(let fault): result = .fault(fault.reason(for: .itemPrice))
      }
    } else {
      result = decimals.read(bytes.span)
    }
    switch result {
    case .value(let amount): return SourceNumber(value: ExactNumber(amount), byte: text.byte)
    case .blank: return nil
    case .fault(let reason):
      fault = SourceFault(reason: reason, byte: Int(text.byte), value: bytes)
      return nil
    }
  }
}
