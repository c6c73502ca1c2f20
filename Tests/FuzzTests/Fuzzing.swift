import Foundation
import Tensors
import Testing

/// The seeds of the cases that each test draws: sixty from 0, or as many as `FUZZ_CASES` says from `FUZZ_SEED`.
let fuzzSeeds = {
  func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
  let first = number("FUZZ_SEED") ?? 0
  return first..<first + (number("FUZZ_CASES") ?? 60)
}()

/// Writes the bytes of a case to a file for as long as `body` runs. When a case traps, its file is left, and its name tells
/// the suite and the seed.
func withFuzzFile(_ suite: String, seed: Int, _ bytes: [UInt8], _ body: (_ path: String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(suite)-\(seed)").path
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

/// How the cases of a test ended; printed when more than the usual few were asked for.
struct Tally {
  let title: String
  private var counts: [String: Int] = [:]

  init(_ title: String) { self.title = title }

  mutating func add(_ end: String) { counts[end, default: 0] += 1 }

  func report() {
    if fuzzSeeds.count <= 60 { return }
    let ends = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print("\(title): \(ends.joined(separator: ", "))")
  }
}

/// Expects a case to be read, or to be refused with one line of moderate length that names the file.
func expectRefusalOrSuccess(_ path: String, seed: Int, _ tally: inout Tally, _ read: () throws -> Void) {
  let start = ContinuousClock.now
  do {
    try read()
    tally.add("read")
  } catch let error as any BadFile {
    tally.add("refused")
    let message = "\(error)"
    let isFit = message.hasPrefix(path) && message.count < path.count + 1000
    if !isFit || message.split(whereSeparator: \.isNewline).count != 1 {
      Issue.record(
        "seed \(seed): the message does not name the file in one line: \(message.prefix(300).debugDescription)")
    }
  } catch {
    Issue.record("seed \(seed): an error that is no bad file: \(error)")
  }
  let time = ContinuousClock.now - start
  if time > .seconds(5) { Issue.record("seed \(seed): it took \(time)") }
}

extension Generator {
  /// Bytes with some damage: bits flipped, pieces cut out, doubled, moved or replaced by something nasty.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let index = bytes.isEmpty ? 0 : Int.random(in: 0...bytes.count, using: &self)
      let end = min(bytes.count, index + Int.random(in: 0...12, using: &self))
      switch Int.random(in: 0..<7, using: &self) {
      case 0 where index < bytes.count: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1 where index < bytes.count: bytes[index] = .random(in: 0...255, using: &self)
      case 2: bytes.removeSubrange(index..<end)
      case 3: bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...index, using: &self))
      case 4: bytes.removeSubrange(index...)
      case 5: bytes.replaceSubrange(index..<end, with: Array(nastyText().utf8))
      default: bytes.insert(contentsOf: nastyBytes(), at: index)
      }
    }
    return bytes
  }

  mutating func nastyText() -> String {
    let texts = [
      "", "0", "-1", "1e999", "1.5", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "null", "{",
      "}",
      "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "\t", "\n", "\r\n", "\u{2028}", "\u{1B}[2J", "e\u{301}",
      "\u{E9}",
      "日本", "😀", "\u{200D}", "\u{FEFF}", "__metadata__", "[UNK]", "<unk>", "##", "##a", "Ġ", "#version: 0.2", "a b",
      " ",
    ]
    return texts[Int.random(in: 0..<texts.count, using: &self)]
  }

  mutating func nastyBytes() -> [UInt8] {
    let pieces: [[UInt8]] = [[0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]]
    return pieces[Int.random(in: 0..<pieces.count, using: &self)]
  }

  /// A text of words, nasty pieces and line breaks.
  mutating func text(pieces: Int) -> String {
    let words = ["the", "dog", "sleeps", "naïve", "don't", "42", "UPPER", ".", "…"]
    return (0..<pieces).map { _ in
      Bool.random(using: &self) ? words[Int.random(in: 0..<words.count, using: &self)] : nastyText()
    }.joined(separator: Bool.random(using: &self) ? " " : "")
  }
}
