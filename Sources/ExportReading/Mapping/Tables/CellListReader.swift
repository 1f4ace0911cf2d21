internal import BasketModel
internal import ExportProfiles

/// Reads lists that stand in cells of a table into the tree of a record.
struct CellListReader {
  private let json: JSONTreeReader
  private let trie: PathTrie
  private let limits: ReadLimits

  init(trie: PathTrie, limits: ReadLimits) {
    json = JSONTreeReader(trie: trie)
    self.trie = trie
    self.limits = limits
  }

  /// Adds the elements of one cell.
  ///
  /// - Returns: What is wrong with the cell, as an English sentence part; nil where nothing is.
  func add(
    _ list: TableMapping.List, _ text: (range: TextRange, byte: Int), _ bytes: PaddedBytes,
    to node: Int, tree: inout RecordTree, decoded: inout [UInt8]
  ) -> String? {
    switch list.format {
    case .text:
      let child = tree.add(list.name, to: node, byte: text.byte)
      tree.setText(text.range, of: child)
      return nil
    case .json: return addJSON(list, text, bytes, to: node, tree: &tree, decoded: &decoded)
    case .pairs(let format):
      var input = RecordText(bytes)
      swap(&input.decoded, &decoded)
      defer { swap(&input.decoded, &decoded) }
      for element in elements(text.range, format, input) where !input.isBlank(element) {
        let child = tree.add(list.name, to: node, byte: text.byte)
        addPairs(element, format, list.name, to: child, byte: text.byte, input, &tree)
      }
      return nil
    }
  }

  private func addJSON(
    _ list: TableMapping.List, _ text: (range: TextRange, byte: Int), _ bytes: PaddedBytes,
    to node: Int, tree: inout RecordTree, decoded: inout [UInt8]
  ) -> String? {
    var input = RecordText(bytes)
    swap(&input.decoded, &decoded)
    let copy = input.copy(text.range)
    swap(&input.decoded, &decoded)
    let buffer = InputBuffer(capacity: max(copy.count, 1))
    buffer.replaceContents(with: copy)
    var scanner = JSONScanner(
      buffer.bytes, from: 0, depthMax: limits.nestingDepthMax, lineFeedIsSpace: true)
    do throws(JSONFault) {
      try json.readElements(
        &scanner, name: list.name, parent: node, tree: &tree, decoded: &decoded, byte: text.byte)
      return nil
    } catch {
      return "the JSON in a cell cannot be read: \(error.description(atEnd: false))"
    }
  }

  // MARK: Pairs

  /// The parts of a text between separators; the whole where there is none.
  private func split(
    _ text: TextRange, at separator: [UInt8], _ input: RecordText
  ) -> [TextRange] {
    var parts: [TextRange] = []
    var start = 0
    while let end = input.firstIndex(of: separator, in: text, from: start) {
      parts.append(input.part(text, start, end))
      start = end + separator.count
    }
    parts.append(input.part(text, start, text.count))
    return parts
  }

  /// The elements of a cell. With known keys one begins only with that which the cell begins with,
  /// so that values may hold the separator.
  private func elements(
    _ text: TextRange, _ format: PairFormat, _ input: RecordText
  ) -> [TextRange] {
    let separator = Array(format.elementSeparator.utf8)
    let keySeparator = Array(format.keySeparator.utf8)
    let anchors = format.keys.joined().map { Array($0.utf8) + keySeparator }
    let parts = split(text, at: separator, input)
    guard let first = anchors.first(where: { input.stands($0, at: 0, in: text) }) else {
      return parts
    }
    var elements: [TextRange] = []
    var start = 0
    var end = 0
    for part in parts {
      if end > 0, input.stands(first, at: end, in: text) {
        elements.append(input.part(text, start, end - separator.count))
        start = end
      }
      end += part.count + separator.count
    }
    elements.append(input.part(text, start, text.count))
    return elements
  }

  /// Adds the pairs of one element whose keys the profile uses.
  private func addPairs(
    _ element: TextRange, _ format: PairFormat, _ name: Int, to node: Int, byte: Int,
    _ input: RecordText, _ tree: inout RecordTree
  ) {
    let keySeparator = Array(format.keySeparator.utf8)
    for pair in pairs(element, format, input) {
      guard let end = input.firstIndex(of: keySeparator, in: pair) else { continue }
      let keyText = input.part(pair, 0, end)
      let (start, stop) = input.trimmed(keyText)
      let key = input.copy(input.part(keyText, start, stop))
      guard let target = trie.find(key, below: name) else { continue }
      let value = input.part(pair, end + keySeparator.count, pair.count)
      if input.isBlank(value) { continue }
      let child = tree.add(target, to: node, byte: byte)
      tree.setText(value, of: child)
    }
  }

  /// The pairs of an element. With known keys a pair ends only before the next key that may come,
  /// so that values may hold the separators; the last such place counts, because prices come last.
  private func pairs(
    _ element: TextRange, _ format: PairFormat, _ input: RecordText
  ) -> [TextRange] {
    let separator = Array(format.pairSeparator.utf8)
    guard !format.keys.isEmpty else { return split(element, at: separator, input) }
    let orders = format.keys.map { pairs(element, $0, format, input) }
    // The first of those in which most keys are found.
    return orders.reduce([]) { $1.count > $0.count ? $1 : $0 }
  }

  private func pairs(
    _ element: TextRange, _ keys: [String], _ format: PairFormat, _ input: RecordText
  ) -> [TextRange] {
    let separator = Array(format.pairSeparator.utf8)
    var pairs: [TextRange] = []
    var end = element.count
    for key in keys.reversed() {
      let anchor = Array(key.utf8) + Array(format.keySeparator.utf8)
      guard let start = lastPair(anchor, separator, in: element, before: end, input) else {
        continue
      }
      pairs.append(input.part(element, start, end))
      end = max(0, start - separator.count)
    }
    return pairs
  }

  /// Where the last pair that begins with `anchor` stands, before `end`.
  private func lastPair(
    _ anchor: [UInt8], _ separator: [UInt8], in text: TextRange, before end: Int,
    _ input: RecordText
  ) -> Int? {
    var index = end - anchor.count
    while index >= 0 {
      if input.stands(anchor, at: index, in: text) {
        let begins =
          index == 0
          || (index >= separator.count
            && input.stands(separator, at: index - separator.count, in: text))
        if begins { return index }
      }
      index -= 1
    }
    return nil
  }
}

extension OrderAssembler {
  /// Notes that a cell with a list cannot be read: the sum of the items is not known then.
  mutating func noteCellList(_ reason: String, _ bytes: PaddedBytes, byte: Int) {
    order.productSum = .invalid
    order.discountSum = .invalid
    note(.invalidFieldValue, FieldPath(.basketItems), bytes, reason: reason, byte: byte)
  }
}
