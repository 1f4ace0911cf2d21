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
  let plainNames: [Int32]
  /// Whether a point before three digits need not be the decimal one.
  let refusesThousandths: Bool
  /// Whether numbers with a decimal point can be read by the fast parser.
  let hasFastNumbers: Bool
  var tree = RecordTree()
  /// What is wrong with the value last asked for.
  var fault: SourceFault?
  /// Fraction digits of the order's amounts, for rounding and minor units.
  var scale: UInt8 = 2
  /// Fraction digits of the order's currency.
  var currencyDigits: UInt8 = 2
  /// Nodes that paths led to; each user takes off what it put on.
  var matches: [Int32] = []
  /// What sources that start at the order gave for this record, where a number was wanted.
  var orderNumbers: OrderValues<SourceNumber>
  /// The same, where a text was wanted.
  var orderTexts: OrderValues<SourceText>
  /// Where the constants begin in the batch's decoded text, by index in `program.texts`.
  var constants: [TextRange] = []

  init(program: SourceProgram, style: AmountStyle) {
    self.program = program
    orderNumbers = OrderValues(program)
    orderTexts = OrderValues(program)
    plainNames = program.sources.map { Self.plainName($0, in: program) }
    decimals = StyledDecimal(style: style)
    refusesThousandths = style.isPlain || style.hasEitherMark
    hasFastNumbers =
      style.emptyTexts.isEmpty && (style.decimalMark == nil || style.decimalMark == 0x2E)
  }

  static func plainName(
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

  /// Forgets what the order gave: another record begins, or its amounts get another scale.
  @inline(__always)
  mutating func forgetOrderValues() {
    orderNumbers.forget()
    orderTexts.forget()
  }

  /// What an evaluation gives, with the fault that is its own.
  mutating func answer<Value>(
    _ evaluate: (inout Self) -> Value?
  ) -> OrderValues<Value>.Answer {
    let faultBefore = fault
    fault = nil
    defer { fault = faultBefore }
    let value = evaluate(&self)
    return OrderValues.Answer(value: value, fault: fault)
  }

  /// The value of an answer, whose fault becomes that of the evaluator.
  mutating func take<Value>(_ answer: OrderValues<Value>.Answer) -> Value? {
    fault = answer.fault ?? fault
    return answer.value
  }
}
