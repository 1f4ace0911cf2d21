package import BasketModel
internal import ExportProfiles

/// Charges of an order that are part of its amount and of no sum of its basket.
struct OrderTerms {
  var sum: ExactNumber
  /// Charges that the amount may hold or not.
  var either: [ExactNumber]
  var areKnown: Bool
}

/// What ends an order that a mapping made.
extension OrderAssembler {
  /// Completes the order as one that is not to be audited: it counts as a record and nothing more.
  mutating func endSkippedOrder() {
    let id = order.id
    order = Order(
      byte: Int(order.byte), line: Int(order.line), itemStart: batch.items.count,
      discountStart: batch.discounts.count)
    order.texts[OrderTextField.orderID.rawValue] = id
    order.isUnreadable = true
    order.isSkipped = true
    orderFindings.removeAll(keepingCapacity: true)
    commitOrder()
  }

  /// Makes what the export cannot say unusable, without a finding of this order.
  mutating func markUnknown(
    _ unknown: UnknownValues, _ amounts: [OrderAmountField], _ terms: OrderTerms
  ) {
    if unknown.contains(.items) { order.productSum = .invalid }
    if unknown.contains(.discounts) { order.discountSum = .invalid }
    if unknown.contains(.currency) {
      unusableTexts |= 1 << UInt8(OrderTextField.currency.rawValue)
      termDigits = ([terms.sum] + terms.either).map { $0.stated?.fractionDigits ?? 0 }.max() ?? 0
    }
    for field in amounts { order.amounts[field.rawValue] = .invalid }
  }

  /// Completes the order as `endOrder` does, with its charges and with the profile's tolerance.
  mutating func endOrder(_ bytes: PaddedBytes, terms: OrderTerms, tolerance: Tolerance) {
    order.itemCount = Int32(truncatingIfNeeded: batch.items.count - Int(order.itemStart))
    order.discountCount = Int32(
      truncatingIfNeeded: batch.discounts.count - Int(order.discountStart))
    settle(bytes)
    let allowed = tolerance.order + tolerance.lineTenths * Int(order.itemCount) / 10
    order.tolerance = Int32(clamping: allowed)
    settle(terms, bytes)
    commitOrder()
  }

  private mutating func settle(_ terms: OrderTerms, _ bytes: PaddedBytes) {
    guard terms.areKnown, let sum = minorUnits(terms.sum) else {
      if terms.areKnown { noteTerms(bytes) }
      order.termsAreKnown = false
      return
    }
    var either: [Int64] = []
    for term in terms.either {
      guard let units = minorUnits(term) else {
        order.termsAreKnown = false
        return noteTerms(bytes)
      }
      either.append(units)
    }
    order.termSum = fitting(sum, either)
  }

  /// The sum with those of `either` that make the amount right; with all of them where none do.
  private func fitting(_ sum: Int64, _ either: [Int64]) -> Int64 {
    let all = either.reduce(sum) { $0 &+ $1 }
    guard !either.isEmpty, order.amount.isValid, let total = order.knownTotal else { return all }
    for choice in 0..<1 << either.count {
      var candidate = sum
      for (place, term) in either.enumerated() where choice >> place & 1 == 1 {
        candidate = candidate &+ term
      }
      let difference = Int128(order.amount.digits) - total - Int128(candidate)
      if difference.magnitude <= UInt128(max(order.tolerance, 0)) { return candidate }
    }
    return all
  }

  private func minorUnits(_ number: ExactNumber) -> Int64? {
    number.units(at: Int(order.scale), isRounded: false).flatMap { Int64(exactly: $0) }
  }

  private mutating func noteTerms(_ bytes: PaddedBytes) {
    // Without a currency the scale is a guess, and a finding about it would be one too.
    guard order.currency.isKnown else { return }
    note(
      .invalidFieldValue, FieldPath(.amount), bytes,
      reason: "a charge of the order has more than \(order.scale) fraction digits", byte: -1)
  }

  /// Notes that two values of the order that must be equal are not, or could not be compared.
  ///
  /// - Parameters:
  ///   - reason: An English sentence part with the identity's name.
  ///   - byte: In the buffer, from 0; -1 for the record.
  mutating func noteIdentity(
    _ reason: String, _ bytes: PaddedBytes, byte: Int, value: [UInt8]?
  ) {
    let start = Int(order.byte)
    let place = max(byte, start)
    let fault = ReadingFault(
      reason: reason,
      position: position(bytes, of: place, from: start, line: Int(order.line)),
      value: value.map(Self.shortened))
    orderFindings.append(Finding(.identityMismatch, details: .fault(fault)))
  }
}

extension FindingCode {
  /// Two values of an order that the profile calls equal are not.
  package static let identityMismatch = FindingCode(
    "IDENTITY_MISMATCH", origin: .own,
    english: "Two values that must be equal are not.",
    turkish: "Eşit olması gereken iki değer eşit değil.",
    explanation: Explanation(
      meaning: """
        The profile names two values of the order that must be equal (`identities`), and they \
        differ by more than it allows. `details` has the name that the profile gives them, and \
        both values.
        """,
      arithmetic: "left ≠ right, compared exactly, beyond the identity's tolerance.",
      example: "net and tax: 100.00 + 18.00 = 118.00 is not 119.00",
      usualCause: """
        Rounding in the shop system, an order that was edited after the sale, or a profile that \
        takes a value from the wrong place: see `inspect`.
        """))
}
