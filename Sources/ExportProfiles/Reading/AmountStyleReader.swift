/// Reads how amounts are written.
struct AmountStyleReader {
  var sections: SectionReader

  init(sections: SectionReader) {
    self.sections = sections
  }

  /// The style that a section `amounts` declares.
  mutating func style(_ section: Section) -> AmountStyle {
    var style = AmountStyle()
    if let entry = section["decimal"] {
      let words: [(String, UInt8?)] = [
        ("point", UInt8(ascii: ".")), ("comma", UInt8(ascii: ",")), ("either", nil),
      ]
      style.decimalMark = sections.choice(entry, words) ?? nil
      style.hasEitherMark = entry.value.content.text == "either"
    }
    if let entry = section["thousands"] {
      style.thousands = sections.word(entry, ThousandsMark.self) ?? .none
    }
    if let entry = section["currency_signs"] {
      style.hasCurrencySigns = sections.flag(entry) ?? false
    }
    if let entry = section["negative"] {
      for element in sections.elements(entry) {
        let words = [("trailing", true), ("parentheses", false)]
        switch sections.choice(element, words) {
        case true?: style.hasTrailingMinus = true
        case false?: style.hasParentheses = true
        case nil: break
        }
      }
    }
    if let entry = section["empty"] { style.emptyTexts = sections.anyTexts(entry) }
    for key in ["thousands", "currency_signs", "negative"] {
      if let entry = section[key], section["decimal"] == nil {
        sections.problems.add("\(quoted(key)) needs \"decimal\" beside it", at: entry.keyPlace)
      }
    }
    let isTaken =
      style.decimalMark == 0x2E && style.thousands == .point
      || style.decimalMark == 0x2C && style.thousands == .comma
    if isTaken, let entry = section["thousands"] {
      sections.problems.add(
        "one mark cannot stand for thousands and for the decimal point", at: entry.value.place)
    }
    if style.hasEitherMark, let entry = section["thousands"] {
      sections.problems.add(
        "\"decimal: either\" says already what stands for thousands", at: entry.keyPlace)
    }
    return style
  }
}
