internal import BasketModel
internal import ExportProfiles

// Which nodes a path leads to, and the one text there.
extension SourceEvaluator {
  /// Puts the nodes that a path leads to onto `matches`.
  mutating func match(
    _ path: SourceProgram.Run, from node: Int, _ input: RecordText
  ) {
    guard !path.isEmpty else {
      matches.append(Int32(truncatingIfNeeded: node))
      return
    }
    let step = program.steps[Int(path.start)]
    let rest = SourceProgram.Run(start: path.start + 1, count: path.count - 1)
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      if tree.nodes[Int(child)].name == step.name,
        step.predicates.isEmpty || hold(step.predicates, at: Int(child), input)
      {
        match(rest, from: Int(child), input)
      }
      child = tree.nodes[Int(child)].next
    }
  }

  mutating func hold(
    _ predicates: SourceProgram.Run, at node: Int, _ input: RecordText
  ) -> Bool {
    for index in predicates.indices {
      let predicate = program.predicates[index]
      let start = matches.count
      match(predicate.path, from: node, input)
      var isEqual = matches.count == start && program.texts[Int(predicate.text)].isEmpty
      for place in start..<matches.count {
        let text = tree.nodes[Int(matches[place])].text
        if input.equalsTrimmed(text, program.texts[Int(predicate.text)]) { isEqual = true }
      }
      dropMatches(from: start)
      if isEqual != predicate.isEqual { return false }
    }
    return true
  }

  /// Takes off what was put onto `matches` from a place on; mostly it is one.
  @inline(__always)
  mutating func dropMatches(from start: Int) {
    while matches.count > start { matches.removeLast() }
  }

  /// The nodes that a path leads to, in input order.
  mutating func nodes(_ path: SourceProgram.Run, from node: Int, _ input: RecordText)
    -> [Int32]
  {
    let start = matches.count
    match(path, from: node, input)
    let found = Array(matches[start...])
    dropMatches(from: start)
    return found
  }

  /// The one text at a path; several must be equal.
  mutating func pathText(
    _ path: SourceProgram.Run, at node: Int, _ input: RecordText
  ) -> SourceText? {
    if path.count == 1 {
      let step = program.steps[Int(path.start)]
      if step.predicates.isEmpty { return childText(step.name, of: node, input) }
    }
    let start = matches.count
    match(path, from: node, input)
    defer { dropMatches(from: start) }
    var result: SourceText?
    for place in start..<matches.count {
      guard take(Int(matches[place]), into: &result, input) else { break }
    }
    return result
  }

  /// The one text of the children of a name; several must be equal.
  @inline(__always)
  mutating func childText(
    _ name: Int32, of node: Int, _ input: RecordText
  ) -> SourceText? {
    var result: SourceText?
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      let place = Int(child)
      child = tree.nodes[place].next
      if tree.nodes[place].name == name, !take(place, into: &result, input) { break }
    }
    return result
  }

  /// Takes the text of a node, if it has one; false where another was taken before.
  @inline(__always)
  private mutating func take(
    _ place: Int, into result: inout SourceText?, _ input: RecordText
  ) -> Bool {
    let node = tree.nodes[place]
    guard node.text.isPresent else { return true }
    guard let first = result else {
      result = SourceText(range: node.text, byte: node.byte, isNumber: node.isNumber)
      return true
    }
    if input.areEqual(first.range, node.text) { return true }
    fault = Self.conflict(at: node.byte)
    return false
  }
}
