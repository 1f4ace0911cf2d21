internal import BasketModel

extension NestedRecordMask {
  /// An element that is open.
  private struct Element {
    /// Its node; nil where nothing inside is mapped.
    var node: Int?
    /// What it leads to itself.
    var target: PlanTarget?
  }

  /// Appends an XML record, blanks between its elements left out.
  func appendXML(_ bytes: [UInt8], isReadable: Bool, to output: inout MaskedText) {
    var elements: [Element] = []
    var index = 0
    while index < bytes.count, !output.isFull {
      let rest = bytes[index...]
      if rest.starts(with: "<!--".utf8) {
        guard let end = self.end(of: "-->", in: rest) else { return output.cut() }
        output.append("<!--***-->")
        index = end
      } else if rest.starts(with: "<![CDATA[".utf8) {
        guard let end = self.end(of: "]]>", in: rest) else { return output.cut() }
        let value = bytes[(index + 9)..<(end - 3)]
        output.append("<![CDATA[")
        output.append(
          value: value, isShown: isReadable && isShown(value, as: elements.last?.target))
        output.append("]]>")
        index = end
      } else if rest.starts(with: "<?".utf8) {
        guard let end = self.end(of: "?>", in: rest) else { return output.cut() }
        output.append("<?***?>")
        index = end
      } else if rest.first == UInt8(ascii: "<") {
        guard let end = tagEnd(rest) else { return output.cut() }
        let tag = bytes[(index + 1)..<(end - 1)]
        guard append(tag: tag, &elements, isReadable: isReadable, to: &output) else {
          return output.cut()
        }
        index = end
        // What follows the record is not part of it.
        if elements.isEmpty { return }
      } else {
        let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
        let text = bytes[index..<end]
        if !text.allSatisfy(Self.isBlank) {
          output.append(
            value: text, isShown: isReadable && isShown(text, as: elements.last?.target))
        }
        index = end
      }
    }
    if index < bytes.count || !elements.isEmpty { output.cut() }
  }

  /// Appends what stands between `<` and `>`; false where that is no tag, or closes nothing.
  private func append(
    tag: ArraySlice<UInt8>, _ elements: inout [Element], isReadable: Bool,
    to output: inout MaskedText
  ) -> Bool {
    let isClosing = tag.first == UInt8(ascii: "/")
    let isEmpty = tag.last == UInt8(ascii: "/")
    var content = isClosing ? tag.dropFirst() : isEmpty ? tag.dropLast() : tag
    let name = content.prefix { !Self.isBlank($0) }
    guard let first = name.first, first != UInt8(ascii: "!") else { return false }
    output.append(isClosing ? "</" : "<")
    output.append(name: name, mayBeValue: !isReadable && !isMapped(Self.localName(name)))
    if isClosing {
      guard elements.popLast() != nil else { return false }
      output.append(0x3E)
      return true
    }
    let element = element(named: name, inside: elements.last)
    content = content[name.endIndex...]
    while let start = content.firstIndex(where: { !Self.isBlank($0) }) {
      content = content[start...]
      guard let next = append(attribute: content, of: element, isReadable: isReadable, to: &output)
      else { return false }
      content = content[next...]
    }
    output.append(isEmpty ? "/>" : ">")
    if !isEmpty { elements.append(element) }
    return true
  }

  /// Appends the attribute at the start of the text; its end, or nil where there is none.
  private func append(
    attribute text: ArraySlice<UInt8>, of element: Element, isReadable: Bool,
    to output: inout MaskedText
  ) -> Int? {
    let name = text.prefix { $0 != UInt8(ascii: "=") && !Self.isBlank($0) }
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")),
      let opening = text[(equals + 1)...].firstIndex(where: { !Self.isBlank($0) }),
      text[opening] == 0x22 || text[opening] == 0x27,
      let closing = text[(opening + 1)...].firstIndex(of: text[opening])
    else { return nil }
    let value = text[(opening + 1)..<closing]
    let isShown = isShown(value, as: target(of: Self.localName(name), in: element.node))
    output.append(0x20)
    output.append(name: name, mayBeValue: !isReadable && !isMapped(Self.localName(name)))
    output.append("=\"")
    output.append(value: value, isShown: isReadable && isShown)
    output.append(0x22)
    return closing + 1
  }

  private func element(named name: ArraySlice<UInt8>, inside outer: Element?) -> Element {
    guard let outer else { return Element(node: 0, target: nil) }
    let target = target(of: Self.localName(name), in: outer.node)
    let node: Int? =
      switch target {
      case .object(let child)?, .items(let child)?, .discounts(let child)?: child
      case .leaf?, nil: nil
      }
    return Element(node: node, target: target)
  }

  /// The index behind the first `mark`.
  private func end(of mark: StaticString, in rest: ArraySlice<UInt8>) -> Int? {
    let mark = Array("\(mark)".utf8)
    return rest.indices.first { rest[$0...].starts(with: mark) }.map { $0 + mark.count }
  }

  /// The index behind the `>` of the tag, which may have others in its attributes.
  private func tagEnd(_ rest: ArraySlice<UInt8>) -> Int? {
    var quote: UInt8?
    for index in rest.indices {
      let byte = rest[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      }
    }
    return nil
  }

  private static func localName(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
