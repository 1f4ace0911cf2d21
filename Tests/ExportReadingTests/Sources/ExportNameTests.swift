import ExportReading
import Testing

@Suite("Export name")
struct ExportNameTests {
  @Test(
    "Endings",
    arguments: [
      ("night.csv", ExportFormat?.some(.csv), UInt8?.none, Compression.none),
      ("night.tsv", .csv, 9, .none),
      ("night.jsonl", .jsonLines, nil, .none),
      ("night.ndjson", .jsonLines, nil, .none),
      ("night.json", .jsonLines, nil, .none),
      ("night.xml", .xml, nil, .none),
      ("night.csv.gz", .csv, nil, .gzip),
      ("night.tsv.zst", .csv, 9, .zstandard),
      ("NIGHT.CSV.GZ", .csv, nil, .gzip),
      ("dir.xml/night.Json.Zst", .jsonLines, nil, .zstandard),
      ("dir.csv/night", nil, nil, .none),
      ("night.gz", nil, nil, .gzip),
      ("night.gz.csv", .csv, nil, .none),
      ("night.csv.gz.gz", nil, nil, .gzip),
      ("csv", nil, nil, .none),
      ("night.csv ", nil, nil, .none),
      ("", nil, nil, .none),
      (".gz", nil, nil, .gzip),
    ])
  func endings(
    text: String, format: ExportFormat?, delimiter: UInt8?, compression: Compression
  ) {
    let name = ExportName(text)
    #expect(name.format == format)
    #expect(name.delimiter == delimiter)
    #expect(name.compression == compression)
  }
}
