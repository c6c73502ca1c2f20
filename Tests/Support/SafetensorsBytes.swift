import Foundation

/// The bytes of a safetensors file with any header, true to the format or not: its length in eight bytes, the lowest first,
/// itself, and what follows.
public func safetensorsBytes(header: some Collection<UInt8>, body: some Sequence<UInt8> = Data()) -> Data {
  Data((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }) + header + body
}
