/// How paths of values are written.
enum ValuePathText {
  /// Keys separated by dots, with predicates in brackets.
  case json
  /// Elements separated by slashes, with predicates in brackets and attributes behind `@`.
  case xml
  /// One name of a column, taken as it is; or the path in a list of cells, as `json`.
  case csv

  /// The path of a text.
  func path(of text: String) throws(FieldPathText.Fault) -> ValuePath {
    switch self {
    case .csv: return ValuePath(names: [text])
    case .json, .xml: break
    }
    var path = ValuePath([])
    for part in try parts(of: text) { path.steps.append(try step(part, of: text)) }
    return path
  }

  private var separator: Character { self == .xml ? "/" : "." }

  /// The steps of a path as they are written. Brackets hide separators; a backslash hides the next
  /// character and stays.
  private func parts(of text: String) throws(FieldPathText.Fault) -> [String] {
    var parts: [String] = [""]
    var isInside = false
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped || character == "\\" {
        isEscaped.toggle()
      } else if let open = quote {
        if character == open { quote = nil }
      } else if isInside {
        if character == "'" || character == "\"" { quote = character }
        if character == "]" { isInside = false }
      } else if character == "[" {
        isInside = true
      } else if character == separator {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    guard !isInside, quote == nil else {
      throw FieldPathText.Fault(message: "a bracket or quote in \(quoted(text)) is not closed")
    }
    guard !isEscaped else {
      throw FieldPathText.Fault(message: "the path ends with a lone backslash")
    }
    return parts
  }

  private func step(_ part: String, of text: String) throws(FieldPathText.Fault) -> PathStep {
    var rest = Substring(part)
    var name = ""
    var predicates: [PathPredicate] = []
    while let character = rest.first, character != "[" {
      rest.removeFirst()
      if character == "\\", let next = rest.first {
        guard next == separator || next == "\\" || next == "[" else {
          throw FieldPathText.Fault(
            message: "after a backslash in a path only \(separator), [ or a backslash may follow")
        }
        name.append(rest.removeFirst())
      } else {
        name.append(character)
      }
    }
    while rest.first == "[", let close = closingBracket(rest) {
      predicates.append(try predicate(String(rest[..<close].dropFirst()), of: text))
      rest = rest[rest.index(after: close)...]
    }
    guard rest.isEmpty else {
      throw FieldPathText.Fault(message: "only brackets may follow a bracket in \(quoted(text))")
    }
    var step = PathStep(name: name)
    if self == .xml, name.first == "@" {
      step.name.removeFirst()
      step.isAttribute = true
    }
    guard !step.name.isEmpty else {
      throw FieldPathText.Fault(message: "the path \(quoted(text)) has an empty step")
    }
    if self == .xml { _ = try FieldPathText.xml.steps(of: step.name) }
    step.predicates = predicates
    return step
  }

  private func closingBracket(_ text: Substring) -> Substring.Index? {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "]" {
        return index
      }
    }
    return nil
  }

  private func predicate(
    _ text: String, of path: String
  ) throws(FieldPathText.Fault) -> PathPredicate {
    let fault = FieldPathText.Fault(
      message: "a condition in brackets is written as [name='text'] or [name!='text'], not "
        + quoted("[\(text)]"))
    guard let equal = text.firstIndex(of: "=") else { throw fault }
    var name = text[..<equal]
    let isEqual = name.last != "!"
    if !isEqual { name.removeLast() }
    let value = text[text.index(after: equal)...]
    guard value.count >= 2, let quote = value.first, quote == "'" || quote == "\"",
      value.last == quote, !name.isEmpty, !name.contains("[")
    else { throw fault }
    return PathPredicate(
      path: try self.path(of: String(name)), isEqual: isEqual,
      text: String(value.dropFirst().dropLast()))
  }
}
