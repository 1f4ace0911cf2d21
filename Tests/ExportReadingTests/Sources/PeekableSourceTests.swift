import ExportReading
import Testing

@Suite("Peekable source")
struct PeekableSourceTests {
  @Test("First bytes are seen and still read", arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
  func peek(count: Int) {
    let bytes = sampleBytes(count)
    for bufferSize in [1000, 1 << 20] {
      let source = PeekableSource(MemorySource(bytes))
      #expect(source.firstBytes() == Array(bytes.prefix(65_536)))
      #expect(source.firstBytes() == Array(bytes.prefix(65_536)))
      #expect(readToEnd(source, bufferSize: bufferSize) == Outcome(bytes: bytes))
    }
  }

  @Test("Without looking, bytes pass through")
  func withoutPeek() {
    let bytes = sampleBytes(100)
    #expect(readToEnd(PeekableSource(MemorySource(bytes))) == Outcome(bytes: bytes))
  }

  @Test("A failure near the start is kept for the reader", arguments: [0, 5, 100_000])
  func failure(count: Int) {
    let failure = SourceError.truncated("It ends.")
    let source = PeekableSource(MemorySource(sampleBytes(count), failure: failure))
    #expect(source.firstBytes().count == min(count, 65_536))
    #expect(readToEnd(source) == Outcome(bytes: sampleBytes(count), failure: failure))
  }
}
