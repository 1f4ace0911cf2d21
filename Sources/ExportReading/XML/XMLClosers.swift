/// Where comments, CDATA sections and processing instructions of some bytes are closed.
///
/// What was searched once is not searched again: each of many openers that nothing closes would
/// else look through all that follows it (2 MB of `<!--` took 34 seconds).
struct XMLClosers {
  /// What is closed, and how.
  enum Kind: Int {
    case comment, section, instruction

    var opener: StaticString {
      switch self {
      case .comment: "<!--"
      case .section: "<![CDATA["
      case .instruction: "<?"
      }
    }

    var closer: StaticString {
      switch self {
      case .comment: "-->"
      case .section: "]]>"
      case .instruction: "?>"
      }
    }
  }

  /// What is known of one kind.
  private struct Known: BitwiseCopyable {
    /// The searched bytes, in which a closer ends at `found` first, or nowhere.
    var from = 0
    var to = 0
    var found = -1
  }

  private var known = InlineArray<3, Known>(repeating: Known())

  /// The index of the `>` of the first closer behind an opener at `open`, if it is before `limit`.
  ///
  /// - Complexity: O(bytes that were not searched before).
  mutating func first(
    _ kind: Kind, _ bytes: PaddedBytes, after open: Int, before limit: Int
  ) -> Int? {
    let closerCount = kind.closer.utf8CodeUnitCount
    let first = open + kind.opener.utf8CodeUnitCount + closerCount - 1
    var last = known[kind.rawValue]
    let goesOn = last.from <= first && first <= last.to
    if goesOn, last.found >= first { return last.found < limit ? last.found : nil }
    if goesOn, last.found < 0 {
      if limit <= last.to { return nil }
    } else {
      last = Known(from: first, to: first)
    }
    var index = last.to
    last.to = max(last.to, limit)
    while index < limit {
      index = bytes.first(0x3E, in: index..<limit)
      if index < limit,
        XMLRecordScanner.starts(bytes, index + 1 - closerCount, with: kind.closer) == .yes
      {
        last.found = index
        last.to = index + 1
        break
      }
      index += 1
    }
    known[kind.rawValue] = last
    return last.found < 0 ? nil : last.found
  }
}
