package import BasketModel
internal import DuplicateIndex
internal import ExportProfiles
internal import ExportReading
internal import OrderRules
internal import Reconciliation

/// All codes that the program can raise, for `explain`. Tests hold `SampleData/Findings` in step
/// with it.
package enum FindingCatalogue {
  /// In the order of an envelope's findings; those about whole exports last.
  package static let codes: [FindingCode] =
    [
      .malformedRecord, .missingField, .invalidFieldValue, .conflictingFieldValue,
      .identityMismatch, .orderNotFound, .partMissing,
    ]
    + OrderRuleList.codes + [.orderIDExists, .rowsApart]
    + [
      .emptyInput, .missingColumn, .countMismatch, .truncatedInput, .unreadableInput,
      .repeatedExport,
    ]

  /// The code of a name; ASCII letters count in either case.
  package static func code(named name: String) -> FindingCode? {
    codes.first { $0.name == name.uppercased() }
  }

  /// The name that was probably meant; nil where none is near.
  package static func suggestion(for name: String) -> String? {
    Suggestion.closest(to: name, among: codes.map(\.name))
  }
}
