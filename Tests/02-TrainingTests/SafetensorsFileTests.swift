import Foundation
import TestSupport
import Testing

@testable import Training

/// Files of every number type, decoded tensor by tensor. `make_safetensors.py` wrote them.
struct SafetensorsFileTests {
  private static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name).safetensors").path
  }

  private let mixed: SafetensorsFile

  init() throws { mixed = try SafetensorsFile(Self.path("mixed")) }

  @Test func `the header says what there is`() {
    let all = ["half", "half.expected", "brain", "brain.expected", "ids", "small", "short", "int", "byte", "mask"]
    #expect(mixed.names.sorted() == all.sorted())
    #expect(mixed.metadata == ["format": "pt"])
    #expect(mixed.shape(of: "ids") == [2, 2] && mixed.shape(of: "mask") == [1, 3] && mixed.shape(of: "none") == nil)
    #expect(mixed.numberType(of: "brain") == .brainFloat && mixed.holds("byte") && !mixed.holds("bytes"))
  }

  @Test func `tensors are the same whose shape, type and bytes are`() throws {
    let folder = try TemporaryFolder()
    let tensors: [String: Tensor] = [
      "a": Tensor([1, 2]), "b": Tensor([1, 2]), "c": Tensor([1, 3]), "d": Tensor([1, 2]).reshaped(1, 2),
      "e": Tensor([1, 2, 3]),
    ]
    try Safetensors(tensors: tensors).write(to: folder.path("file"))
    let file = try SafetensorsFile(folder.path("file"))
    #expect(file.holdsSame("a", "b") && file.holdsSame("a", "a"))
    for other in ["c", "d", "e", "none"] { #expect(!file.holdsSame("a", other) && !file.holdsSame(other, "a")) }
    #expect(!mixed.holdsSame("half", "brain"))
  }

  @Test(arguments: ["half", "brain"])
  func `sixteen-bit numbers are read, subnormal ones, infinities and NaN too`(name: String) throws {
    let (read, expected) = (try mixed.tensor(name), try mixed.tensor("\(name).expected"))
    #expect(read.count == 14)
    for (a, b) in zip(read.scalars, expected.scalars) {
      #expect(a.isNaN && b.isNaN || a.bitPattern == b.bitPattern, "\(a), expected \(b)")
    }
    #expect(read.scalars.contains { $0 != 0 && abs($0) < 1e-4 })
    if name == "half" { #expect(read.scalars.filter(\.isInfinite).count == 2 && read.scalars.last!.isNaN) }
  }

  @Test func `every half is read`() throws {
    var bytes = Data()
    for bits in UInt16.min...UInt16.max { withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) } }
    let header = Data("{\"x\":{\"dtype\":\"F16\",\"shape\":[65536],\"data_offsets\":[0,131072]}}".utf8)
    let tensor = try SafetensorsFile(safetensorsBytes(header: header, body: bytes), path: "x").tensor("x")
    for (index, number) in tensor.scalars.enumerated() {
      let bits = UInt16(index)
      let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
      let size =
        exponent == 31
        ? (fraction == 0 ? Double.infinity : .nan)
        : exponent == 0
          ? fraction * 0x1p-24 : (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      let expected = bits >> 15 == 1 ? -size : size
      let isEqual = number.isNaN ? expected.isNaN : Double(number) == expected && number.sign == expected.sign
      if !isEqual { Issue.record("half \(index): \(number), expected \(expected)") }
    }
  }

  @Test func `whole numbers are read when asked for`() throws {
    #expect(try mixed.integers("ids") == [1, -2, 1 << 40, -(1 << 62)])
    #expect(try mixed.integers("small") == [-128, 127])
    #expect(try mixed.integers("short") == [-32768, 32767])
    #expect(try mixed.integers("int") == [-(1 << 31)])
    #expect(try mixed.integers("byte") == [0, 255])
    #expect(try mixed.integers("mask") == [1, 0, 1])
  }

  @Test func `what is asked for in vain is named`() {
    let error = { (name: String, problem) in SafetensorsError(file: mixed.path, tensor: name, problem) }
    #expect(throws: error("ids", .unknownNumberType("I64"))) { try mixed.tensor("ids") }
    #expect(throws: error("half", .notWholeNumbers("F16"))) { try mixed.integers("half") }
    #expect(throws: error("none", .missing)) { try mixed.tensor("none") }
    #expect(throws: error("none", .missing)) { try mixed.integers("none") }
    let header = Data("{\"x\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]}}".utf8)
    let data = Data([UInt8(header.count)] + [UInt8](repeating: 0, count: 7)) + header + Data(repeating: 255, count: 8)
    #expect(throws: SafetensorsError(file: "x", tensor: "x", .integerTooLarge)) {
      try SafetensorsFile(data, path: "x").integers("x")
    }
  }
}

/// Numbers of a file that find their way into a model.
struct LoadingTests {
  struct Model: Module {
    let query: Linear
    let key: Linear
    let last: Linear
    let norm: BatchNorm

    init() {
      var generator = Generator(seed: 5)
      query = Linear(2, 3, using: &generator)
      key = Linear(2, 3, using: &generator)
      last = Linear(3, 2, hasBias: false, using: &generator)
      norm = BatchNorm(2)
    }

    var numbers: [Tensor] { parameters.map(\.variable.value) + buffers.map(\.buffer.value) }
  }

