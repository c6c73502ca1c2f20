import Datasets
import Foundation
import Tensors
import Testing

/// Damaged files of pictures and labels: plain, compressed, and of CIFAR-10.
struct PictureFileFuzzTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/pictures")

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private func damage(
    _ suite: String, _ names: [String], read: (_ path: String) throws -> LabeledPictures
  ) throws {
    var tally = Tally(suite)
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      let bytes = generator.damaged(try Self.bytes(names[seed % names.count]))
      try withFuzzFile(suite, seed: seed, bytes) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) {
          let set = try read(path)
          #expect(set.labels.allSatisfy { (0..<10).contains($0) }, "seed \(seed)")
          #expect(set.pictures.scalars.allSatisfy { (0...1).contains($0) }, "seed \(seed)")
        }
      }
    }
    tally.report()
  }

  @Test func `pictures are read or refused`() throws {
    let names = [
      "images.idx", "images-stored.gz", "images-fixed.gz", "images-1.gz", "images-9.gz", "images-members.gz",
    ]
    let labels = Self.folder.appendingPathComponent("labels.idx").path
    try damage("pictures", names) { try LabeledPictures(idxPictures: $0, labels: labels) }
  }

  @Test func `labels are read or refused`() throws {
    let pictures = Self.folder.appendingPathComponent("images.idx").path
    try damage("labels", ["labels.idx", "labels.gz"]) { try LabeledPictures(idxPictures: pictures, labels: $0) }
  }

  @Test func `files of CIFAR-10 are read or refused`() throws {
    try damage("cifar", ["cifar-1.bin", "cifar-2.bin"]) { try LabeledPictures(cifar10: [$0]) }
  }

  /// Past the header, where the checksum would refuse every damaged file before the pictures are looked at.
  @Test func `bits that were never compressed are refused`() throws {
    var tally = Tally("bits")
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      let noise = (0..<Int.random(in: 0...3000, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      try withFuzzFile("bits", seed: seed, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + noise) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) { _ = try LabeledPictures(idxPictures: path, labels: path) }
      }
    }
    tally.report()
  }
}
