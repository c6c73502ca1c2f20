import Datasets
import Foundation
import TestSupport
import Testing
import Training

@testable import Pretrained

/// Resized pictures against Pillow's, and by hand.
struct ResamplingTests {
  static func file() throws -> SafetensorsFile {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try SafetensorsFile(tests.appendingPathComponent("Fixtures/images.safetensors").path)
  }

  private func picture(_ name: String, in file: SafetensorsFile) throws -> BytePicture {
    let shape = try #require(file.shape(of: name))
    return BytePicture(
      try file.integers(name).map { UInt8($0) }, height: shape[0], width: shape[1], channels: shape[2])
  }

  @Test(arguments: [("nearest", Resampling.nearest), ("bilinear", .bilinear), ("bicubic", .bicubic)])
  func `larger and smaller pictures are Pillow's to the last bit`(name: String, resampling: Resampling) throws {
    let file = try Self.file()
    let source = try picture("source", in: file)
    let wanted = file.names.filter { $0.hasPrefix("\(name).") }
    #expect(wanted.count >= 7)
    for name in wanted {
      let expected = try picture(name, in: file)
      let found = source.resized(height: expected.height, width: expected.width, by: resampling)
      #expect(found == expected, "\(name)")
    }
  }

  /// The worked example of the chapter.
  @Test func `a row of four pixels becomes two`() {
    let windows = Resampling.bilinear.windows(from: 4, to: 2)
    #expect(windows.map(\.first) == [0, 1])
    let expected: [[Double]] = [[3, 3, 1], [1, 3, 3]].map { $0.map { $0 / 7 } }
    for (window, weights) in zip(windows, expected) {
      let errors = zip(window.weights, weights).map { abs($0 - $1) }
      #expect(errors.count == 3 && errors.allSatisfy { $0 < 1e-15 })
    }
    let row = BytePicture([0, 70, 140, 210], height: 1, width: 4, channels: 1)
    #expect(row.resized(height: 1, width: 2, by: .bilinear).bytes == [50, 160])
    #expect(row.resized(height: 1, width: 2, by: .nearest).bytes == [70, 210])
  }

  @Test(arguments: [Resampling.bilinear, .bicubic], [(1, 5), (5, 1), (7, 3), (3, 7), (100, 9), (4, 4)])
  func `the weights of a window sum to one, and every pixel has a share`(resampling: Resampling, sizes: (Int, Int)) {
    let windows = resampling.windows(from: sizes.0, to: sizes.1)
    var seen = Set<Int>()
    for window in windows {
      #expect(abs(window.weights.reduce(0, +) - 1) < 1e-14)
      seen.formUnion(window.first..<window.first + window.weights.count)
    }
    #expect(seen == Set(0..<sizes.0))
  }

  @Test func `a picture of one color keeps it in any size`() {
    let picture = BytePicture([UInt8](repeating: 201, count: 35), height: 5, width: 7, channels: 1)
    for resampling in [Resampling.nearest, .bilinear, .bicubic] {
      #expect(picture.resized(height: 3, width: 19, by: resampling).bytes.allSatisfy { $0 == 201 })
    }
  }

  /// A cubic goes below the lower and above the higher of two plains beside their edge.
  @Test func `what goes beyond black and white is cut`() {
    let edge = BytePicture([0, 0, 0, 255, 255, 255], height: 1, width: 6, channels: 1)
    let found = edge.resized(height: 1, width: 24, by: .bicubic).bytes
    #expect(found.prefix(10).allSatisfy { $0 == 0 } && found.suffix(10).allSatisfy { $0 == 255 })
    #expect(found[11] > 0 && found[12] < 255)
    let window = Resampling.bicubic.windows(from: 6, to: 24)[9]
    let whites = zip(window.first..., window.weights).filter { $0.0 >= 3 }
    #expect(whites.map(\.1).reduce(0, +) < 0)
  }
}
