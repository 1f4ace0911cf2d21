import ArgumentParser
import ReportWriting

/// The program: reads the command line, runs one subcommand and ends with its exit status.
@main
struct OrderAuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order-audit",
    abstract: "Proves that the amounts of exported orders add up.",
    discussion: HelpText.examplesAndStatuses,
    version: ProgramVersion.text,
    subcommands: [Check.self, Inspect.self, Explain.self, Profiles.self, Init.self],
    defaultSubcommand: Check.self)

  static func main() async {
    do throws(CommandFailure) {
      try ProcessSetup.prepare()
    } catch {
      ProcessSetup.end(ending(of: error))
    }
    await run(Array(CommandLine.arguments.dropFirst()))
  }

  /// Does what the arguments ask for and ends the process.
  ///
  /// Concurrent, so that nothing of the work happens on the main actor; nor the end, for which a
  /// thread would be made.
  @concurrent
  private static func run(_ arguments: [String]) async -> Never {
    ProcessSetup.end(await ending(of: arguments))
  }

  /// Runs what the arguments ask for and says on standard error why it failed, if it did.
  private static func ending(of arguments: [String]) async -> ProcessEnding {
    do {
      var command = try parsed(arguments)
      if let subcommand = command as? any Subcommand {
        return .status(try await subcommand.execute())
      }
      // What is left are ArgumentParser's own commands, such as `help`.
      try command.run()
      return .status(.clean)
    } catch let failure as CommandFailure {
      return ending(of: failure)
    } catch {
      return ending(ofParserError: showable(error, of: arguments))
    }
  }

  /// The command that the arguments ask for.
  ///
  /// A subcommand that is named first is parsed without the others: the parser asks each command on
  /// the way several times for its options, which took 2 of 11 ms of a run over one order. What is
  /// not for it alone (help, a mistake) is left to the whole, which knows how to say it.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    let named = configuration.subcommands.first {
      $0.configuration.commandName == arguments.first
    }
    if let named, let command = try? named.parseAsRoot(Array(arguments.dropFirst())),
      command is any Subcommand
    {
      return command
    }
    return try parseAsRoot(arguments)
  }

  private static func ending(of failure: CommandFailure) -> ProcessEnding {
    if case .output(let error) = failure, error.meaning == .readerGone { return .readerGone }
    StandardErrorPrinter().fail(failure.lines)
    return .status(ExitStatus.choose(.failed(failure)))
  }

  /// The error of the parser for the arguments as they may be shown: its text quotes them, and a
  /// file's name may hold a line that looks like one of ours.
  private static func showable(_ error: any Error, of arguments: [String]) -> any Error {
    let shown = arguments.map { TerminalText.shown($0) }
    guard shown != arguments else { return error }
    do {
      _ = try parseAsRoot(shown)
      return error
    } catch {
      return error
    }
  }

  /// Help and version go to standard output and are no failure; everything else is wrong usage.
  private static func ending(ofParserError error: any Error) -> ProcessEnding {
    let text = fullMessage(for: error)
    guard exitCode(for: error).isSuccess else {
      StandardErrorPrinter().write(text + "\n")
      return .status(.usage)
    }
    do throws(CommandFailure) {
      try StandardOutput.write(text + "\n")
      return .status(.clean)
    } catch {
      return ending(of: error)
    }
  }
}

/// A subcommand that says with which status the program ends.
protocol Subcommand: AsyncParsableCommand {
  /// Does the work.
  ///
  /// - Throws: Why the work could not be finished.
  func execute() async throws(CommandFailure) -> ExitStatus
}
