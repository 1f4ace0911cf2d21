/// Where and why bytes stop being JSON.
package struct JSONFault: Error, Equatable {
  var reason: Reason
  /// The first byte that does not fit, from 0.
  var index: Int

  enum Reason: Equatable {
    case expectedValue, expectedKey, expectedColon, expectedCommaOrBrace, expectedCommaOrBracket
    case invalidLiteral, invalidNumber, invalidEscape, controlCharacterInString
    case loneSurrogate, tooDeep, trailingBytes, notAnObject, repeatedKey
    case tooManyItems
  }
}

extension JSONFault {
  /// An English sentence part.
  ///
  /// - Parameter atEnd: Whether the fault is at the end of the record.
  func description(atEnd: Bool) -> String {
    if atEnd, reason != .loneSurrogate, reason != .repeatedKey {
      return "the record ends inside a value"
    }
    return switch reason {
    case .expectedValue: "expected a JSON value"
    case .expectedKey: "expected a key in quotes"
    case .expectedColon: "expected a colon after the key"
    case .expectedCommaOrBrace: "expected a comma or the end of the object"
    case .expectedCommaOrBracket: "expected a comma or the end of the array"
    case .invalidLiteral: "expected true, false or null"
    case .invalidNumber: "not a JSON number"
    case .invalidEscape: "not an escape that JSON knows"
    case .controlCharacterInString: "a control character inside a string"
    case .loneSurrogate: "half of a surrogate pair"
    case .tooDeep: "nested too deeply"
    case .trailingBytes: "bytes after the end of the record's object"
    case .notAnObject: "the record is not a JSON object"
    case .repeatedKey: "a mapped key appears twice in one object"
    case .tooManyItems: "too many items or discounts in one order"
    }
  }
}
