package import BasketModel

extension FindingCode {
  /// One export is given more than once.
  package static let repeatedExport = FindingCode(
    "REPEATED_EXPORT", severity: .warning, origin: .own,
    english: "The export was given before.",
    turkish: "Bu dosya daha önce verilmiş.",
    explanation: Explanation(
      meaning: """
        Two exports of the batch are one file, by two paths or by a link, or hold the same bytes: \
        a copy, or the same export plain and compressed. Its orders are audited once, so that \
        they are not all reported as duplicates of themselves.
        """,
      arithmetic: """
        Both paths lead to one file (same device and inode), or what both hold, decompressed, has \
        the same 128-bit hash and is read as the same format. Pipes and standard input are not \
        compared.
        """,
      example: "order-audit night.csv night.csv.gz",
      usualCause:
        "A directory that holds an export and its copy, or a link to the newest export."))
}
