import ExportReading
import Foundation
import Testing

@Suite struct UserDirectoryReaderTests {
  /// What a file gives: rows as `line id token`, then the error where there is one.
  private static func read(_ bytes: [UInt8], name: String) throws -> [String] {
    let path = NSTemporaryDirectory() + "/\(UUID().uuidString)-\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var rows: [String] = []
    do throws(UserFileError) {
      let reader = try UserDirectoryReader(path: path)
      while let row = try reader.next() {
        let token = row.accessToken.map { String(decoding: $0, as: UTF8.self) } ?? "-"
        rows.append("\(row.line) \(String(decoding: row.userID, as: UTF8.self)) \(token)")
      }
    } catch {
      rows.append("error: \(error)")
    }
    return rows
  }

  @Test(arguments: [
    ("id only", "user_id\nu1\nu2\n", ["2 u1 -", "3 u2 -"]),
    ("any order", "x,access_token,user_id\n1,t1,u1\n", ["2 u1 t1"]),
    ("blanks around names", " user_id , access_token\nu1, t1\n", ["2 u1  t1"]),
    ("byte order mark, CRLF", "\u{FEFF}user_id,access_token\r\nu1,t1\r\n", ["2 u1 t1"]),
    ("no line feed at the end", "user_id\nu1", ["2 u1 -"]),
    ("blank lines", "\n \nuser_id\n\nu1\n\n", ["5 u1 -"]),
    ("quotes", "user_id,access_token\n\"u\"\"1\",\"t\n1\"\nu2,\n", ["2 u\"1 t\n1", "4 u2 "]),
    ("blank id is the directory's to judge", "user_id,access_token\n,t\n", ["2  t"]),
    ("no id column", "id\n1\n", ["error: line 1: the header has no column user_id"]),
    (
      "id column twice", "user_id,user_id\n1,2\n",
      ["error: line 1: the header has the column user_id more than once"]
    ),
    (
      "token column twice", "user_id,access_token,access_token\n1,2,3\n",
      ["error: line 1: the header has the column access_token more than once"]
    ),
    ("too few cells", "user_id,x\n1\n", ["error: line 2: the row has 1 cell, the header has 2"]),
    ("too many cells", "user_id\n1,2\n", ["error: line 2: the row has 2 cells, the header has 1"]),
    (
      "quote inside a cell", "user_id\nu1\nu\"2\n",
      ["2 u1 -", "error: line 3: a quote inside a cell that does not begin with one"]
    ),
    ("never closed", "user_id\n\"u1\nu2\n", ["error: line 2: a quoted cell is never closed"]),
    ("a NUL", "user_id\nu\u{0}1\n", ["error: line 2: a NUL byte"]),
    ("header only", "user_id\n", ["error: no user in the file"]),
    ("empty", "", ["error: no user in the file"]),
  ])
  func `CSV`(name: String, text: String, expected: [String]) throws {
    #expect(try Self.read(Array(text.utf8), name: "users.csv") == expected)
  }

  @Test(arguments: [
    ("both members", #"{"user_id":"u1","access_token":"t1"}"# + "\n", ["1 u1 t1"]),
    ("any order", #"{"access_token":"t1","x":{"user_id":"no"},"user_id":"u1"}"#, ["1 u1 t1"]),
    ("numbers are their text", #"{"user_id":10,"access_token":1.50}"#, ["1 10 1.50"]),
    ("null token", #"{"user_id":"u1","access_token":null}"#, ["1 u1 -"]),
    ("escapes", #"{"user\u005fid":"\u00fc\"1"}"#, ["1 ü\"1 -"]),
    ("blank lines", "\n \r\n{\"user_id\":\"u1\"}\r\n", ["3 u1 -"]),
    ("no id", #"{"access_token":"t"}"#, ["1  t"]),
    ("empty object", "{}", ["1  -"]),
    ("white space", " { \"user_id\" : \"u1\" } ", ["1 u1 -"]),
    ("no object", "[1]", ["error: line 1: the record is not a JSON object"]),
    (
      "id twice", #"{"user_id":"a","user_id":"b"}"#,
      ["error: line 1: a mapped key appears twice in one object"]
    ),
    ("id is an array", #"{"user_id":["a"]}"#, ["error: line 1: expected a JSON value"]),
    (
      "cut", "{\"user_id\":\"a\"}\n{\"user_id\":",
      ["1 a -", "error: line 2: the record ends inside a value"]
    ),
    (
      "bytes after it", #"{"user_id":"a"}}"#,
      ["error: line 1: bytes after the end of the record's object"]
    ),
    ("half a pair", #"{"user_id":"\ud800"}"#, ["error: line 1: half of a surrogate pair"]),
    (
      "too deep", "{\"x\":" + String(repeating: "[", count: 600),
      ["error: line 1: nested too deeply"]
    ),
    ("trailing comma", #"{"user_id":"a",}"#, ["error: line 1: expected a key in quotes"]),
  ])
  func `JSON Lines`(name: String, text: String, expected: [String]) throws {
    #expect(try Self.read(Array(text.utf8), name: "users.jsonl") == expected)
  }

  @Test(arguments: [
    ("tab by name", "users.tsv", "user_id\taccess_token\nu,1\tt1\n", ["2 u,1 t1"]),
    ("JSON by first bytes", "users", "{\"user_id\":\"u1\"}\n", ["1 u1 -"]),
    ("CSV by first bytes", "users", "user_id\nu1\n", ["2 u1 -"]),
    (
      "XML", "users.xml", "<users/>",
      ["error: a user directory is CSV or JSON Lines, and this looks like XML"]
    ),
  ])
  func `the format comes from name or first bytes`(
    name: String, file: String, text: String, expected: [String]
  ) throws {
    #expect(try Self.read(Array(text.utf8), name: file) == expected)
  }

  @Test func `bytes that are no UTF-8 are told with their line`() throws {
    let rows = try Self.read(Array("user_id\nu1\n".utf8) + [0xFF, 0x0A], name: "users.csv")
    #expect(rows == ["2 u1 -", "error: line 3: not UTF-8"])
  }

  @Test func `rows are whole wherever a read ends`() throws {
    // Rows of many lengths across several reads of 256 KiB, and one row longer than a read.
    var text = "user_id,note\n"
    var expected: [String] = []
    var line = 2
    for number in 0..<3000 {
      let note = String(repeating: "n\n", count: number == 1500 ? 300_000 : number % 400)
      text += "user-\(number),\"\(note)\"\n"
      expected.append("\(line) user-\(number) -")
      line += 1 + (number == 1500 ? 300_000 : number % 400)
    }
    #expect(try Self.read(Array(text.utf8), name: "users.csv") == expected)
  }

  @Test func `a row without an end costs bounded memory and is an error`() throws {
    let endless = Array("{\"user_id\":\"".utf8) + [UInt8](repeating: 0x61, count: 9 << 20)
    let rows = try Self.read(endless, name: "users.jsonl")
    #expect(
      rows == ["error: line 1: the row is longer than \(ReadLimits.standard.recordBytesMax) bytes"])
  }

  @Test func `a missing file and a folder are errors`() {
    #expect(throws: UserFileError("cannot be read: No such file or directory")) {
      _ = try UserDirectoryReader(path: "/nowhere/users.csv")
    }
    #expect(throws: UserFileError("cannot be read: Is a directory")) {
      _ = try UserDirectoryReader(path: NSTemporaryDirectory())
    }
  }
}
