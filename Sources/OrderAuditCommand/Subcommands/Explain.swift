import ArgumentParser
import BasketModel

/// `order-audit explain`: what a code means.
struct Explain: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains what a code means, with its arithmetic, an example and the usual cause.")

  @Argument(help: "The code; without one all codes are listed.")
  var code: String?

  func execute() async throws(CommandFailure) -> ExitStatus {
    guard let name = code else {
      try StandardOutput.write(ExplanationText.list(of: FindingCatalogue.codes))
      return .clean
    }
    guard let code = FindingCatalogue.code(named: name) else {
      let hint =
        FindingCatalogue.suggestion(for: name).map { "did you mean \($0)?" }
        ?? "'order-audit explain' lists all codes"
      throw .usage("there is no code \(name); \(hint)")
    }
    try StandardOutput.write(ExplanationText.text(of: code))
    return .clean
  }
}

/// Codes as text for people, at most 80 columns wide.
enum ExplanationText {
  private static let columns = 80

  /// One line for each code.
  static func list(of codes: [FindingCode]) -> String {
    let width = codes.map(\.name.count).max() ?? 0
    return codes.map { code in
      let gap = String(repeating: " ", count: width - code.name.count + 2)
      let severity = code.severity == .warning ? "warning: " : ""
      return "\(code.name)\(gap)\(severity)\(code.englishMessage)\n"
    }.joined()
  }

  /// All that is known of one code.
  static func text(of code: FindingCode) -> String {
    let origin =
      switch code.origin {
      case .published: "published by Akinon"
      case .own: "a code of order-audit's own"
      }
    let incomplete = code.meansIncomplete ? "; makes the run incomplete" : ""
    let explanation = code.explanation
    return """
      \(code.name) (\(code.severity.rawValue), \(origin)\(incomplete))

      \(wrapped(explanation.meaning))
      Compared:
      \(wrapped(explanation.arithmetic))
      Example:
      \(indented(explanation.example))
      Usual cause:
      \(wrapped(explanation.usualCause))
      Messages:
        as published  \(code.publishedMessage)
        English       \(code.englishMessage)
        Turkish       \(code.turkishMessage)

      """
  }

  /// Lines of the text as they are, by two columns to the right.
  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
  }

  /// Words filled into lines; line breaks of the text stay.
  private static func wrapped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { paragraph in
      var lines = [""]
      for word in paragraph.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + word.count + 3 <= columns {
          lines[lines.count - 1] += " \(word)"
        } else {
          lines.append(String(word))
        }
      }
      return lines.map { "  \($0)\n" }.joined()
    }.joined()
  }
}
