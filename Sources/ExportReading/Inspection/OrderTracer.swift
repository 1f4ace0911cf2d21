internal import BasketModel
internal import ExportProfiles

/// Keeps what the orders with one id are made of, while readers of mappings read them.
///
/// Belongs to one reader; `RecordReader.trace(with:)` gives it to one.
package final class OrderTracer {
  private let orderID: [UInt8]
  private let isXML: Bool
  /// The traces of the buffer last read, in input order.
  package private(set) var traces: [OrderTrace] = []

  /// - Parameter isXML: Whether the export is XML, whose places are found by a second look.
  package init(orderID: [UInt8], isXML: Bool) {
    self.orderID = orderID
    self.isXML = isXML
  }

  /// Forgets the traces.
  package func removeAll() {
    traces.removeAll()
  }

  /// Takes an order whose tree is in the evaluator, if it is one that is looked for.
  func note(
    _ order: Order, _ plan: MappingPlan, _ evaluator: inout SourceEvaluator,
    _ input: inout RecordText
  ) {
    guard order.id.isPresent, input.copy(order.id) == orderID else { return }
    var trace = OrderTrace(byte: Int(order.byte))
    var builder = OrderTraceBuilder(
      plan, evaluator.tree,
      elements: isXML ? ElementPlaces(input.bytes, from: Int(order.byte), trie: plan.trie) : nil)
    builder.add(plan, &evaluator, &input, to: &trace)
    traces.append(trace)
  }
}

/// Puts one trace together.
private struct OrderTraceBuilder {
  /// By node of the trie: the node above it.
  private var parents: [Int]
  private let trie: PathTrie
  /// By node of the tree: its place among those of the same name, from 0.
  private var ordinals: [Int] = []
  private let elements: ElementPlaces?

  init(_ plan: MappingPlan, _ tree: RecordTree, elements: ElementPlaces?) {
    trie = plan.trie
    self.elements = elements
    parents = [Int](repeating: 0, count: trie.nodes.count)
    for (parent, node) in trie.nodes.enumerated() {
      for child in node.children { parents[child] = parent }
    }
    var counts = [Int](repeating: 0, count: trie.nodes.count)
    for node in tree.nodes {
      ordinals.append(counts[Int(node.name)])
      counts[Int(node.name)] += 1
    }
  }

  mutating func add(
    _ plan: MappingPlan, _ evaluator: inout SourceEvaluator, _ input: inout RecordText,
    to trace: inout OrderTrace
  ) {
    for field in plan.texts + plan.amounts {
      add(field, at: RecordTree.root, index: nil, &evaluator, &input, to: &trace)
    }
    trace.fields.sort { $0.field.rawValue < $1.field.rawValue }
    var counts = (items: 0, discounts: 0)
    for part in plan.parts {
      let nodes =
        part.path.isEmpty
        ? [Int32(RecordTree.root)] : evaluator.nodes(part.path, from: RecordTree.root, input)
      for node in nodes where evaluator.holds(part.conditions, at: Int(node), &input) {
        add(part, at: Int(node), &counts, &evaluator, &input, to: &trace)
      }
    }
    for identity in plan.identities {
      let nodes =
        identity.path.isEmpty
        ? [Int32(RecordTree.root)] : evaluator.nodes(identity.path, from: RecordTree.root, input)
      for (place, node) in nodes.enumerated()
      where evaluator.holds(identity.conditions, at: Int(node), &input) {
        let number = identity.path.isEmpty ? "" : ", number \(place + 1)"
        add(identity, identity.name + number, at: Int(node), &evaluator, &input, to: &trace)
      }
    }
  }

  private func add(
    _ field: MappingPlan.Field, at node: Int, index: Int?, _ evaluator: inout SourceEvaluator,
    _ input: inout RecordText, to trace: inout OrderTrace
  ) {
    let feeds = feeds(field.source, field.slot, at: node, &evaluator, &input)
    guard !feeds.isEmpty else { return }
    trace.fields.append(OrderTrace.Field(field: field.slot.field, index: index, feeds: feeds))
  }

