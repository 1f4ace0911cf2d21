internal import BasketModel

/// Settling an order: currency, one scale for all amounts, defaults, P and D, required fields.
extension OrderAssembler {
  /// Settles the order that is complete.
  mutating func settle(_ bytes: PaddedBytes) {
    settleCurrency(bytes)
    settleAmount(.amount, bytes)
    settleAmount(.totalProductAmount, bytes)
    settleAmount(.totalDiscountAmount, bytes)
    settleAmount(.totalAmount, bytes)
    settleItems(bytes)
    settleDiscounts(bytes)
    if order.id.isPresent {
      order.entersDuplicateIndex = true
    } else if !isUnusable(.orderID) {
      noteMissing(.orderID, bytes)
    }
  }

  /// Whether a text was given in a form that cannot be used, so that it is neither missing nor
  /// defaulted.
  private func isUnusable(_ field: OrderTextField) -> Bool {
    unusableTexts >> UInt8(field.rawValue) & 1 != 0
  }

  /// Notes a field of the order that has no value, unless it may stand in a row that cannot be
  /// read.
  private mutating func noteMissing(_ field: OrderField, _ bytes: PaddedBytes) {
    guard !order.hasUnreadableRows else { return }
    note(.missingField, FieldPath(field), bytes, reason: "no value", byte: -1)
  }

  @inline(__always)
  private mutating func settleAmount(_ field: OrderAmountField, _ bytes: PaddedBytes) {
    let stated = order.amounts[field.rawValue]
    if stated.isAbsent {
      if settings.states(field) { noteMissing(field.field, bytes) }
    } else {
      order.amounts[field.rawValue] = rescaled(stated, .orderAmount(field), index: nil, bytes)
    }
  }

  // MARK: Currency and scale

  private mutating func settleCurrency(_ bytes: PaddedBytes) {
    let stated = order.statedCurrency
    if stated.count == 3, !stated.isDecoded, !isUnusable(.currency) {
      // The same code as before, nearly always.
      let word = bytes.word(at: stated.offset) & 0xFF_FFFF
      if word != currencyCache.word {
        let currency = bytes.withSpan(stated.offset..<stated.offset + 3) { Currency(code: $0) }
        currencyCache = (word, currency, scale(of: currency))
      }
      order.currency = currencyCache.currency
      order.scale = currencyCache.scale
      if order.currency.isKnown { return }
    }
    settleOtherCurrency(bytes)
  }

  /// A currency that is not stated, or not by three letters that are one.
  @inline(never)
  private mutating func settleOtherCurrency(_ bytes: PaddedBytes) {
    if isUnusable(.currency) {
      order.currency = .unknown
    } else if !order.statedCurrency.isPresent {
      order.currency = settings.defaultCurrency ?? .unknown
      if settings.defaultCurrency == nil { noteMissing(.currency, bytes) }
    } else {
      settleUnusualCurrency(bytes)
    }
    order.scale = order.currency.isKnown ? scale(of: order.currency) : largestScale()
  }

  /// Fraction digits of amounts in a currency.
  private func scale(of currency: Currency) -> UInt8 {
    max(currency.fractionDigits, settings.minimumFractionDigits)
  }

  /// A currency of another length, a decoded one, or an unknown one.
  private mutating func settleUnusualCurrency(_ bytes: PaddedBytes) {
    let stated = order.statedCurrency
    let text =
      stated.isDecoded
      ? Array(batch.decodedText[stated.offset..<stated.offset + stated.count])
      : bytes.copy(stated.offset..<stated.offset + stated.count)
    let code = DecimalParser.trimmed(text)
    order.currency = Currency(code: code.span)
    guard !order.currency.isKnown else { return }
    let suggestion = Currency.suggestion(for: code.span).map { "; did you mean \($0)?" } ?? ""
    note(
      .invalidFieldValue, FieldPath(.currency), bytes,
      reason: "not a currency code of ISO 4217\(suggestion)",
      byte: stated.isDecoded ? -1 : stated.offset, value: Self.shortened(text))
  }

