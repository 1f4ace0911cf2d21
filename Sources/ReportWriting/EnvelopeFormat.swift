package import BasketModel

/// How much of an envelope is written.
package enum EnvelopeFormat: String, CaseIterable, Sendable {
  /// Everything: where the order stands and the values that prove each finding.
  case full
  /// The published API's shape alone: `trace_id` and `response.errors[]` with three keys.
  case api
}

/// Which words the messages of a report use.
package enum MessageLanguage: CaseIterable, Sendable {
  /// Those of the published page, its mix of languages included.
  case api
  /// English throughout.
  case english
  /// Turkish throughout.
  case turkish

  /// The message of a code in this language.
  package func message(of code: FindingCode) -> String {
    switch self {
    case .api: code.publishedMessage
    case .english: code.englishMessage
    case .turkish: code.turkishMessage
    }
  }
}
