internal import BasketModel

/// What stands between one value and the next, as it was met:
/// `</price></basket_item><basket_item><name>`.
///
/// A passage begins at the first `<` behind the text of an element (or at the record's start tag)
/// and ends behind the start tag of the next element that can hold a value, or behind the record's
/// end tag. It holds only tags without attributes and blanks. An element of `XMLTagTable` says
/// which elements are open, so the same bytes behind the same element always have the same effect:
/// the reader compares them and passes over them at once (measured on 12 000 orders: 26 passages
/// instead of 70 tags an order).
struct XMLPassageTable {
  /// What happens in a passage, other than that elements without a meaning begin and end.
  enum Effect: UInt64 { case beginItem = 1, endItem, beginDiscount, endDiscount }

  struct Passage: BitwiseCopyable {
    /// Which bits of the last word count.
    var lastMask: UInt64 = 0
    /// How many words come before the last.
    var wholeWords = 0
    /// Bytes; 0 where nothing is learnt yet.
    var length = 0
    /// The element whose value follows; 0 for the end of the record.
    var target = 0
    /// `Effect`s, four bits each, the first in the lowest.
    var effects: UInt64 = 0
  }

  static let none = -1
  static let lengthMax = 128
  private static let wordsMax = lengthMax / 8
  /// Passages that are learnt behind one element: one more item, the last item, and so on. With
  /// four, records with elements in any order took a quarter longer.
  private static let alternatives = 16

  /// By element, `alternatives` each.
  private var passages: [Passage] = []
  /// The bytes, `wordsMax` words for each passage.
  private var words: [UInt64] = []
  /// By element: the passage to replace next.
  private var oldest: [Int] = []

  @inline(__always)
  subscript(passage: Int) -> Passage {
    _read { yield passages[passage] }
  }

  /// The learnt passage behind `element` that stands at `index`; `none` where there is none.
  @inline(__always)
  func find(behind element: Int, _ bytes: PaddedBytes, at index: Int) -> Int {
    guard element < oldest.count else { return Self.none }
    let first = element &* Self.alternatives
    for passage in first..<first &+ Self.alternatives {
      let length = passages[passage].length
      if length == 0 { break }
      if length <= bytes.count &- index,
        bytes.equal(
          at: index, to: words, from: passage &* Self.wordsMax, count: passages[passage].wholeWords,
          lastMask: passages[passage].lastMask)
      {
        return passage
      }
    }
    return Self.none
  }

  /// Remembers the passage in `range`, behind `element`.
  mutating func learn(
    behind element: Int, _ range: Range<Int>, target: Int, effects: UInt64, of bytes: PaddedBytes
  ) {
    guard range.count <= Self.lengthMax else { return }
    while oldest.count <= element {
      oldest.append(0)
      passages.append(contentsOf: repeatElement(Passage(), count: Self.alternatives))
      words.append(contentsOf: repeatElement(0, count: Self.alternatives * Self.wordsMax))
    }
    let index = element * Self.alternatives + oldest[element]
    oldest[element] = (oldest[element] + 1) % Self.alternatives
    let lastBytes = (range.count - 1) % 8 + 1
    passages[index] = Passage(
      lastMask: UInt64.max >> UInt64(64 - 8 * lastBytes), wholeWords: (range.count - 1) / 8,
      length: range.count, target: target, effects: effects)
    for word in 0...(range.count - 1) / 8 {
      words[index * Self.wordsMax + word] = bytes.word(at: range.lowerBound + 8 * word)
    }
  }
}
