internal import BasketModel

/// Reads records of the usual form straight from the buffer: the first tier of `JSONLinesReader`.
///
/// It accepts only what it is certain of. Everything else (values of another type, escaped keys,
/// escapes in texts that are kept, keys that come twice, any fault) it declines, and
/// `JSONRecordReader` reads the record from its start; so that one alone says what is wrong with a
/// record. Of a declined record, nothing is committed.
///
/// Two tiers in itself: all that stands between two values is compared at once with what stood
/// there before (`JSONPassageTable`); where it differs, it is read by the grammar and remembered
/// (`JSONPlainGap.swift`).
struct JSONPlainReader {
  let limits: ReadLimits
  var keys: JSONKeyTable
  let passages: JSONPassageTable

  /// nil where records may nest less deeply than the plan does.
  init?(plan: NestedPlan, limits: ReadLimits) {
    keys = JSONKeyTable(plan)
    guard keys.nodes.allSatisfy({ $0.depth <= limits.nestingDepthMax }) else { return nil }
    self.limits = limits
    passages = JSONPassageTable(keysMax: keys.countMax)
  }

  typealias Entry = UnsafeMutablePointer<JSONPassageTable.Entry>

  /// Where the reader is in a record.
  struct Place: BitwiseCopyable {
    /// The next byte.
    var index: Int
    /// Keys of the plan that were met, in the open item or discount and around it.
    var seen: UInt64 = 0
  }

  /// Reads the record that begins at `start`, with its line feed.
  ///
  /// - Precondition: The bytes are UTF-8.
  /// - Returns: Where the next line begins, or the end of `bytes`; nil where it is declined.
  /// - Complexity: O(bytes of the record).
  mutating func read(_ bytes: PaddedBytes, from start: Int, into assembler: inout OrderAssembler)
    -> Int?
  {
    var place = Place(index: start)
    var first = unsafe passages.recordStart
    var key = JSONPassageTable.none
    while true {
      let entry: Entry
      if let found = unsafe JSONPassageTable.find(from: first, bytes, at: place.index) {
        unsafe entry = found
        unsafe place.index &+= entry.pointee.length
        let effects = unsafe entry.pointee.meaning.effects
        if effects != 0 {
          unsafe place.seen &= entry.pointee.meaning.keptBits
          guard apply(effects, into: &assembler) else { return nil }
        }
        let seenBits = unsafe entry.pointee.meaning.seenBits
        guard place.seen & seenBits == 0 else { return nil }
        place.seen |= seenBits
      } else {
        // A copy: what a call may change is kept in memory, and not in registers.
        var reached = place
        guard let read = unsafe readGap(bytes, &reached, behind: key, into: &assembler) else {
          return nil
        }
        unsafe entry = read
        place = reached
      }
      unsafe first = entry.pointee.next
      unsafe key = entry.pointee.meaning.key
      if unsafe entry.pointee.meaning.role == .recordEnd { return place.index }
      guard let end = unsafe readValue(bytes, from: place.index, entry, into: &assembler) else {
        return nil
      }
      place.index = end
    }
  }

  /// Begins and ends the items and discounts of a passage; false beyond their limit.
  @inline(__always)
  private func apply(_ effects: UInt64, into assembler: inout OrderAssembler) -> Bool {
    var rest = effects
    while rest != 0 {
      guard let effect = JSONPassageTable.Effect(rawValue: rest & 15),
        apply(effect, into: &assembler)
      else { return false }
      rest >>= 4
    }
    return true
  }

  /// Begins or ends an item or a discount; false beyond their limit.
  @inline(__always)
  func apply(_ effect: JSONPassageTable.Effect, into assembler: inout OrderAssembler) -> Bool {
    switch effect {
    case .beginItem:
      assembler.beginItem()
      return assembler.itemIndex < limits.itemCountMax
    case .beginDiscount:
      assembler.beginDiscount()
      return assembler.discountIndex < limits.itemCountMax
    case .endItem: assembler.endItem()
    case .endDiscount: assembler.endDiscount()
    }
    return true
  }

  // MARK: Values

  /// Reads the value behind a passage.
  ///
  /// `mutating`, although nothing is changed: a reader that does not change is copied for the call.
  ///
  /// - Returns: Where the value ends; nil where it is declined.
  @inline(__always)
  private mutating func readValue(
    _ bytes: PaddedBytes, from start: Int, _ entry: Entry, into assembler: inout OrderAssembler
  ) -> Int? {
    switch unsafe entry.pointee.meaning.role {
    case .skippedString:
      let end = stringStop(bytes, from: start)
      return bytes[end] == 0x22 ? end &+ 1 : endOfUnusualString(bytes, from: start)
    case .text:
      let end = stringStop(bytes, from: start)
      guard bytes[end] == 0x22 else { return nil }
      if case .orderText(let field) = unsafe entry.pointee.meaning.slot {
        assembler.storeOrderText(field, bytes, start..<end)
      }
      return end &+ 1
    case .decimal:
      // What may follow a number is what passages may begin with, which is looked at next.
      guard let (value, end) = DecimalParser.plain(bytes, from: start),
        !JSONScanner.hasLeadingZero(bytes, from: start)
      else { return unsafe readOther(bytes, from: start, entry, into: &assembler) }
      unsafe assembler.set(entry.pointee.meaning.slot, value)
      return end
    case .decimalString:
      guard let (value, end) = DecimalParser.plain(bytes, from: start), bytes[end] == 0x22
      else { return nil }
      unsafe assembler.set(entry.pointee.meaning.slot, value)
      return end &+ 1
    case .other, .recordEnd:
      return unsafe readOther(bytes, from: start, entry, into: &assembler)
    }
  }

  /// The first byte from `start` on that may end a string.
  @inline(__always)
  private func stringStop(_ bytes: PaddedBytes, from start: Int) -> Int {
    var index = start
    var stops = bytes.stringStops(at: index)
    while stops == 0 {
      index &+= 16
      stops = bytes.stringStops(at: index)
    }
    return index &+ stops.trailingZeroBitCount
  }

  /// The end of a string with escapes; nil where it is none.
  @inline(never)
  private func endOfUnusualString(_ bytes: PaddedBytes, from start: Int) -> Int? {
    var scanner = JSONScanner(bytes, from: start - 1, depthMax: 1, lineFeedIsSpace: false)
    guard (try? scanner.string()) != nil else { return nil }
    return scanner.index
  }

  /// Reads a value of the less usual types.
  ///
  /// - Returns: Where it ends; nil where it is left to the second tier.
  @inline(never)
  private func readOther(
    _ bytes: PaddedBytes, from start: Int, _ entry: Entry, into assembler: inout OrderAssembler
  ) -> Int? {
    let meaning = unsafe entry.pointee.meaning
    let key = keys[meaning.key]
    var scanner = JSONScanner(
      bytes, from: start, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    scanner.depth = keys.nodes[key.node].depth
    let isNumber = bytes[start] &- 0x30 < 10 || bytes[start] == 0x2D
    // A number is as good as a text; null is no value.
    let isAccepted =
      key.target == nil || bytes[start] == 0x6E || isNumber && !meaning.slot.isDecimal
    guard isAccepted, (try? scanner.skipValue()) != nil else { return nil }
    if key.target != nil, isNumber {
      assembler.storeText(meaning.slot, bytes, start..<scanner.index)
    }
    return scanner.index
  }
}
