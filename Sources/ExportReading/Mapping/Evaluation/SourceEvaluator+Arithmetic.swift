internal import BasketModel
internal import ExportProfiles

// Numbers made of other numbers.
extension SourceEvaluator {
  mutating func sum(
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

  mutating func product(
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

  mutating func overflow() -> SourceNumber? {
    fault = SourceFault(reason: "out of range", byte: -1, value: nil)
    return nil
  }
}
