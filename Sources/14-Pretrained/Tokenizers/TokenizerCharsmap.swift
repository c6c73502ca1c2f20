import Foundation
import Tokens

/// SentencePiece's **precompiled charsmap**: what to write for which sequence of characters.
///
/// It holds NFKC with some additions (`nmt_nfkc`), as a double-array trie over bytes, and one text of all replacements,
/// each ended by a zero. A unit of the array is 32 bits: from the node at p, the byte b leads to the unit at p xor b, if
/// that has the label b; its offset gives the next node. Source: Kudo, Richardson, "SentencePiece", 2018; the trie is
/// that of darts-clone.
struct TokenizerCharsmap: Sendable {
  private let units: [UInt32]
  /// All replacements.
  private let replacements: [UInt8]

  /// - Parameter section: The charsmap in base64.
  init(_ section: TokenizerSection) throws(TokenFileError) {
    guard let data = Data(base64Encoded: Data(try section.bytes())) else {
      throw section.problem("the charsmap is not base64")
    }
    let bytes = Array(data)
    func word(_ index: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << (8 * $1) } }
    guard bytes.count >= 4 else { throw section.problem("the charsmap has \(bytes.count) bytes, too few") }
    let size = Int(word(0))
    guard size >= 4, size % 4 == 0, 4 + size <= bytes.count else {
      throw section.problem("the charsmap has \(bytes.count) bytes, but its trie should have \(size)")
    }
    units = (0..<size / 4).map { word($0 + 1) }
    replacements = Array(bytes[(4 + size)...])
    if String(validating: replacements, as: UTF8.self) == nil {
      throw section.problem("the replacements of the charsmap are not UTF-8")
    }
    if let problem { throw section.problem(problem) }
  }

  /// Why the trie cannot be followed safely; nil when it can.
  private var problem: String? {
    var isKnown = [Bool](repeating: false, count: units.count)
    var open = [Int(units[0].offset)]
    while let node = open.popLast() {
      for byte in 0..<256 {
        let next = node ^ byte
        guard units.indices.contains(next) else { return "a unit of the charsmap lies outside its trie" }
        let unit = units[next]
        guard byte > 0, unit.label == byte, !isKnown[next] else { continue }
        isKnown[next] = true
        let child = next ^ unit.offset
        if unit.hasLeaf {
          guard units.indices.contains(child) else { return "a unit of the charsmap lies outside its trie" }
          let start = units[child].value
          guard start < replacements.count else {
            return "a replacement of the charsmap lies outside its text"
          }
          if replacements[start] & 0xC0 == 0x80 { return "a replacement of the charsmap starts within a character" }
        }
        open.append(child)
      }
    }
    return nil
  }

  /// The replacement of the shortest prefix of some characters that has one; nil when none has.
  func replacement(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var node = units[0].offset
    for byte in bytes.prefix(while: { $0 != 0 }) {
      node ^= Int(byte)
      let unit = units[node]
      guard unit.label == byte else { return nil }
      node ^= unit.offset
      if unit.hasLeaf { return replacements[units[node].value...].prefix { $0 != 0 } }
    }
    return nil
  }

  /// Replaces characters in a text. A character as a reader sees it, with its combining marks, is looked up as a whole if
  /// it is short, and else part by part, as in Hugging Face's tokenizers.
  func normalize(_ text: TokenizerText) -> TokenizerText {
    var result: [UInt8] = []
    for character in text.string {
      let bytes = Array(character.utf8)
      if bytes.count < 6, let replacement = replacement(of: bytes) {
        result += replacement
        continue
      }
      for scalar in character.unicodeScalars {
        let bytes = Array(UTF8.encode(scalar)!)
        result += replacement(of: bytes) ?? bytes[...]
      }
    }
    return TokenizerText(result)
  }
}

/// The fields of a unit.
extension UInt32 {
  fileprivate var hasLeaf: Bool { self >> 8 & 1 == 1 }
  fileprivate var value: Int { Int(self & 0x7FFF_FFFF) }
  /// More than a byte for units that are values.
  fileprivate var label: Int { Int(self & 0x8000_00FF) }
  fileprivate var offset: Int { Int(self >> 10) << Int((self & 1 << 9) >> 6) }
}
