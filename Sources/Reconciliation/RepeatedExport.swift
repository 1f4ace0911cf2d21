package import BasketModel

extension FindingCode {
  /// One export is given more than once.
  package static let repeatedExport = FindingCode(
    "REPEATED_EXPORT", severity: .warning, origin: .own,
    english: "The export was given before.",
    turkish: "Bu dosya daha önce verilmiş.",
    explanation: Explanation(
      meaning: """
        Two exports of the batch are one file, by two paths or by a link. Its orders are audited \
        once, so that they are not all reported as duplicates of themselves.
        """,
      arithmetic: "Both paths lead to one file (same device and inode).",
      example: "order-audit night.csv ./night.csv",
      usualCause:
        "A directory given together with one of its files, or a link to the newest export."))
}
