package import BasketModel

/// Puts the values of records together to orders, in flat storage that is reused.
///
/// A reader announces the parts of a record in order (`beginOrder`, `store`, `beginItem`,
/// `endItem`, `endOrder`); the assembler keeps the first value of each slot, settles the amounts
/// when the order is complete (`OrderSettlement.swift`) and notes what is wrong. It knows no
/// format. Owned by one worker; not shared.
struct OrderAssembler {
  /// The orders so far.
  var batch = OrderBatch()
  /// What the profile says about money.
  let settings: AssemblySettings
  /// The order being put together.
  var order = Order(byte: 0, line: 0, itemStart: 0, discountStart: 0)
  /// The item being put together.
  var item = BasketItem()
  /// The discount being put together.
  var discount = Discount()
  /// Index of `order` in `batch.orders` once a place is reserved for it, because unreadable rows
  /// stand inside it and come after it; nil while it will simply be the next.
  private var reservedIndex: Int?
  /// Whether `order` is being put together.
  private var isOrderOpen = false
  /// What is wrong with the order so far.
  var orderFindings: [Finding] = []
  /// Whether a finding was noted before one of an earlier record, so that they need sorting.
  private var findingsNeedSorting = false
  /// One bit for each text of the order, by `OrderTextField`, that was given but cannot be used.
  var unusableTexts: UInt8 = 0
  /// Fraction digits of the order's charges, where exports do not state the currency.
  var termDigits: UInt8 = 0
  /// Where the text of an id that had to be decoded stands in the buffer, from 0.
  var decodedIDByte = 0
  /// Lines of findings.
  private var lineFeeds = LineFeedCount()
  /// The last currency code seen, as a word, and what it is.
  var currencyCache: (word: UInt64, currency: Currency, scale: UInt8) = (0, .unknown, 0)

  init(settings: AssemblySettings) {
    self.settings = settings
  }

  /// Begins a buffer. An order that was begun in the one before and given up is forgotten.
  mutating func beginBatch() {
    batch.removeAll()
    isOrderOpen = false
    reservedIndex = nil
    orderFindings.removeAll(keepingCapacity: true)
    lineFeeds.forget()
  }

  // MARK: Orders

  /// Begins an order at `byte` (from 0) and `line` (from 0) of the buffer.
  mutating func beginOrder(byte: Int, line: Int) {
    order = Order(
      byte: byte, line: line, itemStart: batch.items.count, discountStart: batch.discounts.count)
    isOrderOpen = true
    unusableTexts = 0
  }

  /// Takes back what was begun of the order, which has no findings yet; it is begun anew then.
  mutating func abandonOrder() {
    batch.items.removeLast(batch.items.count - Int(order.itemStart))
    batch.discounts.removeLast(batch.discounts.count - Int(order.discountStart))
  }

  /// Completes the order: settles its amounts and takes over what is wrong with it.
  mutating func endOrder(_ bytes: PaddedBytes) {
    order.itemCount = Int32(truncatingIfNeeded: batch.items.count - Int(order.itemStart))
    order.discountCount = Int32(
      truncatingIfNeeded: batch.discounts.count - Int(order.discountStart))
    settle(bytes)
    commitOrder()
  }

  /// Completes the order as one that cannot be read: only its place, its id and one finding remain.
  ///
  /// - Parameters:
  ///   - reason: An English sentence part.
  ///   - byte: Place of the fault in the buffer, from 0.
  mutating func endUnreadableOrder(_ bytes: PaddedBytes, reason: String, byte: Int) {
    let id = order.id
    batch.items.removeLast(batch.items.count - Int(order.itemStart))
    batch.discounts.removeLast(batch.discounts.count - Int(order.discountStart))
    order = Order(
      byte: Int(order.byte), line: Int(order.line), itemStart: batch.items.count,
      discountStart: batch.discounts.count)
    order.texts[OrderTextField.orderID.rawValue] = id
    order.isUnreadable = true
    orderFindings.removeAll(keepingCapacity: true)
    orderFindings.append(malformed(bytes, reason: reason, byte: byte))
    commitOrder()
  }

  /// Completes the order as one that is larger than a record may be, as if it had not been looked
  /// into.
  mutating func endOversizedOrder(_ bytes: PaddedBytes, _ limits: ReadLimits) {
    order.texts[OrderTextField.orderID.rawValue] = .absent
    endUnreadableOrder(
      bytes, reason: limits.oversizedReason, byte: Int(order.byte))
  }

  /// Adds a record that cannot be read while another order is being put together.
  ///
  /// - Parameter lines: Lines that the record takes.
  /// - Returns: The place of the fault in the buffer: line and byte from 0.
  @discardableResult
  mutating func addUnreadableRecord(
    _ bytes: PaddedBytes, byte: Int, line: Int, id: TextRange, reason: String, faultByte: Int,
    lines: Int = 1
  ) -> SourcePosition {
    var record = Order(
      byte: byte, line: line, itemStart: batch.items.count, discountStart: batch.discounts.count)
    record.texts[OrderTextField.orderID.rawValue] = id
    record.isUnreadable = true
    if isOrderOpen, reservedIndex == nil {
      reservedIndex = batch.orders.count
      batch.orders.append(order)
    }
    batch.orders.append(record)
    let position = position(bytes, of: faultByte, from: byte, line: line)
    let passed = lines > 1 ? PassedLines(first: line, last: line + lines - 1) : nil
    let fault = Finding(
      .malformedRecord,
      details: .fault(ReadingFault(reason: reason, position: position, passedLines: passed)))
    batch.readingFindings.append(OrderFinding(order: batch.orders.count - 1, finding: fault))
    return position
  }

