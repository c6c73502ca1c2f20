import Display
import Foundation

extension Safetensors {
  /// Writes the file so that a kill at any moment leaves either the old one or the new one whole.
  public func write(to path: String) throws {
    try writeAtomically(encoded(), to: path)
  }

  /// The bytes of the file, the tensors in the order of their names.
  public func encoded() throws -> Data {
    var fields: [String: Field] = [:]
    var body = Data()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let start = body.count
      tensor.scalars.withUnsafeBytes { body.append(contentsOf: $0) }
      let entry = TensorEntry(
        dtype: NumberType.native.rawValue, shape: tensor.shape, data_offsets: [start, body.count])
      fields[name] = .tensor(entry)
    }
    if !metadata.isEmpty { fields["__metadata__"] = .metadata(metadata) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = try encoder.encode(fields)
    // Readers map the numbers into memory, where they want to begin at a multiple of eight.
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    let length = UInt64(header.count)
    return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }) + header + body
  }

  private enum Field: Encodable {
    case tensor(TensorEntry)
    case metadata([String: String])

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .tensor(let entry): try entry.encode(to: encoder)
      case .metadata(let texts): try texts.encode(to: encoder)
      }
    }
  }
}
