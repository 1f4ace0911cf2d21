internal import BasketModel
internal import CXMLParser
internal import Glibc

// What the texts of elements and attributes are stored as.
extension XMLRecordState {
  mutating func endLeaf() {
    let index = leaf
    leaf = -1
    if leafHasChild {
      unsafe assembler.pointee.noteInvalid(
        plan.slots[index], bytes, reason: "expected text, found an element", byte: value.byte)
      return
    }
    store(index, value)
  }

  mutating func storeAttributes(
    _ node: Int16, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) {
    guard let attributes = unsafe attributes else { return }
    for index in 0..<count {
      // Five pointers each: name, prefix, namespace, the value and its end.
      let attribute = unsafe attributes + 5 * index
      guard let name = unsafe attribute[0], let start = unsafe attribute[3],
        let end = unsafe attribute[4]
      else { continue }
      let length = unsafe end - start
      if length > limits.textBytesMax {
        return stop("an attribute of more than \(limits.textBytesMax) bytes", byte: tagStart())
      }
      let step = unsafe names.step(node, names.number(name))
      guard step >= 0, step < XMLNameTable.Step.nodeBase else { continue }
      let offset = unsafe xml_parser_offset(context, start)
      var value = XMLValue(byte: offset < 0 ? tagStart() : offset &+ base)
      unsafe value.append(start, length, at: offset < 0 ? -1 : offset &+ base, bytes, to: &scratch)
      store(Int(step), value)
    }
  }

  /// Stores a value in its slot, unless the slot has one.
  private mutating func store(_ index: Int, _ stated: XMLValue) {
    var value = stated
    value.trim(bytes, scratch)
    guard value.end > value.start else { return }
    let range =
      value.isSpilled
      ? TextRange.decoded(offset: value.start, count: value.end - value.start)
      : TextRange.inBuffer(offset: value.start, count: value.end - value.start)
    let slot = plan.slots[index]
    let bit = (1 as UInt64) << UInt64(index)
    guard seen & bit == 0 else {
      return compare(slot, range, unsafe firstValues[index], byte: value.byte)
    }
    seen |= bit
    unsafe firstValues[index] = range
    if value.isSpilled {
      let start = unsafe assembler.pointee.batch.decodedText.count
      unsafe assembler.pointee.batch.decodedText.append(
        contentsOf: scratch[value.start..<value.end])
      unsafe assembler.pointee.storeDecodedText(slot, bytes, from: start, byte: value.byte)
    } else {
      unsafe assembler.pointee.storeText(slot, bytes, value.start..<value.end)
    }
  }

  @inline(never)
  private mutating func compare(
    _ slot: FieldSlot, _ later: TextRange, _ first: TextRange, byte: Int
  ) {
    let stated = copy(later)
    guard stated != copy(first) else { return }
    // Other fields may be personal data, which no finding repeats.
    let isQuotable = slot.isDecimal || slot == .orderText(.currency) || slot == .orderText(.orderID)
    let path = unsafe assembler.pointee.path(of: slot)
    unsafe assembler.pointee.note(
      .conflictingFieldValue, path, bytes, reason: "stated twice with different values", byte: byte,
      value: isQuotable ? OrderAssembler.shortened(stated) : nil)
  }

  private func copy(_ range: TextRange) -> [UInt8] {
    let place = range.offset..<range.offset + range.count
    return range.isDecoded ? Array(scratch[place]) : bytes.copy(place)
  }
}
