/// The versions that `--version` and the summary name.
enum ProgramVersion {
  /// Version of the program.
  static let program = "0.1.0"
  /// Version of the rules: grows when a rule, a code or a message changes what a report says.
  static let rules = "1"
  /// What `--version` prints.
  static let text = "order-audit \(program) (rules \(rules))"
}
