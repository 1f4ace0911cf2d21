/// How paths are written in a profile.
enum FieldPathText {
  /// Keys separated by dots; `\.` is a dot and `\\` a backslash inside a key.
  case json
  /// Names of elements separated by slashes.
  case xml

  /// Why a text is no path.
  struct Fault: Error {
    var message: String
    var suggestion: String?
  }

  /// The steps of a path; never empty, none of them empty.
  func steps(of text: String) throws(Fault) -> [String] {
    switch self {
    case .json: try Self.keys(of: text)
    case .xml: try Self.elements(of: text)
    }
  }

  /// The path of steps, as a profile writes it.
  func text(of steps: [String]) -> String {
    switch self {
    case .json: steps.map(Self.escaped).joined(separator: ".")
    case .xml: steps.joined(separator: "/")
    }
  }

  private static func escaped(_ key: String) -> String {
    var text = ""
    for scalar in key.unicodeScalars {
      if scalar == "." || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  private static func keys(of text: String) throws(Fault) -> [String] {
    var keys: [String] = []
    var key = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      switch (isEscaped, scalar) {
      case (true, "."), (true, "\\"):
        key.append(scalar)
        isEscaped = false
      case (true, _):
        throw Fault(message: "after a backslash in a path only a dot or a backslash may follow")
      case (false, "\\"): isEscaped = true
      case (false, "."):
        keys.append(String(key))
        key.removeAll()
      case (false, _): key.append(scalar)
      }
    }
    guard !isEscaped else { throw Fault(message: "the path ends with a lone backslash") }
    keys.append(String(key))
    try requireNoEmptyStep(keys, of: text, separator: ".")
    return keys
  }

  private static func elements(of text: String) throws(Fault) -> [String] {
    let names = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
      .map { String($0) }
    try requireNoEmptyStep(names, of: text, separator: "/")
    for name in names where !isElementName(name) {
      if name.unicodeScalars.contains(":") {
        let localNames = names.map { $0.split(separator: ":").last.map(String.init) ?? "" }
        throw Fault(
          message: "namespaces are ignored; names are written without their prefix",
          suggestion: localNames.joined(separator: "/"))
      }
      throw Fault(message: "\(quoted(name)) is no name of an XML element")
    }
    return names
  }

  private static func requireNoEmptyStep(
    _ steps: [String], of text: String, separator: String
  ) throws(Fault) {
    guard steps.contains("") else { return }
    let rest = steps.filter { !$0.isEmpty }.joined(separator: separator)
    throw Fault(
      message: "the path \(quoted(text)) has an empty step", suggestion: rest.isEmpty ? nil : rest)
  }

  /// Whether the text can be an element's local name. Beyond ASCII everything is taken: a name that
  /// no export holds does no harm.
  private static func isElementName(_ name: String) -> Bool {
    for (index, scalar) in name.unicodeScalars.enumerated() where scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z", "_": continue
      case "0"..."9", "-", ".": if index == 0 { return false }
      default: return false
      }
    }
    return true
  }
}
