import Tensors
import Training

extension Chapter {
  /// A short number that tells trained weights apart to the last bit: the same on any thread count and processor.
  ///
  /// - Returns: Eight hexadecimal digits: FNV-1a over the name, the shape and the bits of every parameter.
  public static func digest(of model: any Module) -> String {
    digest(of: model.parameters.map { ($0.path, $0.variable.value) })
  }

  static func digest(of tensors: [(name: String, value: Tensor)]) -> String {
    var hash = FNV1a()
    for (name, value) in tensors {
      hash.add(name.utf8)
      hash.add([0])  // no name runs into the numbers after it
      for extent in value.shape { hash.add(bytes(UInt64(extent))) }
      for scalar in value.scalars { hash.add(bytes(scalar.bitPattern)) }
    }
    let folded = UInt32(truncatingIfNeeded: hash.value ^ hash.value >> 32)
    let digits = String(folded, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Prints the digests of trained models in one line, and keeps them for `--json`.
  public func showDigests(_ models: [(name: String, model: any Module)]) {
    show(models.map { ($0.name, Chapter.digest(of: $0.model)) }, of: "the trained weights")
  }

  /// The same for tensors that belong to no model.
  ///
  /// - Parameter title: What the tensors are, as in "Digest of the trained weights".
  public func showDigests(_ tensors: [(name: String, value: Tensor)], of title: String) {
    show(tensors.map { ($0.name, Chapter.digest(of: [$0])) }, of: title)
  }

  private func show(_ digests: [(name: String, digest: String)], of title: String) {
    say("Digest of \(title): " + digests.map { "\($0) \($1)" }.joined(separator: ", "))
    results["digest"] = .object(digests.map { (key: $0, value: .text($1)) })
  }

  /// The lowest byte first, whatever the processor's order.
  private static func bytes<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
    stride(from: 0, to: Bits.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: bits >> $0) }
  }
}

/// The hash of Fowler, Noll and Vo over 64 bits: a few lines, and the same everywhere.
struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }
}
