import OrderAuditCommand
import Testing

@Suite struct DeadlineTests {
  @Test(arguments: [
    ("seconds", "90s", 90),
    ("minutes", "10m", 600),
    ("hours", "2h", 7200),
    ("a year", "8784h", 31_622_400),
    ("more than a year", "8785h", nil),
    ("nothing", "", nil),
    ("a unit only", "s", nil),
    ("digits only", "90", nil),
    ("no time", "0s", nil),
    ("negative", "-1s", nil),
    ("plus", "+1s", nil),
    ("fraction", "1.5h", nil),
    ("unknown unit", "1d", nil),
    ("blank", "1 s", nil),
    ("upper case", "1H", nil),
    ("too large for the digits", "99999999999999999999s", nil),
    ("too large with the unit", "9223372036854775807h", nil),
    ("digits of another script", "١s", nil),
  ])
  func `a deadline is digits and a unit`(name: String, argument: String, seconds: Int?) {
    #expect(Deadline(argument: argument)?.seconds == seconds)
  }
}
