internal import BasketModel

/// A field that a record states more than once.
extension OrderAssembler {
  /// Notes `CONFLICTING_FIELD_VALUE` unless a later value equals the first.
  ///
  /// Decimals are equal when their values are (`10.0` and `10.00`); other texts when their bytes
  /// are.
  ///
  /// - Parameters:
  ///   - value: The later value, not blank.
  ///   - first: The first value; may be blank.
  ///   - byte: Place of the later value in the buffer, from 0.
  mutating func noteUnlessEqual(
    _ value: [UInt8], first: [UInt8], _ slot: FieldSlot, _ bytes: PaddedBytes, byte: Int
  ) {
    guard value != first else { return }
    if slot.isDecimal,
      case .value(let left) = DecimalParser.general(value.span, allowsExponent: false),
      case .value(let right) = DecimalParser.general(first.span, allowsExponent: false),
      left == right
    {
      return
    }
    let path = path(of: slot)
    // One finding for each field is enough, however many rows repeat it.
    guard
      !orderFindings.contains(where: { $0.code == .conflictingFieldValue && $0.argument == path })
    else { return }
    let mayShow = slot.isDecimal || slot == .orderText(.currency)
    note(
      .conflictingFieldValue, path, bytes, reason: "differs from the first value of the record",
      byte: byte, value: mayShow ? Self.shortened(value) : nil)
  }

  /// Notes that an order has more items or discounts than the limit allows; its sum is not known
  /// then.
  mutating func noteTooMany(_ container: OrderField, _ bytes: PaddedBytes, limit: Int) {
    let sum = container == .basketItems ? order.productSum : order.discountSum
    guard !sum.isInvalid else { return }
    if container == .basketItems {
      order.productSum = .invalid
    } else {
      order.discountSum = .invalid
    }
    note(
      .invalidFieldValue, FieldPath(container), bytes, reason: "more than \(limit) in one order",
      byte: -1)
  }

  /// Notes that an order lacks its items; its sum of them is unknown then.
  mutating func noteNoItems(_ bytes: PaddedBytes) {
    guard !order.productSum.isInvalid, !order.hasUnreadableRows else { return }
    order.productSum = .invalid
    note(.missingField, FieldPath(.basketItems), bytes, reason: "no item", byte: -1)
  }
}
