internal import BasketModel
internal import ExportProfiles

/// Makes an order of the tree of a record, as a mapping says.
///
/// The order was begun; what ends it is for the reader to call.
struct BasketBuilder {
  let plan: MappingPlan
  private let limits: ReadLimits
  let tolerance: Tolerance
  var evaluator: SourceEvaluator
  /// Whoever wants to know what some orders are made of; nil in runs.
  var tracer: OrderTracer?
  /// The sum of the charges that are added to the basket.
  var terms = ExactNumber.zero
  /// Charges that the amount may hold or not.
  var eitherTerms: [ExactNumber] = []
  var termsAreKnown = true
  /// Whether the order has an item that is no charge.
  private var hasItems = false

  /// Charges `either` of one order beyond which they are simply added.
  static let eitherMax = 4

  init(plan: MappingPlan, tolerance: Tolerance, limits: ReadLimits) {
    self.plan = plan
    self.limits = limits
    self.tolerance = tolerance
    evaluator = SourceEvaluator(program: plan.program, style: plan.style)
  }

  /// Completes the order of the tree in `evaluator`.
  mutating func endOrder(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    var input = RecordText(bytes)
    swap(&input.decoded, &assembler.batch.decodedText)
    readTexts(&input, &assembler)
    let isSkipped = plan.skip.contains {
      evaluator.holds($0, at: RecordTree.root, &input)
    }
    if isSkipped {
      tracer?.note(assembler.order, plan, &evaluator, &input)
      swap(&input.decoded, &assembler.batch.decodedText)
      assembler.endSkippedOrder()
      return
    }
    terms = .zero
    termsAreKnown = !plan.unknown.contains(.terms)
    eitherTerms.removeAll(keepingCapacity: true)
    for field in plan.amounts {
      store(field, at: RecordTree.root, &input, bytes, into: &assembler)
    }
    hasItems = false
    for part in plan.parts { add(part, &input, bytes, into: &assembler) }
    if plan.requiresItems, !hasItems { assembler.noteNoItems(bytes) }
    for identity in plan.identities { check(identity, &input, bytes, into: &assembler) }
    let isExact = !plan.exact.isEmpty && evaluator.holds(plan.exact, at: RecordTree.root, &input)
    tracer?.note(assembler.order, plan, &evaluator, &input)
    swap(&input.decoded, &assembler.batch.decodedText)
    let orderTerms = OrderTerms(sum: terms, either: eitherTerms, areKnown: termsAreKnown)
    if !plan.unknown.isEmpty || !plan.missingAmounts.isEmpty {
      assembler.markUnknown(plan.unknown, plan.missingAmounts, orderTerms)
    }
    assembler.endOrder(
      bytes, terms: orderTerms, tolerance: isExact ? Tolerance() : tolerance)
  }

  /// Stores the id of an order that cannot be read on, as far as its tree goes.
  mutating func storeID(_ bytes: PaddedBytes, into assembler: inout OrderAssembler) {
    guard let field = plan.texts.first(where: { $0.slot == .orderText(.orderID) }) else { return }
    evaluator.forgetOrderValues()
    var input = RecordText(bytes)
    swap(&input.decoded, &assembler.batch.decodedText)
    let id = evaluator.text(field.source, at: RecordTree.root, &input)
    swap(&input.decoded, &assembler.batch.decodedText)
    guard takeFault() == nil, let id else { return }
    assembler.order.texts[OrderTextField.orderID.rawValue] = id.range
  }

  // MARK: Fields of the order

  private mutating func readTexts(_ input: inout RecordText, _ assembler: inout OrderAssembler) {
    // What a text depends on may not be the currency of the order before.
    setScale(of: .unknown, assembler)
    for field in plan.texts {
      guard case .orderText(let text) = field.slot else { continue }
      let value = evaluator.text(field.source, at: RecordTree.root, &input)
      if let fault = takeFault() {
        note(fault, field.slot, input.bytes, into: &assembler)
        if !fault.isConflict { continue }
      }
      if let value { assembler.order.texts[text.rawValue] = value.range }
    }
    if plan.needsScale { setScale(input, assembler) }
  }

  mutating func setScale(_ input: RecordText, _ assembler: OrderAssembler) {
    let stated = assembler.order.statedCurrency
    setScale(
      of: stated.isPresent
        ? input.currency(stated) : assembler.settings.defaultCurrency ?? .unknown, assembler)
  }

