internal import BasketModel
internal import ExportProfiles

// Shipping, tax, fees and whatever else is neither item nor discount.
extension BasketBuilder {
  mutating func addCharge(
    _ part: MappingPlan.Part, at node: Int, _ input: inout RecordText, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    guard let source = part.fields.first?.source else { return }
    let number = evaluator.number(source, at: node, &input)
    if let fault = takeFault() {
      return noteCharge(part.kind, fault, bytes, into: &assembler)
    }
    guard let number, !number.value.isZero else { return }
    if case .termCharge(let presence) = part.kind {
      return addTerm(number.value, presence)
    }
    let isDiscount = part.kind == .discountCharge || number.value.digits < 0
    let value = part.kind == .itemCharge ? number.value.magnitude : number.value
    guard var amount = value.stated else {
      let fault = SourceFault(
        reason: "not a finite decimal of at most 6 fraction digits", byte: Int(number.byte))
      return noteCharge(part.kind, fault, bytes, into: &assembler)
    }
    amount.byte = number.byte
    if isDiscount {
      assembler.beginDiscount()
      assembler.set(.discountAmount, amount)
      assembler.endDiscount()
    } else {
      assembler.beginItem()
      assembler.set(.itemPrice, amount)
      assembler.endItem()
    }
  }

  private mutating func addTerm(_ value: ExactNumber, _ presence: TermPresence) {
    if presence == .either, eitherTerms.count < Self.eitherMax {
      eitherTerms.append(value)
    } else if let sum = terms.adding(value) {
      terms = sum
    } else {
      termsAreKnown = false
    }
  }

  private mutating func noteCharge(
    _ kind: BasketPartKind, _ fault: SourceFault, _ bytes: PaddedBytes,
    into assembler: inout OrderAssembler
  ) {
    switch kind {
    case .discountCharge:
      assembler.beginDiscount()
      note(fault, .discountAmount, bytes, into: &assembler)
      assembler.endDiscount()
    case .itemCharge:
      assembler.beginItem()
      note(fault, .itemPrice, bytes, into: &assembler)
      assembler.endItem()
    default:
      termsAreKnown = false
      assembler.note(
        fault.isConflict ? .conflictingFieldValue : .invalidFieldValue, FieldPath(.amount), bytes,
        reason: "a charge of the order: \(fault.reason)", byte: fault.byte,
        value: fault.value.map(OrderAssembler.shortened))
    }
  }
}
