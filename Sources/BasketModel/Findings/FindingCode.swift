/// The stable name of one kind of finding, with everything that is said about it.
///
/// One immutable instance per code, declared beside the rule or reader that raises it and compared
/// by identity. Codes are never renamed and never reused.
package final class FindingCode: Sendable {
  /// How bad a finding is.
  package enum Severity: String, Sendable {
    case error, warning
  }

  /// Where the code comes from.
  package enum Origin: Sendable {
    /// The published page of payment-session errors: name and message are exact.
    case published
    /// Ours.
    case own
  }

  /// The code as reports show it.
  package let name: String
  /// How bad a finding with this code is.
  package let severity: Severity
  /// Where the code comes from.
  package let origin: Origin
  /// Whether the finding makes its export, and so the run, incomplete (exit status 2).
  package let meansIncomplete: Bool
  /// The message as the published API words it (its language mix and punctuation included); for our
  /// own codes the English one.
  package let publishedMessage: String
  /// The message in English.
  package let englishMessage: String
  /// The message in Turkish.
  package let turkishMessage: String
  /// The text of `order-audit explain CODE`.
  package let explanation: Explanation

  /// What `explain` says about a code.
  package struct Explanation: Sendable {
    /// One or two sentences: what is wrong.
    package let meaning: String
    /// The comparison made, with the field names of the profile.
    package let arithmetic: String
    /// The smallest example, several lines allowed.
    package let example: String
    /// What usually leads to it, and what to do.
    package let usualCause: String

    package init(meaning: String, arithmetic: String, example: String, usualCause: String) {
      self.meaning = meaning
      self.arithmetic = arithmetic
      self.example = example
      self.usualCause = usualCause
    }
  }

  package init(
    _ name: String, severity: Severity = .error, origin: Origin, meansIncomplete: Bool = false,
    published publishedMessage: String? = nil, english: String, turkish: String,
    explanation: Explanation
  ) {
    self.name = name
    self.severity = severity
    self.origin = origin
    self.meansIncomplete = meansIncomplete
    self.publishedMessage = publishedMessage ?? english
    englishMessage = english
    turkishMessage = turkish
    self.explanation = explanation
  }
}

extension FindingCode: Hashable {
  package static func == (left: FindingCode, right: FindingCode) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
