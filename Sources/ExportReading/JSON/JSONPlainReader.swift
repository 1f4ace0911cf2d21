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
    passages = JSONPassageTable(keys: keys.count)
  }

  /// Where the reader is in a record.
  struct Place: BitwiseCopyable {
    /// The next byte.
    var index: Int
    /// Keys of the plan that were met, in the open item or discount and around it.
    var seen: UInt64 = 0
    /// The key whose value comes next, or was read last; none before the first one.
    var key = JSONPassageTable.none
    /// How its value is read.
    var role = JSONPassageTable.Role.other
    /// Where its value goes.
    var slot = FieldSlot.itemQuantity
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
    var entries = unsafe passages.entries
    var first = JSONPassageTable.first(behind: JSONPassageTable.none)
    while true {
      if let entry = unsafe JSONPassageTable.find(entries, from: first, bytes, at: place.index) {
        unsafe place.index &+= entry.pointee.length
        let kept = unsafe place.seen & entry.pointee.meaning.keptBits
        let seenBits = unsafe entry.pointee.meaning.seenBits
        guard kept & seenBits == 0 else { return nil }
        place.seen = kept | seenBits
        let effects = unsafe entry.pointee.meaning.effects
        if effects != 0 {
          guard apply(effects, into: &assembler) else { return nil }
        }
        unsafe place.key = entry.pointee.meaning.key
        unsafe place.role = entry.pointee.meaning.role
        unsafe place.slot = entry.pointee.meaning.slot
        unsafe first = entry.pointee.next
      } else {
        guard readGap(bytes, &place, into: &assembler) else { return nil }
        unsafe entries = passages.entries
        first = JSONPassageTable.first(behind: place.key)
      }
      if place.role == .recordEnd { return place.index }
      guard readValue(bytes, &place, into: &assembler) else { return nil }
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

  /// Reads the value behind a passage; false where it is declined.
  @inline(__always)
  private mutating func readValue(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    switch place.role {
    case .skippedString:
      let end = stringStop(bytes, from: place.index)
      if bytes[end] != 0x22 { return skipUnusualString(bytes, &place) }
      place.index = end &+ 1
    case .text:
      let end = stringStop(bytes, from: place.index)
      guard bytes[end] == 0x22 else { return false }
      assembler.storeText(place.slot, bytes, place.index..<end)
      place.index = end &+ 1
    case .decimal:
      guard let (value, end) = DecimalParser.plain(bytes, from: place.index),
        JSONScanner.endsScalar(bytes[end]),
        !JSONScanner.hasLeadingZero(bytes, from: place.index)
      else { return readOther(bytes, &place, into: &assembler) }
      assembler.set(place.slot, value)
      place.index = end
    case .decimalString:
      guard let (value, end) = DecimalParser.plain(bytes, from: place.index), bytes[end] == 0x22
      else { return false }
      assembler.set(place.slot, value)
      place.index = end &+ 1
    case .other, .recordEnd: return readOther(bytes, &place, into: &assembler)
    }
    return true
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

  /// Passes over a string with escapes; false where it is none.
  @inline(never)
  private func skipUnusualString(_ bytes: PaddedBytes, _ place: inout Place) -> Bool {
    var scanner = JSONScanner(
      bytes, from: place.index - 1, depthMax: 1, lineFeedIsSpace: false)
    guard (try? scanner.string()) != nil else { return false }
    place.index = scanner.index
    return true
  }

  /// Reads a value of the less usual types; false where that is left to the second tier.
  @inline(never)
  private func readOther(
    _ bytes: PaddedBytes, _ place: inout Place, into assembler: inout OrderAssembler
  ) -> Bool {
    let key = keys[place.key]
    var scanner = JSONScanner(
      bytes, from: place.index, depthMax: limits.nestingDepthMax, lineFeedIsSpace: false)
    scanner.depth = keys.nodes[key.node].depth
    let start = place.index
    let isNumber = bytes[start] &- 0x30 < 10 || bytes[start] == 0x2D
    // A number is as good as a text; null is no value.
    let isAccepted = key.target == nil || bytes[start] == 0x6E || isNumber && !place.slot.isDecimal
    guard isAccepted, (try? scanner.skipValue()) != nil else { return false }
    place.index = scanner.index
    if key.target != nil, isNumber {
      assembler.storeText(place.slot, bytes, start..<scanner.index)
    }
    return true
  }
}
