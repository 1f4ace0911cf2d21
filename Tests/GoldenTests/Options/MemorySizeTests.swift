import OrderAuditCommand
import Testing

@Suite struct MemorySizeTests {
  @Test(arguments: [
    ("bytes", "1048576", 1_048_576),
    ("kibibytes", "2048K", 2_097_152),
    ("mebibytes", "512M", 536_870_912),
    ("lower case", "1g", 1_073_741_824),
    ("tebibytes", "2T", 2_199_023_255_552),
    ("too little", "1023K", nil),
    ("nothing", "", nil),
    ("a unit only", "M", nil),
    ("negative", "-1G", nil),
    ("plus", "+1G", nil),
    ("fraction", "1.5G", nil),
    ("unknown unit", "1X", nil),
    ("blank", "1 G", nil),
    ("too large for the digits", "99999999999999999999", nil),
    ("too large with the unit", "9223372036854775807K", nil),
    ("digits of another script", "١G", nil),
  ])
  func `a size is digits and a unit`(name: String, argument: String, bytes: Int?) {
    #expect(MemorySize(argument: argument)?.bytes == bytes)
  }
}
