import Foundation

/// The bytes of a regular file, links followed; nil when it cannot be read. A device or a pipe may never end, so none is
/// read.
public func contents(ofRegularFile path: String, options: Data.ReadingOptions = []) -> Data? {
  let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
  let kind = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
  return kind == .typeRegular ? try? Data(contentsOf: url, options: options) : nil
}
