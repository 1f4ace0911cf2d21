internal import Yams

/// Reads YAML text into a tree with places. The only file that knows the parser.
struct YAMLTreeReader {
  /// Levels of mappings and lists.
  static let depthMax = 64
  /// Passes over the text, each of which may meet one more key that is used twice.
  private static let passesMax = 16
  /// What is said about `&name` and `*name`.
  static let aliasMessage = "anchors and aliases (&name, *name) are not allowed in a profile"

  private var text: TaggedText
  private var repeatedKeys: [(names: [String], place: ProfilePlace)] = []

  /// The tree of `text`, which passed `YAMLTextCheck`; nil where it cannot be read at all.
  ///
  /// - Complexity: O(text), times the number of keys that are used twice (at most 16).
  static func tree(of text: String, problems: inout ProblemList) -> YAMLNode? {
    // The parser keeps a pointer into the string, and short strings have no stable storage.
    var reader = YAMLTreeReader(text: TaggedText(text + String(repeating: "\n", count: 16)))
    return reader.read(problems: &problems)
  }

  /// The parser gives up at a key that is used twice in a mapping. A tag in front of the first
  /// makes them different, so that the next pass gets further and every problem of the text is
  /// found.
  private mutating func read(problems: inout ProblemList) -> YAMLNode? {
    for _ in 0..<Self.passesMax {
      do {
        // The parser owns the anchors that nodes refer to.
        let parser = try Parser(yaml: text.tagged, resolver: .basic, encoding: .utf8)
        let root = try parser.singleRoot()
        return withExtendedLifetime(parser) {
          root.map { node(of: $0, depth: 1, problems: &problems) } ?? emptyTree(&problems)
        }
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        repeatedKeys.append((names, place(of: context.mark)))
        guard text.tagKey(at: context.mark) else { break }
      } catch {
        addSyntaxProblem(error, to: &problems)
        break
      }
    }
    for (names, place) in repeatedKeys {
      problems.add("used more than once: \(names.map(quoted).joined(separator: ", "))", at: place)
    }
    return nil
  }

  private func emptyTree(_ problems: inout ProblemList) -> YAMLNode? {
    problems.add("the profile is empty", at: ProfilePlace(line: 1, column: 1))
    return nil
  }

  private func place(of mark: Mark?) -> ProfilePlace {
    mark.map { text.originalPlace(line: $0.line, column: $0.column) }
      ?? ProfilePlace(line: 1, column: 1)
  }

  /// - Complexity: O(nodes); an anchored node is not entered, so aliases cannot multiply the work.
  private func node(of node: Node, depth: Int, problems: inout ProblemList) -> YAMLNode {
    let place = place(of: node.mark)
    guard node.anchor == nil else {
      problems.add(Self.aliasMessage, at: place)
      return YAMLNode(place: place, content: .unusable)
    }
    guard depth <= Self.depthMax else {
      problems.add("nested too deep: more than \(Self.depthMax) levels", at: place)
      return YAMLNode(place: place, content: .unusable)
    }
    switch node {
    case .scalar(let scalar):
      return YAMLNode(place: place, content: .text(scalar.string))
    case .sequence(let sequence):
      var list: [YAMLNode] = []
      for element in sequence {
        list.append(self.node(of: element, depth: depth + 1, problems: &problems))
      }
      return YAMLNode(place: place, content: .list(list))
    case .mapping(let mapping):
      let entries = entries(of: mapping, depth: depth, problems: &problems)
      return YAMLNode(place: place, content: .mapping(entries))
    case .alias:
      problems.add(Self.aliasMessage, at: place)
      return YAMLNode(place: place, content: .unusable)
    }
  }

  private func entries(
    of mapping: Node.Mapping, depth: Int, problems: inout ProblemList
  ) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var lines: [String: Int] = [:]
    for (keyNode, valueNode) in mapping {
      let key = node(of: keyNode, depth: depth + 1, problems: &problems)
      let value = node(of: valueNode, depth: depth + 1, problems: &problems)
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
    }
    return entries
  }

  private func addSyntaxProblem(_ error: any Error, to problems: inout ProblemList) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let reason = [context?.text, problem].compactMap(\.self).joined(separator: ", ")
      problems.add("not valid YAML: \(reason)", at: text.clamped(place(of: mark)))
    case YamlError.memory:
      problems.add("nested too deep or too large for the YAML parser", at: nil)
    default:
      problems.add("not valid YAML", at: nil)
    }
  }
}

extension TaggedText {
  fileprivate mutating func tagKey(at mark: Mark) -> Bool {
    tagKey(line: mark.line, column: mark.column)
  }
}
