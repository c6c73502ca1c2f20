import Foundation

/// What the header says of one tensor.
struct TensorEntry: Codable {
  let dtype: String
  let shape: [Int]
  let data_offsets: [Int]
}

/// The first part of a file.
struct SafetensorsHeader: Decodable {
  private var entries: [String: TensorEntry] = [:]
  private(set) var metadata: [String: String] = [:]
  /// Where the numbers begin.
  private(set) var end = 0

  init(_ data: Data, path: String) throws(SafetensorsError) {
    guard data.count >= 8 else { throw SafetensorsError(file: path, .truncated(has: data.count, needs: 8)) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000 else { throw SafetensorsError(file: path, .headerTooLong(Int(clamping: length))) }
    let end = 8 + Int(length)
    guard data.count >= end else { throw SafetensorsError(file: path, .truncated(has: data.count, needs: end)) }
    do {
      let header = data[data.startIndex + 8..<data.startIndex + end]
      self = try JSONDecoder().decode(SafetensorsHeader.self, from: header)
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

  /// Every tensor in the order of the file. Together they must fill exactly `count` bytes.
  func storedTensors(bytes count: Int, path: String) throws(SafetensorsError) -> [(name: String, tensor: StoredTensor)]
  {
    var result: [(name: String, tensor: StoredTensor)] = []
    var end = 0
    for (name, entry) in entriesByOffset {
      let problem = { (problem: SafetensorsError.Problem) in SafetensorsError(file: path, tensor: name, problem) }
      guard let type = NumberType(rawValue: entry.dtype) else { throw problem(.unknownNumberType(entry.dtype)) }
      let offsets = entry.data_offsets
      guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= count else {
        throw problem(.offsetsOutsideFile(offsets))
      }
      guard byteCount(entry.shape, type) == offsets[1] - offsets[0] else {
        throw problem(.offsetsDoNotFitShape(offsets, shape: entry.shape))
      }
      guard offsets[0] == end else { throw problem(.overlapsOrLeavesGap(at: end)) }
      end = offsets[1]
      result.append((name, StoredTensor(type: type, shape: entry.shape, bytes: offsets[0]..<offsets[1])))
    }
    if end != count { throw SafetensorsError(file: path, .bytesLeftOver(count - end)) }
    return result
  }

  private var entriesByOffset: [(name: String, entry: TensorEntry)] {
    entries.map { (name: $0.key, entry: $0.value) }
      .sorted {
        ($0.entry.data_offsets.first ?? 0, $0.entry.data_offsets.last ?? 0, $0.name)
          < ($1.entry.data_offsets.first ?? 0, $1.entry.data_offsets.last ?? 0, $1.name)
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

  private struct MalformedEntry: Error { let name: String }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
