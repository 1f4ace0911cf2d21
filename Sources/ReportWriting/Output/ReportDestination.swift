/// Where the bytes of a report go.
package protocol ReportDestination: AnyObject {
  /// Writes all of `bytes`, or throws. After an error only `abandon` makes sense.
  func write(_ bytes: Span<UInt8>) throws(OutputError)

  /// Says that the bytes are complete and makes them durable; nothing appears yet. Called again, it
  /// does nothing.
  func prepare() throws(OutputError)

  /// Makes the output appear, prepared or not: a file gets its name only now.
  func publish() throws(OutputError)

  /// Gives up: what can be taken back is taken back. Does nothing once published.
  func abandon()
}
