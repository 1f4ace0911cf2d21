import ArgumentParser
package import BasketModel
package import ExportReading
package import ReportWriting

/// The value of an option, whose names on the command line are the raw values.
///
/// ArgumentParser would find the names by itself, but by looking types up when the program runs,
/// several times for each option: 2.6 of the 30 million instructions of a run over one order.
protocol NamedOption: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {}

extension NamedOption {
  package static var allValueStrings: [String] {
    var names: [String] = []
    for value in allCases { names.append(value.rawValue) }
    return names
  }

  package var defaultValueDescription: String { rawValue }
}

extension FailOn: NamedOption {}
extension ProgressMode: NamedOption {}
extension ExportFormat: NamedOption {}
extension XMLParserChoice: NamedOption {}
extension ZeroAmountReading: NamedOption {}
extension EnvelopeFormat: NamedOption {}

/// The languages of messages.
enum MessagesOption: String, NamedOption {
  case api, en, tr

  /// What the report writer calls it.
  var language: MessageLanguage {
    switch self {
    case .api: .api
    case .en: .english
    case .tr: .turkish
    }
  }
}
