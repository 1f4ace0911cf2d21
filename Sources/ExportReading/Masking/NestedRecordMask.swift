internal import BasketModel

/// Masks records that nest: JSON objects and XML elements.
struct NestedRecordMask {
  let plan: NestedPlan
  /// Fields whose values are shown.
  let shown: Set<OrderField>

  /// What a name leads to inside a node; nil where the profile does not map it.
  func target(of name: some Collection<UInt8>, in node: Int?) -> PlanTarget? {
    node.flatMap { plan.nodes[$0].target(of: Array(name)) }
  }

  /// Whether the name stands in the profile, at whatever place.
  func isMapped(_ name: some Collection<UInt8>) -> Bool {
    plan.nodes.contains { $0.target(of: Array(name)) != nil }
  }

  /// Whether a value of the target may be seen.
  func isShown(_ value: some Collection<UInt8>, as target: PlanTarget?) -> Bool {
    guard case .leaf(let slot)? = target else { return false }
    return slot.mayShow(value, of: shown)
  }
}

extension FieldSlot {
  /// Whether a value may be seen, where the fields `shown` may.
  ///
  /// What stands in an amount's place but is none may have come from another place, by a cell too
  /// many in front of it and one too few behind.
  func mayShow(_ value: some Collection<UInt8>, of shown: Set<OrderField>) -> Bool {
    guard shown.contains(field) else { return false }
    return !isDecimal || value.allSatisfy { "0123456789.,-+eE \"".utf8.contains($0) }
  }
}

// MARK: - JSON

extension NestedRecordMask {
  /// An object or an array that is open.
  private struct Frame {
    var isObject: Bool
    /// Node of the object, or of the objects in the array; nil where nothing is mapped.
    var node: Int?
    /// What the key before the value leads to.
    var target: PlanTarget?
    /// Whether the next string is a key.
    var awaitsKey: Bool
  }

  /// Appends a JSON record, blanks between its parts left out.
  func appendJSON(_ bytes: [UInt8], isReadable: Bool, to output: inout MaskedText) {
    var frames: [Frame] = []
    var index = 0
    while index < bytes.count, !output.isFull {
      let byte = bytes[index]
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        frames.append(frame(opening: byte, inside: frames.last))
        output.append(byte)
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard !frames.isEmpty else { return output.cut() }
        frames.removeLast()
        output.append(byte)
        index += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard let last = frames.indices.last else { return output.cut() }
        frames[last].awaitsKey = frames[last].isObject && byte == UInt8(ascii: ",")
        output.append(byte)
        index += 1
      default:
        guard let end = tokenEnd(bytes, from: index), let last = frames.indices.last else {
          return output.cut()
        }
        append(token: bytes[index..<end], in: &frames[last], isReadable: isReadable, to: &output)
        index = end
      }
    }
    if index < bytes.count || !frames.isEmpty { output.cut() }
  }

  private func frame(opening byte: UInt8, inside outer: Frame?) -> Frame {
    let isObject = byte == UInt8(ascii: "{")
    guard let outer else { return Frame(isObject: isObject, node: 0, awaitsKey: isObject) }
    let node: Int? =
      switch (outer.isObject, isObject, outer.target) {
      case (true, true, .object(let child)?): child
      case (true, false, .items(let element)?), (true, false, .discounts(let element)?): element
      case (false, true, _): outer.node
      default: nil
      }
    return Frame(isObject: isObject, node: node, awaitsKey: isObject)
  }

  private func append(
    token: ArraySlice<UInt8>, in frame: inout Frame, isReadable: Bool, to output: inout MaskedText
  ) {
    let isString = token.first == 0x22
    let content = isString ? token.dropFirst().dropLast() : token
    if isString { output.append(0x22) }
    if isString, frame.awaitsKey {
      frame.target = target(of: content, in: frame.node)
      output.append(name: content, mayBeValue: !isReadable && !isMapped(content))
    } else {
      let isWord =
        !isString && ["true", "false", "null"].contains { content.elementsEqual($0.utf8) }
      let isMapped = frame.isObject && isShown(content, as: frame.target)
      output.append(value: content, isShown: isWord || isReadable && isMapped)
    }
    if isString { output.append(0x22) }
  }

  /// The end of a string, a number or a word; nil where it has none.
  private func tokenEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start + 1
    if bytes[start] == 0x22 {
      while index < bytes.count, bytes[index] != 0x22 {
        index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      return index < bytes.count ? index + 1 : nil
    }
    while index < bytes.count, !" \t\r\n,:{}[]\"".utf8.contains(bytes[index]) { index += 1 }
    return index
  }
}
