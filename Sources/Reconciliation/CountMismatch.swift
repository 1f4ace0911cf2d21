package import BasketModel

extension FindingCode {
  /// An export holds more or less than it says.
  package static let countMismatch = FindingCode(
    "COUNT_MISMATCH", origin: .own, meansIncomplete: true,
    english: "The export does not hold what it says that it holds.",
    turkish: "Dosya, içerdiğini belirttiği sayıda kayıt içermiyor.",
    explanation: Explanation(
      meaning: """
        A row of the export (the profile's `footer`) says how many rows or orders it holds, and it \
        holds another number. What is there was audited; the run is incomplete (exit status 2).
        """,
      arithmetic: "number in the footer ≠ rows (or orders) of the export",
      example: "2 record(s) downloaded",
      usualCause: """
        An export that was cut, edited or joined by hand, or a footer that counts something else \
        than the profile says.
        """))
}
