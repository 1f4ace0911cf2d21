import ArgumentParser
import BasketModel
import ExportReading
import OrderRules

/// What the rules need besides the orders.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The users that orders may name: CSV or JSON Lines with user_id and, optionally, access_token.
      """,
      valueName: "file"))
  var users: String?

  @Option(
    help: """
      Which zero totals are INVALID_AMOUNT_VALUE: all, as the published page says, or none \
      (default: as the profile says).
      """)
  var zeroAmounts: ZeroAmountReading?

  /// The user directory, if one is given.
  ///
  /// - Parameter stop: Ends the reading once it is signalled.
  /// - Throws: What is wrong with it, with file and line.
  func readUsers(stop: StopRequest? = nil) throws(CommandFailure) -> UserDirectory? {
    guard let users else { return nil }
    var directory = UserDirectory()
    do throws(UserFileError) {
      let reader = try UserDirectoryReader(path: users, wakeUp: stop?.descriptor)
      while let row = try reader.next() {
        if stop?.isSignalled == true { throw UserFileError("not read to its end") }
        try add(row, to: &directory)
      }
    } catch {
      throw .configuration(["\(users): \(error.description)"])
    }
    return directory
  }

  private func add(
    _ row: UserRow, to directory: inout UserDirectory
  ) throws(UserFileError) {
    do throws(UserDirectoryFailure) {
      try directory.add(userID: row.userID, accessToken: row.accessToken, line: row.line)
    } catch {
      throw UserFileError(error.description)
    }
  }
}
