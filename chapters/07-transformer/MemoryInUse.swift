import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// How many bytes the program has allocated and not freed; nil where the system does not say.
///
/// The allocator counts them in its report: what it got from the system, less what is free.
func bytesInUse() -> Int? {
  #if canImport(Glibc)
    // Looked up by name, because <malloc.h> is not part of the Glibc module.
    guard let symbol = dlsym(nil, "malloc_info") else { return nil }
    let report = unsafeBitCast(
      symbol, to: (@convention(c) (_ options: Int32, _ stream: UnsafeMutablePointer<FILE>?) -> Int32).self)
    var (text, size): (UnsafeMutablePointer<CChar>?, Int) = (nil, 0)
    let stream = open_memstream(&text, &size)
    defer { free(text) }
    guard report(0, stream) == 0, fclose(stream!) == 0, let text else { return nil }
    // The totals follow the last of the heaps.
    let totals = String(cString: text).components(separatedBy: "</heap>").last ?? ""
    func bytes(_ line: String) -> Int? {
      guard let start = totals.range(of: line)?.upperBound else { return nil }
      return totals[start...].range(of: "size=\"").flatMap { Int(totals[$0.upperBound...].prefix(while: \.isNumber)) }
    }
    guard let system = bytes("<system type=\"current\""), let free = bytes("<total type=\"rest\""),
      let small = bytes("<total type=\"fast\"")
    else { return nil }
    return system - free - small
  #else
    return nil
  #endif
}