  /// Notes that rows of the order being put together, before or inside it, could not be read.
  mutating func noteUnreadableRows(reason: String, position: SourcePosition) {
    order.hasUnreadableRows = true
    if !orderFindings.contains(where: { $0.code == .malformedRecord }) {
      let fault = ReadingFault(reason: reason, position: position)
      orderFindings.append(Finding(.malformedRecord, details: .fault(fault)))
    }
  }

  /// Ends the buffer: brings the findings into the order of the records.
  mutating func endBatch() {
    guard findingsNeedSorting else { return }
    findingsNeedSorting = false
    let indexed = batch.readingFindings.enumerated().sorted {
      ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
    }
    batch.readingFindings = indexed.map(\.element)
  }

  /// Takes the order, settled or given up, into the batch.
  mutating func commitOrder() {
    isOrderOpen = false
    let orderIndex = reservedIndex ?? batch.orders.count
    if reservedIndex == nil {
      batch.orders.append(order)
    } else {
      batch.orders[orderIndex] = order
      reservedIndex = nil
    }
    guard !orderFindings.isEmpty else { return }
    if let last = batch.readingFindings.last, last.order > orderIndex { findingsNeedSorting = true }
    sortOrderFindings()
    for finding in orderFindings {
      batch.readingFindings.append(OrderFinding(order: orderIndex, finding: finding))
    }
    orderFindings.removeAll(keepingCapacity: true)
  }

  // MARK: Findings

  /// Notes a fault of one field, at `byte` of the buffer (from 0; -1 stands for the order's first).
  mutating func note(
    _ code: FindingCode, _ path: FieldPath, _ bytes: PaddedBytes, reason: String, byte: Int,
    value: [UInt8]? = nil
  ) {
    let place = byte >= 0 ? byte : Int(order.byte)
    let fault = ReadingFault(
      reason: reason,
      position: position(bytes, of: place, from: Int(order.byte), line: Int(order.line)),
      value: value)
    orderFindings.append(Finding(code, argument: path, details: .fault(fault)))
  }

  private mutating func malformed(_ bytes: PaddedBytes, reason: String, byte: Int) -> Finding {
    let position = position(bytes, of: byte, from: Int(order.byte), line: Int(order.line))
    return Finding(
      .malformedRecord, details: .fault(ReadingFault(reason: reason, position: position)))
  }

  /// The place of `byte`, with the line counted from a known place before it. Only for findings.
  mutating func position(_ bytes: PaddedBytes, of byte: Int, from start: Int, line: Int)
    -> SourcePosition
  {
    let end = min(max(byte, start), bytes.count)
    return SourcePosition(
      line: line + lineFeeds.lineFeeds(bytes, from: start, to: end), byte: byte)
  }

  /// Brings the findings of one order into the order of an envelope: by code, field, index.
  private mutating func sortOrderFindings() {
    guard orderFindings.count > 1 else { return }
    let keyed = orderFindings.enumerated().map { (key: sortKey($0.element), place: $0.offset) }
    let order = keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }
    orderFindings = order.map { orderFindings[$0.place] }
  }

  private func sortKey(_ finding: Finding) -> Int {
    let rank =
      finding.code == .malformedRecord
      ? 0 : finding.code == .missingField ? 1 : finding.code == .invalidFieldValue ? 2 : 3
    guard let argument = finding.argument else { return rank << 40 }
    // Items sort by index first, then by field; fields of the order by field alone.
    let container: OrderField =
      switch argument.field.owner {
      case .order: argument.field
      case .item: .basketItems
      case .discount: .discounts
      }
    let place = (argument.index.map { $0 + 1 } ?? 0) << 6 | Int(argument.field.rawValue)
    return rank << 40 | Int(container.rawValue) << 34 | min(place, 1 << 34 - 1)
  }
}

/// What the profile says about money.
package struct AssemblySettings: Sendable {
  /// The currency of an order that states none; nil makes the currency a required field.
  package var defaultCurrency: Currency?
  /// Fraction digits that amounts may have at least.
  package var minimumFractionDigits: UInt8
  /// What a stated item price means.
  package var itemPrice: ItemPriceReading
  /// Whether quantities may be zero or below.
  var allowsAnyQuantity = false
  /// One bit for each amount, by `OrderAmountField`, that exports do not state, so that it is not
  /// missing.
  var unstatedAmounts: UInt8 = 0

  /// Whether exports state an amount.
  func states(_ field: OrderAmountField) -> Bool {
    unstatedAmounts >> UInt8(field.rawValue) & 1 == 0
  }

  package init(
    defaultCurrency: Currency?, minimumFractionDigits: UInt8, itemPrice: ItemPriceReading
  ) {
    self.defaultCurrency = defaultCurrency
    self.minimumFractionDigits = minimumFractionDigits
    self.itemPrice = itemPrice
  }
}
