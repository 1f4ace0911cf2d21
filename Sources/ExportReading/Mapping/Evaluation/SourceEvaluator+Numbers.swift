internal import BasketModel
internal import ExportProfiles

// Sources where a number is wanted.
extension SourceEvaluator {
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
    if source.startsAtOrder { return orderNumber(index, source, &input) }
    return number(of: source, at: node, &input)
  }

  /// The number of a source that starts at the order, worked out once for each record.
  private mutating func orderNumber(
    _ index: Int32, _ source: SourceProgram.Source, _ input: inout RecordText
  ) -> SourceNumber? {
    if let known = orderNumbers[index] { return take(known) }
    let answer = answer { $0.number(of: source, at: RecordTree.root, &input) }
    orderNumbers[index] = answer
    return take(answer)
  }

  private mutating func number(
    of source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    guard source.hasOver else { return numberHere(source, at: node, &input) }
    let start = matches.count
    match(source.over, from: node, input)
    defer { dropMatches(from: start) }
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
    if case .count = source.take {
      return SourceNumber(value: ExactNumber(digits: Int128(count)), byte: -1)
    }
    return result
  }

  /// For `count`, texts count as well as numbers.
  mutating func numberOf(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceNumber? {
    guard case .count = source.take else { return numberHere(source, at: node, &input) }
    if source.kind == .path, source.operands.isEmpty, !tree.nodes[node].text.isPresent,
      source.conditions.isEmpty || holds(source.conditions, at: node, &input)
    {
      return SourceNumber(value: .zero, byte: -1)
    }
    return textHere(source, at: node, &input).map { SourceNumber(value: .zero, byte: $0.byte) }
  }

  mutating func numberHere(
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
  mutating func numberOfConflict(
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

  mutating func minorDigits(
    _ source: SourceProgram.Source, at node: Int, _ input: RecordText
  ) -> Int {
    guard !source.minorDigits.isEmpty,
      let text = pathText(source.minorDigits, at: node, input),
      let number = parsed(text, input), number.value.fractionDigits == 0,
      (0...6).contains(number.value.digits)
    else { return Int(currencyDigits) }
    return Int(number.value.digits)
  }

  mutating func originNumber(
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
  mutating func textForNumber(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    var source = source
    source.conditions = SourceProgram.Run()
    return textHere(source, at: node, &input)
  }
}
