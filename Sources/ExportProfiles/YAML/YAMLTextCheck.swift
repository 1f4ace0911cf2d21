/// What must hold of a profile's text before a YAML parser may see it.
///
/// The parser calls itself for each level and copies what an alias names, so a small hostile text
/// could exhaust stack, memory or patience. The limits here are upper bounds that need no knowledge
/// of quotes; the exact ones are checked on the tree (`YAMLTreeReader`).
struct YAMLTextCheck {
  /// Bytes of a profile.
  static let bytesMax = 1 << 20
  /// Blanks and indicators in front of a line's text: no level of block style needs less than one.
  static let indentationMax = 128
  /// Opening brackets in the whole text: no level of flow style needs less than one.
  static let bracketsMax = 256
  /// As `bracketsMax`, where the examples are read too: their inputs may be JSON.
  static let bracketsWithExamplesMax = 8192
  /// What looks like an alias. So few cannot grow the tree beyond a hundredfold.
  static let aliasesMax = 12

  private var line = 1
  private var column = 0
  private var indentation = 0
  private var isIndentation = true
  private var brackets = 0
  private var bracketsMax = YAMLTextCheck.bracketsMax
  private var aliases = 0
  private var previous: Unicode.Scalar = "\n"

  /// The text of `bytes`, or nil with a problem.
  ///
  /// - Complexity: O(bytes).
  static func text(
    of bytes: [UInt8], problems: inout ProblemList, bracketsMax: Int = bracketsMax
  ) -> String? {
    guard bytes.count <= bytesMax else {
      problems.add("the profile is larger than 1 MiB", at: nil)
      return nil
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      problems.add("the profile is not valid UTF-8", at: validPrefixEnd(of: content))
      return nil
    }
    var check = YAMLTextCheck()
    check.bracketsMax = bracketsMax
    for scalar in text.unicodeScalars {
      if let message = check.problem(with: scalar) {
        let place = ProfilePlace(line: check.line, column: max(check.column, 1))
        problems.add(message, at: place)
        return nil
      }
    }
    return text
  }

  /// Where the first bytes stand that are no UTF-8.
  private static func validPrefixEnd(of bytes: ArraySlice<UInt8>) -> ProfilePlace {
    var place = YAMLTextCheck()
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { place.step(to: scalar) }
    return ProfilePlace(line: place.line, column: place.column + 1)
  }

  /// Takes one more character; returns what is wrong with it.
  private mutating func problem(with scalar: Unicode.Scalar) -> String? {
    let before = previous
    let wasIndentation = isIndentation
    step(to: scalar)
    guard Self.isAllowed(scalar) else {
      let number = String(scalar.value, radix: 16, uppercase: true)
      return "the character U+\(String(repeating: "0", count: max(0, 4 - number.count)))\(number)"
        + " is not allowed in a profile"
    }
    let isText = scalar != " " && scalar != "\t" && scalar != "#" && !Self.endsLine(scalar)
    if wasIndentation, indentation > Self.indentationMax, isText {
      return "nested too deep: more than \(Self.indentationMax) characters of indentation"
    }
    if scalar == "[" || scalar == "{" {
      brackets += 1
      if brackets > bracketsMax { return "more than \(bracketsMax) opening brackets" }
    }
    if before == "*", aliases > Self.aliasesMax, Self.mayName(scalar) {
      return YAMLTreeReader.aliasMessage
    }
    return nil
  }

  private mutating func step(to scalar: Unicode.Scalar) {
    if Self.endsLine(previous), !(previous == "\r" && scalar == "\n"), column > 0 {
      line += 1
      column = 0
      indentation = 0
      isIndentation = true
    }
    column += 1
    if isIndentation, Self.mayIndent(scalar) {
      indentation += 1
    } else {
      isIndentation = false
    }
    if scalar == "*", " \t[{,:?".unicodeScalars.contains(previous) || Self.endsLine(previous) {
      aliases += 1
    }
    previous = scalar
  }

  /// Whether YAML begins a new line behind the character.
  static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether YAML allows the character unescaped.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }

  private static func mayIndent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", "-", "?", ":": true
    default: false
    }
  }

  private static func mayName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || scalar == "_" || scalar == "-"
        || ("0"..."9").contains(scalar))
  }
}