  @inline(__always)
  private mutating func setScale(of currency: Currency, _ assembler: OrderAssembler) {
    evaluator.forgetOrderValues()
    evaluator.currencyDigits = currency.isKnown ? currency.fractionDigits : 2
    evaluator.scale = max(evaluator.currencyDigits, assembler.settings.minimumFractionDigits)
  }

  /// Stores the number of a field; whether there was a value or a fault.
  @discardableResult
  private mutating func store(
    _ field: MappingPlan.Field, at node: Int, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) -> Bool {
    let number = evaluator.number(field.source, at: node, &input)
    if let fault = takeFault() {
      note(fault, field.slot, bytes, into: &assembler)
      if !fault.isConflict { return true }
    }
    guard let number else { return false }
    guard var amount = number.value.stated else {
      let isStated = number.byte >= 0 && number.value.denominator == 1
      let text = DecimalText.text(
        minorUnits: number.value.digits, scale: UInt8(clamping: number.value.fractionDigits))
      assembler.noteInvalid(
        field.slot, bytes,
        reason: isStated
          ? "more than 6 fraction digits" : "not a finite decimal of at most 6 fraction digits",
        byte: Int(number.byte), value: isStated ? Array(text.utf8) : nil)
      return true
    }
    amount.byte = number.byte
    assembler.set(field.slot, amount)
    return true
  }

  mutating func takeFault() -> SourceFault? {
    guard let fault = evaluator.fault else { return nil }
    evaluator.fault = nil
    return fault
  }

  func note(
    _ fault: SourceFault, _ slot: FieldSlot, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    if fault.isConflict {
      assembler.note(
        .conflictingFieldValue, assembler.path(of: slot), bytes, reason: fault.reason,
        byte: fault.byte)
    } else {
      let mayShow = slot.isDecimal || slot == .orderText(.currency) || slot == .orderText(.orderID)
      assembler.noteInvalid(
        slot, bytes, reason: fault.reason, byte: fault.byte, value: mayShow ? fault.value : nil)
    }
  }

  // MARK: Parts

  private mutating func add(
    _ part: MappingPlan.Part, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    if part.path.isEmpty {
      return add(part, at: RecordTree.root, &input, bytes, into: &assembler)
    }
    for node in evaluator.nodes(part.path, from: RecordTree.root, input) {
      add(part, at: Int(node), &input, bytes, into: &assembler)
    }
  }

  private mutating func add(
    _ part: MappingPlan.Part, at node: Int, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    guard part.conditions.isEmpty || evaluator.holds(part.conditions, at: node, &input) else {
      return
    }
    switch part.kind {
    case .item: addItem(part, at: node, &input, bytes, into: &assembler)
    case .discount: addDiscount(part, at: node, &input, bytes, into: &assembler)
    case .itemCharge, .discountCharge, .termCharge:
      addCharge(part, at: node, &input, bytes, into: &assembler)
    }
  }

  private mutating func addItem(
    _ part: MappingPlan.Part, at node: Int, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    guard assembler.itemIndex < limits.itemCountMax else {
      return assembler.noteTooMany(.basketItems, bytes, limit: limits.itemCountMax)
    }
    assembler.beginItem()
    if fill(part, at: node, &input, bytes, into: &assembler) || !part.skipsBlankElements {
      assembler.endItem()
      hasItems = true
    }
  }

  private mutating func addDiscount(
    _ part: MappingPlan.Part, at node: Int, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    guard assembler.discountIndex < limits.itemCountMax else {
      return assembler.noteTooMany(.discounts, bytes, limit: limits.itemCountMax)
    }
    assembler.beginDiscount()
    if fill(part, at: node, &input, bytes, into: &assembler) || !part.skipsBlankElements {
      assembler.endDiscount()
    }
  }

  /// Stores the fields of an item or discount; whether one of them has a value.
  private mutating func fill(
    _ part: MappingPlan.Part, at node: Int, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) -> Bool {
    var isFilled = false
    for field in part.fields {
      if field.slot.isDecimal {
        if store(field, at: node, &input, bytes, into: &assembler) { isFilled = true }
      } else if !isFilled, part.skipsBlankElements {
        if evaluator.text(field.source, at: node, &input) != nil { isFilled = true }
        evaluator.fault = nil
      }
    }
    return isFilled
  }
}
