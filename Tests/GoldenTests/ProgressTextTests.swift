import OrderAuditCommand
import Testing

@Suite struct ProgressTextTests {
  @Test(arguments: [
    (
      "half done", 50_000_000, 100_000_000 as Int?, Duration.seconds(70),
      "50%, 50.0 MB, 1200 orders, 3 with findings, 0.7 MB/s, 1:10 left"
    ),
    (
      "size not known", 50_000_000, nil, .seconds(10),
      "50.0 MB, 1200 orders, 3 with findings, 5.0 MB/s"
    ),
    (
      "grown meanwhile", 50_000_000, 40_000_000, .seconds(10),
      "100%, 50.0 MB, 1200 orders, 3 with findings, 5.0 MB/s"
    ),
    ("just begun", 0, 0, .zero, "0.0 MB, 1200 orders, 3 with findings"),
  ])
  func `progress in words`(name: String, bytes: Int, total: Int?, elapsed: Duration, line: String) {
    let text = ProgressText(
      bytes: bytes, records: 1200, envelopes: 3, totalBytes: total, elapsed: elapsed)
    #expect(text.line == line)
  }
}
