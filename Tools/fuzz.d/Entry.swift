// What libFuzzer calls. An environment variable names the target, because the command line is libFuzzer's own.

import FuzzTargets
import Glibc

private let target: FuzzTarget = {
  let name = getenv("BOKFINK_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    print("There is no target “\(name)”.")
    exit(64)
  }
  return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  if let complaint = target.complaint(about: input) {
    let sentence = Array("Not so: \(complaint)\n".utf8)
    write(STDERR_FILENO, sentence, sentence.count)
    abort()
  }
  return 0
}
