import Exercises
import Foundation
import Pretrained
import Solutions
import Tensors
import Training

private typealias Answer = @Sendable (_ bytes: [UInt8]) throws -> [String: HeaderEntry]

extension Exercise {
  static let readHeader = Exercise(
    "14.1", "readHeader", solution: PretrainedSolutions.self,
    answer: { (answers: any PretrainedTasks.Type) in answers.readHeader },
    hints: [
      "Three parts follow each other: 8 bytes, the header, the numbers. Where does the third one begin, when the header is n bytes long? To that position all offsets are added.",
      "bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } is the length n. The JSON is bytes[8..<8 + n]: JSONSerialization.jsonObject(with: Data(bytes[8..<8 + n])) as? [String: [String: Any]]. Set object[\"__metadata__\"] = nil.",
      "With end = 8 + n: object.mapValues { entry in … }, where NumberType(rawValue:) of entry[\"dtype\"] as? String is the type, entry[\"shape\"] as? [Int] the shape, and entry[\"data_offsets\"] as? [Int] two numbers a and b with 0 ≤ a ≤ b ≤ bytes.count − end, for the range end + a..<end + b. Whatever is nil or out of these bounds is a Misfit.",
    ],
    forbidden: ["SafetensorsFile"], mistakes: mistakes, probes: probes)
}

/// A reader with one thing done differently, which the mistakes choose.
private struct Reader {
  var length: (_ bytes: [UInt8]) -> UInt64 = { bytes in
    bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }
  /// What is added to offsets, from the length of the header.
  var shift: (_ length: Int) -> Int = { 8 + $0 }
  /// The end of a tensor before it is shifted, from its offsets and the number of its numbers.
  var end: (_ offsets: [Int], _ count: Int) -> Int = { offsets, _ in offsets[1] }
  var shape: ([Int]) -> [Int] = { $0 }
  var isKept: (_ name: String, _ entry: [String: Any]) -> Bool = { name, _ in name != "__metadata__" }
  /// The type of numbers by its name.
  var type: (String) -> NumberType? = { NumberType(rawValue: $0) }
  var refusesOutside = true
  var refusesShort = true

