/// Turns compressed bytes into plain ones, a step at a time. Does no reading of its own.
package protocol Decompressor: AnyObject {
  /// - Throws: `SourceError.system` when there is no memory for it.
  init() throws(SourceError)

  /// Takes what it can from the start of `input` and writes what it can to the start of `output`.
  ///
  /// A step that neither takes nor writes means that more input is needed.
  /// - Precondition: `output` is not empty. Not to be called again after a failure.
  func step(
    input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer
  ) -> DecompressionStep

  /// What is wrong with a stream that ends here; nil when it is complete.
  var failureAtEnd: SourceError? { get }
}

/// What one step of a decompressor did.
package struct DecompressionStep {
  /// Bytes taken from the input.
  package var consumed = 0
  /// Bytes written to the output; they are good even where the step failed.
  package var produced = 0
  /// Why there will be no further step.
  package var failure: SourceError?
}