  /// The scale of an order whose currency is unknown: the most fraction digits that any amount has.
  private func largestScale() -> UInt8 {
    var scale = max(settings.minimumFractionDigits, termDigits)
    for index in order.amounts.indices {
      scale = max(scale, significantDigits(order.amounts[index]))
    }
    for index in order.itemIndices {
      scale = max(scale, significantDigits(batch.items[index].unitPrice))
      scale = max(scale, significantDigits(batch.items[index].price))
    }
    for index in order.discountIndices {
      scale = max(scale, significantDigits(batch.discounts[index].amount))
    }
    return scale
  }

  /// Fraction digits without trailing zeros.
  private func significantDigits(_ amount: StatedAmount) -> UInt8 {
    guard amount.isValid else { return 0 }
    var digits = amount.digits
    var fractionDigits = amount.fractionDigits
    while fractionDigits > 0, digits % 10 == 0 {
      digits /= 10
      fractionDigits -= 1
    }
    return fractionDigits
  }

  /// The amount at the order's scale.
  @inline(__always)
  private mutating func rescaled(
    _ amount: StatedAmount, _ slot: FieldSlot, index: Int?, _ bytes: PaddedBytes
  ) -> StatedAmount {
    if amount.fractionDigits == order.scale || !amount.isValid { return amount }
    return rescaledSlowly(amount, slot, index: index, bytes)
  }

  @inline(never)
  private mutating func rescaledSlowly(
    _ amount: StatedAmount, _ slot: FieldSlot, index: Int?, _ bytes: PaddedBytes
  ) -> StatedAmount {
    var result = amount
    var reason: String?
    while result.fractionDigits > order.scale, reason == nil {
      let (quotient, remainder) = result.digits.quotientAndRemainder(dividingBy: 10)
      if remainder != 0 { reason = tooManyDigitsReason }
      result.digits = quotient
      result.fractionDigits -= 1
    }
    while result.fractionDigits < order.scale, reason == nil {
      let (product, overflow) = result.digits.multipliedReportingOverflow(by: 10)
      if overflow { reason = "out of range" }
      result.digits = product
      result.fractionDigits += 1
    }
    guard let reason else { return result }
    let text = DecimalText.text(minorUnits: Int128(amount.digits), scale: amount.fractionDigits)
    note(
      .invalidFieldValue, FieldPath(slot.field, index: index), bytes, reason: reason,
      byte: Int(amount.byte), value: Array(text.utf8))
    return .invalid(at: amount.byte)
  }

  private var tooManyDigitsReason: String {
    "more than \(order.scale) fraction digits for \(order.currency.code)"
  }

  // MARK: Items and discounts

  private mutating func settleItems(_ bytes: PaddedBytes) {
    if !settings.itemPrice.isPerUnit, let sum = sumOfUsualItems() {
      order.productSum = StatedAmount(digits: sum, fractionDigits: order.scale)
      return
    }
    settleItemsOneByOne(bytes)
  }

  /// P where every item states its price, at the order's scale, and all else is in order too, so
  /// that nothing is left to settle; nil otherwise.
  ///
  /// Nearly every order is like that. Items before one that is not are settled again by
  /// `settleItemsOneByOne`, to the same values.
  @inline(__always)
  private mutating func sumOfUsualItems() -> Int64? {
    guard !order.productSum.isInvalid else { return nil }
    var sum: Int64 = 0
    let scale = order.scale
    let indices = order.itemIndices
    var items = batch.items.mutableSpan
    for index in indices {
      let price = items[index].price
      guard price.isValid, price.fractionDigits == scale,
        items[index].unitPrice.isAbsent
          || items[index].unitPrice.isValid && items[index].unitPrice.fractionDigits == scale
      else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(price.digits)
      if overflow { return nil }
      sum = next
      if items[index].quantity.isAbsent {
        items[index].quantity = StatedAmount(digits: 1, fractionDigits: 0)
      } else {
        guard items[index].quantity.isValid, items[index].quantity.digits > 0 else { return nil }
      }
      items[index].linePrice = price
    }
    return sum
  }

