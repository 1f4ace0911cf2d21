import ArgumentParser

@main
struct OrderAuditCommand: AsyncParsableCommand {
  func run() async throws {}
}
