internal import BasketModel
internal import ExportProfiles

/// Where sources take their values from: slow, for people who ask about one order.
extension SourceEvaluator {
  /// The nodes with a text that the value of a source is made of, as far as its conditions hold.
  mutating func feeds(_ index: Int32, at node: Int, _ input: inout RecordText) -> [Int32] {
    let source = program.sources[Int(index)]
    let start = source.startsAtOrder ? RecordTree.root : node
    guard source.hasOver else { return feedsHere(source, at: start, &input) }
    var found: [Int32] = []
    for place in nodes(source.over, from: start, input) {
      let here = feedsHere(source, at: Int(place), &input)
      switch source.take {
      case .first: return here
      case .filled where !here.isEmpty: return here
      case .last: found = here
      default: found += here
      }
    }
    return found
  }

  private mutating func feedsHere(
    _ source: SourceProgram.Source, at node: Int, _ input: inout RecordText
  ) -> [Int32] {
    if !source.conditions.isEmpty, !holds(source.conditions, at: node, &input) { return [] }
    switch source.kind {
    case .constant: return []
    case .path:
      return nodes(source.operands, from: node, input).filter {
        tree.nodes[Int($0)].text.isPresent
      }
    case .firstOf:
      for place in source.operands.indices {
        let here = feeds(program.links[place], at: node, &input)
        let value = text(program.links[place], at: node, &input)
        fault = nil
        if value != nil { return here }
      }
      return []
    case .joined, .sum, .difference, .product, .quotient:
      return source.operands.indices.flatMap { place in
        feeds(program.links[place], at: node, &input)
      }
    }
  }
}
