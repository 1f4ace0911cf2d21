package import ExportReading

/// What may end the reading of a run before its exports end.
package struct RunStop: Sendable {
  /// Asks for it; waiting reads end at once.
  package var request: StopRequest
  /// Why, as the start of an English sentence: `the deadline of 2h passed`.
  package var reason: String

  package init(request: StopRequest, reason: String) {
    self.request = request
    self.reason = reason
  }
}
