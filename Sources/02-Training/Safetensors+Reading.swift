import Foundation

extension Safetensors {
  /// Reads all tensors of a file, which must hold real numbers.
  ///
  /// - Parameter exactly: Refuses numbers of another type than `Scalar`, for whoever needs the very bits that were written.
  public init(contentsOf path: String, exactly: Bool = false) throws(SafetensorsError) {
    try self.init(SafetensorsFile(path), exactly: exactly)
  }

  init(_ data: Data, path: String, exactly: Bool) throws(SafetensorsError) {
    try self.init(SafetensorsFile(data, path: path), exactly: exactly)
  }

  private init(_ file: SafetensorsFile, exactly: Bool) throws(SafetensorsError) {
    self.init(metadata: file.metadata)
    for name in file.names { tensors[name] = try file.tensor(name, exactly: exactly) }
  }
}
