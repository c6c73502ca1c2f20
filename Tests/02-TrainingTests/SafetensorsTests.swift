import Foundation
import TestSupport
import Testing

@testable import Training

/// Files of tensors: what is written is read, by Python too, and what is broken is refused by name.
struct SafetensorsTests {
  static let sample = Safetensors(
    tensors: [
      "a": Tensor(shape: [2, 3], scalars: [1, -2.5, 3, 0, .infinity, 5]), "b.0/ü \"x\"": Tensor(7),
      "empty": .zeros(0, 3), "c": [1e-30],
    ], metadata: ["step": "12", "note": "π\n\"quoted\" \\ /"])

  @Test func `what is written is read`() throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.sample.write(to: path)
    #expect(try Safetensors(contentsOf: path) == Self.sample)
    #expect(try Safetensors(contentsOf: path, exactly: true) == Self.sample)
    #expect(try Safetensors(contentsOf: path).encoded() == Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func `an empty file of tensors is read`() throws {
    let data = try Safetensors().encoded()
    #expect(try Safetensors(data, path: "x", exactly: true) == Safetensors())
  }

  @Test func `the numbers begin at a multiple of eight`() throws {
    for count in 1..<20 {
      let name = String(repeating: "n", count: count)
      let data = try Safetensors(tensors: [name: [1]]).encoded()
      #expect((data.count - MemoryLayout<Scalar>.size) % 8 == 0)
    }
  }

  @Test func `bits survive, those of NaN and of minus zero too`() throws {
    let odd: [Scalar] = [.nan, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity]
    let data = try Safetensors(tensors: ["odd": Tensor(odd)]).encoded()
    let read = try Safetensors(data, path: "x", exactly: true).tensors["odd"]!
    #expect(read.scalars.map(\.bitPattern) == odd.map(\.bitPattern))
  }

  /// `make_safetensors.py` wrote the file.
  @Test func `a file that Python wrote is read`() throws {
    let file = try Safetensors(contentsOf: Self.fixture)
    #expect(file.metadata == ["origin": "Python, with \"quotes\" and ünïcode"])
    #expect(file.tensors["single"] == [[0.5, -1, 2], [3, 4, 0.125]])
    #expect(file.tensors["double"]?.map { $0 * 3 } == [1, 2, -3])
    #expect(file.tensors["number"] == Tensor(42))
    #expect(file.tensors["empty"]?.shape == [0, 4])
    #expect(file.tensors.count == 4)
  }

  @Test func `numbers of another type are refused where every bit counts`() throws {
    // In the order of the file: "double" comes first, then "empty", which is of the other type.
    let (tensor, found) = NumberType.native == .single ? ("double", "F64") : ("empty", "F32")
    let problem = SafetensorsError.Problem.wrongNumberType(found, expected: NumberType.native.rawValue)
    #expect(throws: SafetensorsError(file: Self.fixture, tensor: tensor, problem)) {
      try Safetensors(contentsOf: Self.fixture, exactly: true)
    }
  }

  @Test(arguments: [
    ("/nowhere/at/all.safetensors", "the file cannot be read"), ("/tmp", "it is a folder"),
    ("/dev/zero", "it is a device or a pipe, not a file"), ("/dev/null", "it is a device or a pipe, not a file"),
  ])
  func `what is no file is refused by name`(path: String, reason: String) throws {
    let error = try #require(throws: SafetensorsError.self) { try Safetensors(contentsOf: path) }
    #expect(error.problem == .unreadable(reason) && error.file == path)
  }

  @Test func `a file cut at any byte is refused`() throws {
    let data = try Self.sample.encoded()
    for count in 0..<data.count {
      let error = #expect(throws: SafetensorsError.self, "\(count) bytes") {
        try Safetensors(data.prefix(count), path: "cut.safetensors", exactly: true)
      }
      #expect(error?.file == "cut.safetensors")
    }
    #expect(throws: SafetensorsError(file: "x", .bytesLeftOver(1))) {
      try Safetensors(data + [0], path: "x", exactly: true)
    }
  }

  @Test func `flipped bytes are refused or read, and never a trap`() throws {
    let data = try Self.sample.encoded()
    var generator = Generator(seed: 11)
    var (read, refused) = (0, 0)
    for _ in 0..<4000 {
      var broken = data
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        broken[Int.random(in: 0..<data.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      do {
        _ = try Safetensors(broken, path: "x", exactly: false)
        read += 1
      } catch {
        refused += 1
      }
    }
    #expect(read > 0 && refused > read)
  }

  private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/python.safetensors").path

  private func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors").path
  }
}
