internal import BasketModel
internal import ExportProfiles

// Whether conditions hold.
extension SourceEvaluator {
  /// Whether all conditions hold at a node.
  mutating func holds(
    _ conditions: SourceProgram.Run, at node: Int, _ input: inout RecordText
  ) -> Bool {
    for index in conditions.indices where !holds(program.conditions[index], at: node, &input) {
      return false
    }
    return true
  }

  mutating func holds(
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
  mutating func isSame(
    _ text: SourceText, as other: SourceProgram.Run, at node: Int, _ input: inout RecordText
  ) -> Bool {
    let compared = self.text(program.links[Int(other.start)], at: node, &input)
    fault = nil
    guard let compared else { return false }
    return input.areEqualTrimmed(text.range, compared.range)
  }
}
