internal import BasketModel

/// Judges what follows the records: the end tags of the ancestors, and nothing of weight after
/// them.
struct XMLEnding {
  private let parser: XMLOutlineParser
  private let document: XMLDocument

  init(_ document: XMLDocument) {
    self.document = document
    parser = XMLOutlineParser(path: document.ancestors, stopsAtEnd: false, limits: document.limits)
    parser.parse(document.startTags)
  }

  /// Takes the next bytes of the document.
  func take(_ bytes: PaddedBytes, _ range: Range<Int>) {
    parser.parse(bytes, range)
  }

  /// A finding that nothing to come can change; nil as long as all is well.
  var fault: Finding? {
    let outcome = parser.outcome
    if outcome.reachedCount > 1 {
      return .export(.unreadableInput, "a second element \(document.parentTag) follows the first")
    }
    guard let fault = outcome.fault else { return nil }
    if outcome.isRootClosed {
      return .export(
        .unreadableInput,
        "content follows the end tag of the root element; "
          + "an export holds one document, not several joined")
    }
    return .export(.unreadableInput, "after the records: \(fault)")
  }

  /// The finding at the end of the document; nil when the document is whole.
  func verdict() -> Finding? {
    if let fault { return fault }
    guard parser.outcome.isRootClosed else {
      return .export(.truncatedInput, "the document ends before the end tag of its root element")
    }
    parser.end()
    return fault
  }
}
