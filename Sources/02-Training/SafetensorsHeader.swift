import Foundation

/// What the header says of one tensor.
struct TensorEntry: Encodable {
  let dtype: String
  let shape: [Int]
  let data_offsets: [Int]
}

/// The first part of a file.
struct SafetensorsHeader {
  private let entries: [String: TensorEntry]
  let metadata: [String: String]
  /// Where the numbers begin.
  let end: Int

  init(_ data: Data, path: String) throws(SafetensorsError) {
    guard data.count >= 8 else { throw SafetensorsError(file: path, .truncated(has: data.count, needs: 8)) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000 else { throw SafetensorsError(file: path, .headerTooLong(Int(clamping: length))) }
    end = 8 + Int(length)
    guard data.count >= end else { throw SafetensorsError(file: path, .truncated(has: data.count, needs: end)) }
    do {
      var scanner = HeaderScanner(data[data.startIndex + 8..<data.startIndex + end])
      (entries, metadata) = try scanner.header()
    } catch {
      throw SafetensorsError(file: path, tensor: error.entry, error.entry == nil ? .headerIsNotJSON : .malformedEntry)
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
}
