internal import BasketModel
internal import ExportProfiles

// Sources where a text is wanted.
extension SourceEvaluator {
  /// The text of a source at a node; nil where it has none.
  mutating func text(
    _ index: Int32, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    let name = plainNames[Int(index)]
    if name >= 0 { return childText(name, of: node, input) }
    let source = program.sources[Int(index)]
    if source.startsAtOrder { return orderText(index, source, &input) }
    return text(of: source, at: node, &input)
  }

  /// The text of a source that starts at the order, worked out once for each record.
  private mutating func orderText(
    _ index: Int32, _ source: SourceProgram.Source, _ input: inout RecordText
  ) -> SourceText? {
    if let known = orderTexts[index] { return take(known) }
    let answer = answer { $0.text(of: source, at: RecordTree.root, &input) }
    orderTexts[index] = answer
    return take(answer)
  }

  private mutating func text(
    of source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> SourceText? {
    guard source.hasOver else { return textHere(source, at: node, &input) }
    let start = matches.count
    match(source.over, from: node, input)
    defer { dropMatches(from: start) }
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

  static func conflict(at byte: Int32) -> SourceFault {
    SourceFault(
      reason: "differs from the first value of the record", byte: Int(byte), value: nil,
      isConflict: true)
  }

  mutating func textHere(
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

  mutating func lookedUp(
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

  mutating func originText(
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

  mutating func joined(
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
}