  /// As GPT-2 and PyTorch name and lay out the same model.
  static func naming(_ path: String) -> TensorSource? {
    switch path {
    case "query.weight": TensorSource("c_attn.weight", columns: .part(0, of: 2))
    case "query.bias": TensorSource("c_attn.bias", columns: .range(0..<3))
    case "key.weight": TensorSource("c_attn.weight", columns: .part(1, of: 2))
    case "key.bias": TensorSource("c_attn.bias", columns: .range(3..<6))
    case "last.weight": TensorSource("head", .transposed)
    case "norm.mean": "running.mean"
    case "norm.variance": nil
    default: TensorSource(path)
    }
  }

  static let tensors: [String: Tensor] = [
    "c_attn.weight": [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]], "c_attn.bias": [1, 2, 3, 4, 5, 6],
    "head": [[1, 2, 3], [4, 5, 6]], "norm.gain": [8, 9], "norm.bias": [6, 7], "running.mean": [4, 5],
  ]

  private func file(_ change: (inout [String: Tensor]) -> Void = { _ in }) throws -> SafetensorsFile {
    var tensors = Self.tensors
    change(&tensors)
    return try SafetensorsFile(Safetensors(tensors: tensors).encoded(), path: "model.safetensors")
  }

  @Test func `fused, transposed and renamed tensors are loaded, and buffers`() throws {
    let model = Model()
    try model.load(file(), naming: Self.naming)
    #expect(model.query.weight.value == [[1, 2, 3], [7, 8, 9]] && model.query.bias!.value == [1, 2, 3])
    #expect(model.key.weight.value == [[4, 5, 6], [10, 11, 12]] && model.key.bias!.value == [4, 5, 6])
    #expect(model.last.weight.value == [[1, 4], [2, 5], [3, 6]])
    #expect(model.norm.gain.value == [8, 9] && model.norm.bias.value == [6, 7])
    #expect(model.norm.mean.value == [4, 5] && model.norm.variance.value == [1, 1])
  }

  @Test func `without other names a model reads what it is called itself`() throws {
    let (model, other) = (Model(), Model())
    for (index, entry) in other.parameters.enumerated() { entry.variable.update { $0 = $0 + Scalar(index) } }
    let named =
      other.parameters.map { ($0.path, $0.variable.value) } + other.buffers.map { ($0.path, $0.buffer.value) }
    let tensors = Dictionary(uniqueKeysWithValues: named)
    try model.load(SafetensorsFile(Safetensors(tensors: tensors).encoded(), path: "x"))
    #expect(model.numbers == other.numbers)
  }

  @Test func `one error lists all that is missing, unused and misshapen, and nothing is changed`() throws {
    let model = Model()
    let before = model.numbers
    let file = try file {
      $0["norm.gain"] = nil
      $0["running.mean"] = nil
      $0["head"] = .zeros(3, 2)
      $0["c_attn.bias"] = .zeros(5)
      $0["extra"] = [1]
      $0["known"] = [1]
    }
    let error = #expect(throws: ModelMismatch.self) {
      try model.load(file, naming: Self.naming, ignoring: { $0 == "known" })
    }
    #expect(model.numbers == before)
    #expect(
      error?.description == """
        model.safetensors: its tensors do not fit the model
          missing (2):
            norm.gain, for norm.gain
            running.mean, for norm.mean
          unused (1):
            extra
          misshapen (2):
            c_attn.bias has the shape [5], columns 3..<6, key.bias needs [3]
            head has the shape [3, 2], transposed, last.weight needs [3, 2]
        """)
  }

  @Test func `of many tensors the error shows six and counts all`() throws {
    let file = try file { for index in 1...9 { $0["extra\(index)"] = [1] } }
    let error = #expect(throws: ModelMismatch.self) { try Model().load(file, naming: Self.naming) }
    #expect(error?.unused.count == 9)
    #expect(
      error?.description.hasSuffix("unused (9):\n" + (1...6).map { "    extra\($0)\n" }.joined() + "    …") == true)
  }

  @Test(arguments: [
    TensorSource("c_attn.weight", columns: .part(2, of: 2)), TensorSource("c_attn.weight", columns: .part(0, of: 0)),
    TensorSource("c_attn.weight", columns: .part(0, of: 4)), TensorSource("c_attn.weight", columns: .range(4..<7)),
    TensorSource("c_attn.weight", columns: .range(-1..<2)), TensorSource("c_attn.bias", .transposed),
    TensorSource("c_attn.weight", .transposed, columns: .part(0, of: 2)), TensorSource("ids"),
  ])
  func `a source that does not fit is refused`(source: TensorSource) throws {
    let header = Data("{\"ids\":{\"dtype\":\"I64\",\"shape\":[2,3],\"data_offsets\":[0,48]}}".utf8)
    let data = Data([UInt8(header.count)] + [UInt8](repeating: 0, count: 7)) + header + Data(count: 48)
    let used = try source.name == "ids" ? SafetensorsFile(data, path: "x") : file()
    let error = #expect(throws: ModelMismatch.self) {
      try Model().load(used, naming: { $0 == "query.weight" ? source : nil }, ignoring: { _ in true })
    }
    #expect(error?.misshapen.count == 1 && error?.missing == [] && error?.unused == [])
  }

  @Test func `tensors of whole numbers need not be ignored by name`() throws {
    let mixed = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/mixed.safetensors").path
    let error = #expect(throws: ModelMismatch.self) {
      try Model().load(SafetensorsFile(mixed), naming: { _ in nil })
    }
    #expect(error?.unused.sorted() == ["brain", "brain.expected", "half", "half.expected"])
  }
}
