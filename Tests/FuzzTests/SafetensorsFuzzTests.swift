import Foundation
import TestSupport
import Testing

@testable import Training

/// Damaged safetensors files, read as a whole, as a model's parameters and as a checkpoint.
struct SafetensorsFuzzTests {
  private static func model() -> MLP {
    var generator = Generator(seed: 1)
    return MLP(widths: [2, 3, 2], using: &generator)
  }

  private static func run() -> TrainingRun {
    let model = model()
    return TrainingRun("run", model, AdamW(model.parameters), seed: 1)
  }

  /// A true checkpoint, and a file of every number type by hand.
  private static let samples: [[UInt8]] = {
    let run = Self.run()
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    var checkpoint = Checkpoint(path: file)
    checkpoint.store(run)
    try! checkpoint.save()
    let types = ["F16", "BF16", "F64", "I8", "I32", "I64", "U16", "U64", "BOOL"]
    var (entries, end) = ([String](), 0)
    for type in types {
      let size = 3 * NumberType(rawValue: type)!.size
      entries.append(
        "\"\(type)\": {\"dtype\": \"\(type)\", \"shape\": [3, 1], \"data_offsets\": [\(end), \(end + size)]}")
      end += size
    }
    return [
      Array(try! Data(contentsOf: URL(fileURLWithPath: file))), bytes("{\(entries.joined(separator: ", "))}", end),
    ]
  }()

  private static func bytes(_ header: String, _ count: Int) -> [UInt8] {
    Array(safetensorsBytes(header: header.utf8, body: (0..<count).map { UInt8(truncatingIfNeeded: 37 * $0) }))
  }

  /// The file with its header damaged, and a length that fits it again in most cases, so that the damage is reached.
  private static func damaged(_ seed: Int) -> [UInt8] {
    var generator = Generator(seed: seed)
    let sample = samples[seed & 1]
    if Int.random(in: 0..<4, using: &generator) == 0 { return generator.damaged(sample) }
    let end = 8 + sample[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = generator.damaged(Array(sample[8..<end]))
    return Array(safetensorsBytes(header: header, body: sample[end...]))
  }

  private static func read(_ path: String) throws {
    let file = try SafetensorsFile(path)
    for name in file.names { try readNumbers(name, of: file) }
    loadOrNot(file)
  }

  private static func readNumbers(_ name: String, of file: SafetensorsFile) throws {
    if file.numberType(of: name)?.isInteger == false {
      _ = try file.tensor(name)
      return
    }
    let numbers = Result { try file.integers(name) }
    if case .failure(let error as SafetensorsError) = numbers { #expect(error.problem == .integerTooLarge) }
  }

  private static func loadOrNot(_ file: SafetensorsFile) {
    let result = Result { try model().load(file) }
    if case .failure(let error as ModelMismatch) = result { #expect(error.file == file.path) }
  }

  @Test func `a damaged file is read or refused`() throws {
    var (tally, checkpoints) = (Tally("safetensors"), Tally("checkpoints"))
    for seed in fuzzSeeds {
      try withFuzzFile("safetensors", seed: seed, Self.damaged(seed)) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) { try Self.read(path) }
        expectRefusalOrSuccess(path, seed: seed, &checkpoints) { try Checkpoint(contentsOf: path).restore(Self.run()) }
      }
    }
    tally.report()
    checkpoints.report()
  }

  @Test func `the samples themselves are read`() throws {
    try withFuzzFile("safetensors-sample", seed: 0, Self.samples[0]) { try Self.read($0) }
    try withFuzzFile("safetensors-sample", seed: 1, Self.samples[1]) { path in
      let count = try SafetensorsFile(path).names.count
      #expect(count == 9)
    }
  }
}