  @inline(never)
  private mutating func settleItemsOneByOne(_ bytes: PaddedBytes) {
    var sum: Int128 = 0
    var isKnown = !order.productSum.isInvalid
    for index in order.itemIndices {
      var item = batch.items[index]
      settle(&item, index: index - Int(order.itemStart), bytes)
      batch.items[index] = item
      if item.linePrice.isValid {
        sum += Int128(item.linePrice.digits)
      } else {
        isKnown = false
      }
    }
    order.productSum = settledSum(sum, isKnown: isKnown, container: .basketItems, bytes)
  }

  private mutating func settle(_ item: inout BasketItem, index: Int, _ bytes: PaddedBytes) {
    item.unitPrice = rescaled(item.unitPrice, .itemUnitPrice, index: index, bytes)
    item.price = rescaled(item.price, .itemPrice, index: index, bytes)
    if item.quantity.isAbsent {
      item.quantity = StatedAmount(digits: 1, fractionDigits: 0)
    } else if item.quantity.isValid, item.quantity.digits <= 0, !settings.allowsAnyQuantity {
      let text = DecimalText.text(
        minorUnits: Int128(item.quantity.digits), scale: item.quantity.fractionDigits)
      note(
        .invalidFieldValue, FieldPath(.itemQuantity, index: index), bytes,
        reason: "a quantity must be above zero", byte: Int(item.quantity.byte),
        value: Array(text.utf8))
      item.quantity = .invalid(at: item.quantity.byte)
    }
    item.linePrice = linePrice(of: item, index: index, bytes)
  }

  /// What the item adds to P; invalid where that cannot be known.
  private mutating func linePrice(of item: BasketItem, index: Int, _ bytes: PaddedBytes)
    -> StatedAmount
  {
    if item.price.isValid, !settings.itemPrice.isPerUnit { return item.price }
    if item.price.isInvalid { return .invalid }
    let unit = item.price.isValid ? item.price : item.unitPrice
    if unit.isAbsent {
      note(
        .missingField, FieldPath(.itemPrice, index: index), bytes,
        reason: "neither price nor unit_price has a value", byte: -1)
      return .invalid
    }
    guard unit.isValid, item.quantity.isValid else { return .invalid }
    let power = Self.powersOfTen[Int(item.quantity.fractionDigits)]
    let product = Int128(unit.digits) * Int128(item.quantity.digits)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: power)
    if remainder == 0, let minorUnits = Int64(exactly: quotient) {
      return StatedAmount(digits: minorUnits, fractionDigits: order.scale, byte: Int(unit.byte))
    }
    let reason =
      remainder == 0
      ? "unit_price × quantity is out of range"
      : "unit_price × quantity is not whole at \(order.scale) fraction digits"
    note(
      .invalidFieldValue, FieldPath(.itemPrice, index: index), bytes, reason: reason,
      byte: Int(unit.byte))
    return .invalid
  }

  private static let powersOfTen: InlineArray<7, Int128> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000,
  ]

  private mutating func settleDiscounts(_ bytes: PaddedBytes) {
    var sum: Int128 = 0
    var isKnown = !order.discountSum.isInvalid
    for index in order.discountIndices {
      let place = index - Int(order.discountStart)
      let amount = rescaled(batch.discounts[index].amount, .discountAmount, index: place, bytes)
      batch.discounts[index].amount = amount
      if amount.isValid {
        sum += Int128(amount.digits)
      } else {
        isKnown = false
        if amount.isAbsent {
          note(
            .missingField, FieldPath(.discountAmount, index: place), bytes, reason: "no value",
            byte: -1)
        }
      }
    }
    order.discountSum = settledSum(sum, isKnown: isKnown, container: .discounts, bytes)
  }

  private mutating func settledSum(
    _ sum: Int128, isKnown: Bool, container: OrderField, _ bytes: PaddedBytes
  ) -> StatedAmount {
    guard isKnown else { return .invalid }
    guard let minorUnits = Int64(exactly: sum) else {
      note(
        .invalidFieldValue, FieldPath(container), bytes, reason: "the sum is out of range", byte: -1
      )
      return .invalid
    }
    return StatedAmount(digits: minorUnits, fractionDigits: order.scale)
  }
}
