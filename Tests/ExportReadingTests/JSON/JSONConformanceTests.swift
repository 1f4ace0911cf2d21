import ExportReading
import Foundation
import TestSupport
import Testing

/// Whether the grammar takes a whole text, checked as the reader does: UTF-8 first.
func acceptsDocument(_ bytes: [UInt8], depthMax: Int = 512) -> Bool {
  let buffer = InputBuffer(capacity: max(bytes.count, 1))
  buffer.replaceContents(with: bytes)
  guard buffer.bytes.firstInvalidUTF8(in: 0..<bytes.count) == nil else { return false }
  var scanner = JSONScanner(buffer.bytes, from: 0, depthMax: depthMax, lineFeedIsSpace: true)
  do {
    scanner.skipSpace()
    try scanner.skipValue()
    try scanner.finish()
    return true
  } catch {
    return false
  }
}

/// The public JSONTestSuite: files whose name begins with `y` are JSON, with `n` are not, with `i`
/// are for the reader to decide.
@Suite(.enabled(if: Corpora.folder("JSONTestSuite") != nil)) struct JSONConformanceTests {
  /// What we decided: numbers of any size are grammar, halves of surrogate pairs are only looked at
  /// in mapped values, and bytes that are no UTF-8 are refused.
  private static let accepted: Set<String> = [
    "i_number_double_huge_neg_exp", "i_number_huge_exp", "i_number_neg_int_huge_exp",
    "i_number_pos_double_huge_exp", "i_number_real_neg_overflow", "i_number_real_pos_overflow",
    "i_number_real_underflow", "i_number_too_big_neg_int", "i_number_too_big_pos_int",
    "i_number_very_big_negative_int", "i_object_key_lone_2nd_surrogate",
    "i_string_1st_surrogate_but_2nd_missing", "i_string_1st_valid_surrogate_2nd_invalid",
    "i_string_incomplete_surrogate_and_escape_valid", "i_string_incomplete_surrogate_pair",
    "i_string_incomplete_surrogates_escape_valid", "i_string_invalid_lonely_surrogate",
    "i_string_invalid_surrogate", "i_string_inverted_surrogates_U+1D11E",
    "i_string_lone_second_surrogate", "i_structure_500_nested_arrays",
  ]

  @Test func followsTheSuite() throws {
    let folder = try #require(Corpora.folder("JSONTestSuite"))
    let files = try Corpora.files(in: folder.appending(path: "test_parsing"), ending: "json")
    #expect(files.count > 300)
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      let expected = name.hasPrefix("y_") || Self.accepted.contains(name)
      #expect(acceptsDocument(Array(try Data(contentsOf: file))) == expected, "\(name)")
    }
  }
}
