/// A name in small letters with blanks between its words, whether they were joined by case,
/// underscores or anything else; so that names are compared as people do.
struct PlainWords: Equatable {
  /// The words as UTF-8, with a blank before and behind them.
  private let text: [UInt8]

  /// Letters that exports often write without their marks.
  private static let plainLetters: [Unicode.Scalar: Unicode.Scalar] = [
    "ü": "u", "Ü": "u", "ö": "o", "Ö": "o", "ş": "s", "Ş": "s", "ç": "c", "Ç": "c", "ğ": "g",
    "Ğ": "g", "ä": "a", "Ä": "a",
  ]

  /// Words of fewer bytes must be whole to be found: `no` is in too many others.
  private static let partBytesMin = 4

  init(_ name: String) {
    var words = String(" ").unicodeScalars
    var wasSmall = false
    for scalar in name.unicodeScalars {
      let isLetter = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      guard isLetter else {
        if words.last != " " { words.append(" ") }
        wasSmall = false
        continue
      }
      if scalar.properties.isUppercase, wasSmall { words.append(" ") }
      wasSmall = scalar.properties.isLowercase
      switch scalar {
      case "I", "İ", "ı": words.append("i")
      default:
        if let plain = Self.plainLetters[scalar] {
          words.append(plain)
        } else {
          words.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
      }
    }
    if words.last != " " { words.append(" ") }
    text = Array(String(words).utf8)
  }

  /// Whether other words stand in this name.
  ///
  /// - Complexity: O(*n* × *m*) in the bytes of both, which are few.
  func has(_ words: PlainWords) -> Bool {
    let isPart = words.text.count - 2 >= Self.partBytesMin
    // Behind the blank before a word anything may stand; a short one ends with a blank, too.
    let wanted = isPart ? words.text[1..<words.text.count - 1] : words.text[...]
    guard !wanted.isEmpty, text.count >= wanted.count else { return false }
    return (0...text.count - wanted.count).contains {
      text[$0..<$0 + wanted.count].elementsEqual(wanted)
    }
  }
}