  private func add(
    _ part: MappingPlan.Part, at node: Int, _ counts: inout (items: Int, discounts: Int),
    _ evaluator: inout SourceEvaluator, _ input: inout RecordText, to trace: inout OrderTrace
  ) {
    switch part.kind {
    case .item, .discount:
      let before = trace.fields.count
      let index = part.kind == .item ? counts.items : counts.discounts
      for field in part.fields {
        add(field, at: node, index: index, &evaluator, &input, to: &trace)
      }
      // Rows without a value of the part are none of it.
      guard trace.fields.count > before || !part.skipsBlankElements else { return }
      if part.kind == .item { counts.items += 1 } else { counts.discounts += 1 }
    case .itemCharge, .discountCharge, .termCharge:
      guard let source = part.fields.first?.source else { return }
      let number = evaluator.number(source, at: node, &input)
      evaluator.fault = nil
      let feeds = feeds(source, .itemPrice, at: node, &evaluator, &input)
      if feeds.isEmpty, number == nil { return }
      let isZero = number?.value.isZero ?? true
      let isDiscount = part.kind == .discountCharge || (number?.value.digits ?? 0) < 0
      var kind = "discount"
      if case .termCharge = part.kind {
        kind = "term"
      } else if !isZero {
        if isDiscount { counts.discounts += 1 } else { counts.items += 1 }
        if !isDiscount { kind = "item" }
      }
      trace.charges.append(
        OrderTrace.Charge(kind: isZero ? "nothing" : kind, value: number?.value.text, feeds: feeds))
    }
  }

  private func add(
    _ identity: MappingPlan.CompiledIdentity, _ name: String, at node: Int,
    _ evaluator: inout SourceEvaluator, _ input: inout RecordText, to trace: inout OrderTrace
  ) {
    let left = evaluator.number(identity.left, at: node, &input)?.value
    let right = evaluator.number(identity.right, at: node, &input)?.value
    evaluator.fault = nil
    var difference: String?
    if let left, let right { difference = left.adding(right.negated)?.text }
    trace.identities.append(
      OrderTrace.Identity(
        name: name, left: left?.text, right: right?.text, difference: difference,
        tolerance: identity.tolerance,
        leftFeeds: feeds(identity.left, .itemPrice, at: node, &evaluator, &input),
        rightFeeds: feeds(identity.right, .itemPrice, at: node, &evaluator, &input)))
  }

  // MARK: Places

  private func feeds(
    _ source: Int32, _ slot: FieldSlot, at node: Int, _ evaluator: inout SourceEvaluator,
    _ input: inout RecordText
  ) -> [OrderTrace.Feed] {
    var found: [OrderTrace.Feed] = []
    var seen: Set<Int32> = []
    for feed in evaluator.feeds(source, at: node, &input) where seen.insert(feed).inserted {
      let tree = evaluator.tree.nodes[Int(feed)]
      let place = elements?.place(of: Int(tree.name), number: ordinals[Int(feed)])
      let byte = place ?? Int(tree.byte)
      let line = input.bytes.countOf(0x0A, in: 0..<min(max(byte, 0), input.bytes.count))
      found.append(
        OrderTrace.Feed(
          path: path(of: Int(tree.name)), line: line, byte: byte,
          text: Self.shown(input.copy(tree.text), as: slot)))
    }
    evaluator.fault = nil
    return found
  }

  private func path(of name: Int) -> [String] {
    var path: [String] = []
    var node = name
    while node > PathTrie.root {
      path.append(String(decoding: trie.nodes[node].name, as: UTF8.self))
      node = parents[node]
    }
    if path.last == TableOptions.rowsName { path.removeLast() }
    return path.reversed()
  }

  /// The text where it cannot be more than what reports show.
  private static func shown(_ text: [UInt8], as slot: FieldSlot) -> String? {
    let isHarmless =
      slot.isDecimal
      ? AmountShape(text) != nil
      : slot == .orderText(.orderID)
        || (slot == .orderText(.currency) && Currency(code: text.span).isKnown)
    return isHarmless ? String(decoding: text, as: UTF8.self) : nil
  }
}

/// Where the elements and attributes of one XML record stand that a profile names: its readers keep
/// the place of the record alone.
private struct ElementPlaces {
  /// By node of the trie: bytes from 0 in the buffer, in input order.
  private var places: [[Int]]

  init(_ bytes: PaddedBytes, from start: Int, trie: PathTrie) {
    places = [[Int]](repeating: [], count: trie.nodes.count)
    var walk = XMLMarkupWalk(bytes.copy(start..<bytes.count))
    var open: [Int?] = []
    while let event = walk.next() {
      switch event {
      case .open(let name, let byte):
        guard let last = open.last else {
          open.append(PathTrie.root)
          continue
        }
        let node = last.flatMap { trie.find(name, below: $0) }
        if let node { places[node].append(start + byte) }
        open.append(node)
      case .attribute(let name, _, let byte):
        guard let last = open.last, let element = last else { continue }
        for name in [[0x40] + name, name] {
          if let node = trie.find(name, below: element) { places[node].append(start + byte) }
        }
      case .text: break
      case .close:
        open.removeLast()
        if open.isEmpty { return }
      }
    }
  }

  func place(of name: Int, number: Int) -> Int? {
    places[name].indices.contains(number) ? places[name][number] : nil
  }
}
