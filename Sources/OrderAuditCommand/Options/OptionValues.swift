import ArgumentParser
package import ExportReading
package import OrderRules
package import ReportWriting

// What options accept: the names on the command line are the raw values.

extension FailOn: ExpressibleByArgument {}
extension ProgressMode: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}
extension XMLParserChoice: ExpressibleByArgument {}
extension ZeroAmountReading: ExpressibleByArgument {}
extension EnvelopeFormat: ExpressibleByArgument {}

/// The languages of messages.
enum MessagesOption: String, CaseIterable, ExpressibleByArgument {
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
