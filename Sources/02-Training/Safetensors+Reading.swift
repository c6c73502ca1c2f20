import Foundation

extension Safetensors {
  /// Reads a file. Nothing is believed before it is held against the file's true size, so a lying header costs no memory.
  ///
  /// - Parameter exactly: Refuses numbers of another type than `Scalar`, for whoever needs the very bits that were written.
  public init(contentsOf path: String, exactly: Bool = false) throws(SafetensorsError) {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    // A device or a pipe may never end.
    let kind = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
    guard kind == .typeRegular, let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
      throw SafetensorsError(file: path, .unreadable("the file cannot be read"))
    }
    try self.init(data, path: path, exactly: exactly)
  }

  init(_ data: Data, path: String, exactly: Bool) throws(SafetensorsError) {
    let header = try Header(data, path: path)
    self.init(metadata: header.metadata)
    let body = data.dropFirst(header.end)
    var end = 0
    for (name, entry) in header.entriesByOffset {
      let problem = { (problem: SafetensorsError.Problem) in SafetensorsError(file: path, tensor: name, problem) }
      guard let type = NumberType(rawValue: entry.dtype) else { throw problem(.unknownNumberType(entry.dtype)) }
      if exactly && type != .native {
        throw problem(.wrongNumberType(entry.dtype, expected: NumberType.native.rawValue))
      }
      let offsets = entry.data_offsets
      guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= body.count else {
        throw problem(.offsetsOutsideFile(offsets))
      }
      guard byteCount(entry.shape, type) == offsets[1] - offsets[0] else {
        throw problem(.offsetsDoNotFitShape(offsets, shape: entry.shape))
      }
      guard offsets[0] == end else { throw problem(.overlapsOrLeavesGap(at: end)) }
      end = offsets[1]
      let bytes = body[(body.startIndex + offsets[0])..<(body.startIndex + offsets[1])]
      tensors[name] = Tensor(shape: entry.shape, scalars: Safetensors.numbers(bytes, type))
    }
    if end != body.count { throw SafetensorsError(file: path, .bytesLeftOver(body.count - end)) }
  }

  /// The numbers that lie in `bytes`, as scalars.
  private static func numbers(_ bytes: Data, _ type: NumberType) -> [Scalar] {
    bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / type.size).map { index in
        switch type {
        case .float: Scalar(buffer.loadUnaligned(fromByteOffset: index * 4, as: Float.self))
        case .double: Scalar(buffer.loadUnaligned(fromByteOffset: index * 8, as: Double.self))
        }
      }
    }
  }
}

/// How many bytes a shape takes; nil when that is more than an integer holds.
private func byteCount(_ shape: [Int], _ type: NumberType) -> Int? {
  var count = type.size
  for extent in shape {
    let (product, overflows) = count.multipliedReportingOverflow(by: extent)
    if overflows || extent < 0 { return nil }
    count = product
  }
  return count
}

/// The first part of a file.
private struct Header: Decodable {
  var entries: [String: TensorEntry] = [:]
  var metadata: [String: String] = [:]
  var end = 0

  init(_ data: Data, path: String) throws(SafetensorsError) {
    guard data.count >= 8 else { throw SafetensorsError(file: path, .truncated(has: data.count, needs: 8)) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000 else { throw SafetensorsError(file: path, .headerTooLong(Int(clamping: length))) }
    let end = 8 + Int(length)
    guard data.count >= end else { throw SafetensorsError(file: path, .truncated(has: data.count, needs: end)) }
    do {
      self = try JSONDecoder().decode(Header.self, from: data[data.startIndex + 8..<data.startIndex + end])
    } catch {
      if let entry = error as? MalformedEntry {
        throw SafetensorsError(file: path, tensor: entry.name, .malformedEntry)
      }
      throw SafetensorsError(file: path, .headerIsNotJSON)
    }
    self.end = end
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if name.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: name)
      } else if let entry = try? container.decode(TensorEntry.self, forKey: name) {
        entries[name.stringValue] = entry
      } else {
        throw MalformedEntry(name: name.stringValue)
      }
    }
  }

  var entriesByOffset: [(name: String, entry: TensorEntry)] {
    entries.map { (name: $0.key, entry: $0.value) }
      .sorted {
        ($0.entry.data_offsets.first ?? 0, $0.entry.data_offsets.last ?? 0, $0.name)
          < ($1.entry.data_offsets.first ?? 0, $1.entry.data_offsets.last ?? 0, $1.name)
      }
  }

  private struct MalformedEntry: Error { let name: String }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
