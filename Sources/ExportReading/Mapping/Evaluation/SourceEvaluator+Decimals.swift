internal import BasketModel
internal import ExportProfiles

// The numbers that texts are.
extension SourceEvaluator {
  /// The number that a text is.
  @inline(__always)
  mutating func parsed(_ text: SourceText, _ input: RecordText) -> SourceNumber? {
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
  mutating func parsedSlowly(
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
      result = decimals.read(bytes.span, currencyDigits: Int(currencyDigits))
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
