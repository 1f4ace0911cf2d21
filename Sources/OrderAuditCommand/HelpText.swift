/// What `--help` says besides the options.
enum HelpText {
  /// Three examples to copy into a crontab, and the table of exit statuses.
  static let examplesAndStatuses = """
    Examples, as a crontab. A clean night prints nothing, so cron sends no mail;
    otherwise it mails a summary of at most 20 lines. cron starts in the home
    directory, so other places need whole paths.

      PATH=/usr/local/bin:/usr/bin:/bin

      # One envelope for each order that does not reconcile:
      15 2 * * *  order-audit night.csv.gz --report errors.jsonl

      # All exports of a directory; the summary exists only when all is published:
      15 2 * * *  order-audit exports --report errors.jsonl --summary done.json

      # With the users that orders may name:
      15 2 * * *  order-audit night.xml --users users.csv --report errors.jsonl

    Exit status:

    \(statusTable)
    """

  private static var statusTable: String {
    let statuses = ExitStatus.allCases.map { status in
      let number = String(status.rawValue)
      return "  \(String(repeating: " ", count: 2 - number.count))\(number)  \(status.meaning)"
    }
    let signals = "  129, 130, 143  ended by SIGHUP, SIGINT, SIGTERM; nothing is published"
    return (statuses + [signals]).joined(separator: "\n")
  }
}