  func callAsFunction(_ bytes: [UInt8]) throws -> [String: HeaderEntry] {
    if bytes.count < 8 {
      if refusesShort { throw Misfit("short") }
      return [:]
    }
    var claimed = length(bytes)
    if !refusesShort { claimed = min(claimed, UInt64(bytes.count - 8)) }
    guard claimed <= UInt64(bytes.count - 8) else { throw Misfit("\(claimed)") }
    let n = Int(claimed)
    let json = try? JSONSerialization.jsonObject(with: Data(bytes[8..<8 + n]))
    guard let object = json as? [String: [String: Any]] else { throw Misfit("JSON") }
    let kept = object.filter { isKept($0, $1) }
    return try kept.mapValues { entry in
      if entry["dtype"] == nil { return HeaderEntry(type: .single, shape: [], bytes: 0..<0) }
      guard let text = entry["dtype"] as? String, let type = type(text), let shape = entry["shape"] as? [Int],
        let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
      else { throw Misfit("\(entry)") }
      let isInside = 0 <= offsets[0] && offsets[0] <= offsets[1] && offsets[1] <= bytes.count - 8 - n
      if refusesOutside && !isInside { throw Misfit("\(offsets)") }
      let (start, end) = (shift(n) + offsets[0], shift(n) + end(offsets, shape.reduce(1, *)))
      return HeaderEntry(type: type, shape: self.shape(shape), bytes: min(start, end)..<max(start, end))
    }
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the header was not found: its length is in the first 8 bytes, the lowest first, and it begins at byte 8") {
    try Reader(length: { $0.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })($0)
  },
  Mistake("the first byte alone was taken for the length: it has 8 bytes") {
    try Reader(length: { UInt64($0[0]) })($0)
  },
  Mistake("the first four bytes alone were taken for the length: it has 8 bytes") {
    try Reader(length: { $0.prefix(4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })($0)
  },
  Mistake("the offsets are as they stand in the header: they count from its end, your ranges from the file's beginning")
  {
    try Reader(shift: { _ in 0 })($0)
  },
  Mistake("the 8 bytes of the length are missing in the ranges: the numbers begin at 8 + the header's length") {
    try Reader(shift: { $0 })($0)
  },
  Mistake("the header's length is missing in the ranges: the numbers begin at 8 + the header's length") {
    try Reader(shift: { _ in 8 })($0)
  },
  Mistake("`__metadata__` was taken for a tensor: it holds texts") {
    try Reader(isKept: { _, _ in true })($0)
  },
  Mistake("the second offset was taken for the last byte: it is the first one that is no longer the tensor's") {
    try Reader(end: { offsets, _ in offsets[1] + 1 })($0)
  },
  Mistake("the last byte is missing: `data_offsets` end before their second number already") {
    try Reader(end: { offsets, _ in offsets[1] - 1 })($0)
  },
  Mistake("the second offset was taken for a number of bytes: it is where they end") {
    try Reader(end: { offsets, _ in offsets[0] + offsets[1] })($0)
  },
  Mistake("every number was taken for 4 bytes: the second offset says where they end") {
    try Reader(end: { offsets, count in offsets[0] + 4 * count })($0)
  },
  Mistake("the shape is in reverse: it stands in the header as it is") {
    try Reader(shape: { $0.reversed() })($0)
  },
  Mistake("a tensor without axes got the shape [1]: its shape is [], and it holds one number") {
    try Reader(shape: { $0.isEmpty ? [1] : $0 })($0)
  },
  Mistake("tensors of whole numbers were left out: they are tensors of the file, too") {
    try Reader(isKept: { name, entry in name != "__metadata__" && (entry["dtype"] as? String)?.hasPrefix("I") != true }
    )(
      $0)
  },
  Mistake("tensors without axes were left out: they hold one number") {
    try Reader(isKept: { name, entry in name != "__metadata__" && (entry["shape"] as? [Int])?.isEmpty != true })($0)
  },
  Mistake("F16 and BF16 were taken for one type: both have 16 bits, but other ones") {
    try Reader(type: { $0 == "BF16" ? .half : NumberType(rawValue: $0) })($0)
  },
  Mistake("all numbers were taken for F32: `dtype` says what they are") {
    try Reader(type: { NumberType(rawValue: $0) == nil ? nil : .single })($0)
  },
  Mistake("an unknown `dtype` was taken for F32: throw a Misfit") {
    try Reader(type: { NumberType(rawValue: $0) ?? .single })($0)
  },
  Mistake("bytes beyond the end of the file were not refused: throw a Misfit") {
    try Reader(refusesOutside: false)($0)
  },
  Mistake("a file shorter than its header was not refused: throw a Misfit") {
    try Reader(refusesShort: false)($0)
  },
]

/// A file with this header and so many bytes behind it.
private func file(_ header: String, padding: Int = 0, body: Int, length: [UInt8]? = nil) -> [UInt8] {
  let text = Array(header.utf8) + [UInt8](repeating: 0x20, count: padding)
  let count = UInt64(text.count)
  return (length ?? (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }) + text
    + [UInt8](repeating: 1, count: body)
}

private func entry(_ name: String, _ type: String, _ shape: [Int], _ offsets: [Int]) -> String {
  #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

private typealias Stored = (name: String, type: String, shape: [Int], offsets: [Int])

private let types: [NumberType] = [.single, .half, .brainFloat, .int64]

private func probes(_ readHeader: @escaping Answer) -> [Probe] {
  let small = file("{\(entry("w", "F16", [2, 3], [0, 12])),\(entry("b", "F32", [], [12, 16]))}", body: 16)
  let tensors: [Stored] = [
    ("wte.weight", "F32", [5, 4], [0, 80]), ("h.0.attn.c_attn.weight", "BF16", [4, 12], [80, 176]),
    ("h.0.attn.c_attn.bias", "F16", [12], [176, 200]), ("scale", "F32", [], [200, 204]),
    ("position_ids", "I64", [1, 3], [204, 228]),
  ]
  // In the order of their names, which is not that of their bytes.
  let texts = tensors.sorted { $0.name < $1.name }.map { entry($0.name, $0.type, $0.shape, $0.offsets) }
  let header = "{\(texts[0]),\"__metadata__\":{\"format\":\"pt\"},\(texts[1...].joined(separator: ","))}"
  let large = file(header, padding: (8 - header.utf8.count % 8) % 8, body: 228)
  let end = large.count - 228
  let label = "a file of \(large.count) bytes, its header \(end - 8) of them"
  let (first, second) = ("a header of \(small.count - 24) bytes", label)
  func range(_ entry: HeaderEntry?) throws -> [Int] {
    guard let entry else { throw Misfit("there is no such tensor") }
    return [entry.bytes.lowerBound, entry.bytes.upperBound]
  }
  func shape(_ entry: HeaderEntry?) throws -> [Int] {
    guard let entry else { throw Misfit("there is no such tensor") }
    return entry.shape
  }
  func bytesProbe(_ tensor: Stored) -> Probe {
    .values(
      "the bytes of \"\(tensor.name)\" in \(second)", try range(readHeader(large)[tensor.name]),
      are: tensor.offsets.map { end + $0 })
  }
  func shapeProbe(_ tensor: Stored) -> Probe {
    .values("the shape of \"\(tensor.name)\"", try shape(readHeader(large)[tensor.name]), are: tensor.shape)
  }
  func typeProbe(_ tensor: Stored) -> Probe {
    .values(
      "the type of \"\(tensor.name)\", as its index in F32, F16, BF16, I64",
      [try readHeader(large)[tensor.name].flatMap { types.firstIndex(of: $0.type) } ?? -1],
      are: [types.firstIndex(of: NumberType(rawValue: tensor.type)!)!])
  }
  func refused(_ label: String, _ bytes: [UInt8]) -> Probe {
    .refuses(label, [try readHeader(bytes).count])
  }
  let plain = entry("w", "F32", [2], [0, 8])
  var longer = file("{\(plain)}", body: 8)
  longer[4] = 1
  return [
    .values("the number of tensors in \(first)", [try readHeader(small).count], are: [2]),
    .values(
      "the bytes of \"w\" after \(first)", try range(readHeader(small)["w"]),
      are: [
        small.count - 16, small.count - 4,
      ]),
    .values("the number of tensors in \(second), with `__metadata__`", [try readHeader(large).count], are: [5]),
  ]
    + tensors.map(bytesProbe) + tensors.map(shapeProbe) + tensors.map(typeProbe)
    + [
      .property("a header of `{}` has no tensors", [try readHeader(file("{}", body: 0)).count], equals: [0]),
      refused("a file of 7 bytes", [2, 0, 0, 0, 0, 0, 0]),
      refused("a header that claims to be longer than the file", Array(file("{}", body: 0).dropLast())),
      refused("a header that claims to be more than 4 GB long", longer),
      refused(
        "a header that claims to be 2⁶⁴ − 1 bytes long", file("{}", body: 0, length: [UInt8](repeating: 255, count: 8))),
      refused("a header that is not JSON", file("{\"w\":", body: 0)),
      refused("a tensor without `data_offsets`", file(#"{"w":{"dtype":"F32","shape":[2]}}"#, body: 8)),
      refused("the dtype Q5", file("{\(entry("w", "Q5", [2], [0, 8]))}", body: 8)),
      refused("8 bytes for a tensor, and 7 in the file", file("{\(plain)}", body: 7)),
      refused("a tensor that begins before the numbers", file("{\(entry("w", "F32", [3], [-4, 8]))}", body: 8)),
      refused("a tensor that ends before it begins", file("{\(entry("w", "F32", [0], [8, 4]))}", body: 8)),
    ]
}
