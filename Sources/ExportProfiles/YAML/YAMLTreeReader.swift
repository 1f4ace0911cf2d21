/// Reads YAML text into a tree with places.
struct YAMLTreeReader: ~Copyable {
  /// Levels of mappings and lists.
  static let depthMax = 64
  /// What is said about `&name` and `*name`.
  static let aliasMessage = "anchors and aliases (&name, *name) are not allowed in a profile"

  private var events: YAMLEvents
  private var problems: ProblemList

  /// The tree of `text`, which passed `YAMLTextCheck`; nil where it cannot be read at all.
  ///
  /// - Complexity: O(text).
  static func tree(of text: String, problems: inout ProblemList) -> YAMLNode? {
    var reader = YAMLTreeReader(events: YAMLEvents(text), problems: problems)
    defer { problems = reader.problems }
    do {
      return try reader.document()
    } catch {
      reader.note(error, in: text)
      return nil
    }
  }

  private mutating func note(_ fault: YAMLEvents.Fault, in text: String) {
    switch fault {
    case .syntax(let reason, let place):
      let lastLine = Self.lastLine(of: text)
      let isInside = (place?.line ?? 1) <= lastLine
      problems.add(
        "not valid YAML: \(reason)", at: isInside ? place : ProfilePlace(line: lastLine, column: 1))
    case .outOfMemory:
      problems.add("nested too deep or too large for the YAML parser", at: nil)
    }
  }

  /// The only document's tree; nil with a problem where there is none.
  private mutating func document() throws(YAMLEvents.Fault) -> YAMLNode? {
    guard try events.next().kind == .documentStart else {
      problems.add("the profile is empty", at: ProfilePlace(line: 1, column: 1))
      return nil
    }
    let root = try node(events.next(), depth: 1)
    _ = try events.next()
    let behind = try events.next()
    guard behind.kind == .textEnd else {
      throw .syntax(
        reason: "expected a single document in the stream, but found another document",
        place: behind.place)
    }
    return root
  }

  /// The node that begins with `event`; its other events are taken.
  private mutating func node(
    _ event: YAMLEvents.Event, depth: Int
  ) throws(YAMLEvents.Fault) -> YAMLNode {
    let isCollection = event.kind == .listStart || event.kind == .mappingStart
    var message: String?
    if event.isAnchored || event.kind == .alias {
      message = Self.aliasMessage
    } else if depth > Self.depthMax {
      message = "nested too deep: more than \(Self.depthMax) levels"
    }
    if let message {
      problems.add(message, at: event.place)
      if isCollection { try skipCollection() }
      return YAMLNode(place: event.place, content: .unusable)
    }
    switch event.kind {
    case .text(let text): return YAMLNode(place: event.place, content: .text(text))
    case .listStart: return YAMLNode(place: event.place, content: .list(try list(depth)))
    case .mappingStart: return YAMLNode(place: event.place, content: .mapping(try entries(depth)))
    case .collectionEnd, .alias, .documentStart, .documentEnd, .textEnd:
      return YAMLNode(place: event.place, content: .unusable)
    }
  }

  private mutating func list(_ depth: Int) throws(YAMLEvents.Fault) -> [YAMLNode] {
    var nodes: [YAMLNode] = []
    var event = try events.next()
    while event.kind != .collectionEnd {
      nodes.append(try node(event, depth: depth + 1))
      event = try events.next()
    }
    return nodes
  }

  private mutating func entries(_ depth: Int) throws(YAMLEvents.Fault) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var lines: [String: Int] = [:]
    var event = try events.next()
    while event.kind != .collectionEnd {
      let key = try node(event, depth: depth + 1)
      let value = try node(events.next(), depth: depth + 1)
      switch key.content {
      case .text(let name):
        if let line = lines[name] {
          problems.add("key \(quoted(name)) is already used on line \(line)", at: key.place)
        } else {
          lines[name] = key.place.line
          entries.append(YAMLEntry(key: name, keyPlace: key.place, value: value))
        }
      case .list, .mapping: problems.add("a key must be text", at: key.place)
      case .unusable: break
      }
      event = try events.next()
    }
    return entries
  }

  /// Passes over the rest of the list or mapping that has just begun.
  private mutating func skipCollection() throws(YAMLEvents.Fault) {
    var open = 1
    while open > 0 {
      switch try events.next().kind {
      case .listStart, .mappingStart: open += 1
      case .collectionEnd: open -= 1
      case .text, .alias, .documentStart, .documentEnd, .textEnd: break
      }
    }
  }

  /// The last line that holds anything, from 1.
  private static func lastLine(of text: String) -> Int {
    var line = 1
    var last = 1
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if YAMLTextCheck.endsLine(previous), !(previous == "\r" && scalar == "\n") { line += 1 }
      if !YAMLTextCheck.endsLine(scalar) { last = line }
      previous = scalar
    }
    return last
  }
}
