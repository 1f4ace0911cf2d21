import FuzzTargets
import Glibc

/// libFuzzer's own loop, over the target that `ORDER_AUDIT_FUZZ_TARGET` names.
@main struct Driver {
  static func main() {
    var count = CommandLine.argc
    // Safe: the arguments stay where they are for as long as the process runs.
    var arguments = unsafe CommandLine.unsafeArgv
    exit(unsafe runLibFuzzer(&count, &arguments, fuzzOneInput))
  }
}

/// One input; ends the process where something disagrees.
private func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // Safe: libFuzzer gives `count` bytes from `start` on, which stay there during the call.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  if let complaint = target.complaint(about: bytes) {
    fatalError("\(target.rawValue): \(complaint)")
  }
  return 0
}

private let target: FuzzTarget = {
  // Safe: the environment is not changed while this process runs.
  let name = unsafe getenv("ORDER_AUDIT_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("ORDER_AUDIT_FUZZ_TARGET must name one of \(FuzzTarget.allCases.map(\.rawValue))")
  }
  return target
}()

/// Declared here because libFuzzer comes without a module. Its `main` would be in the way of ours.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
