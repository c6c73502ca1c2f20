import Foundation
import Testing
import Tokens

@testable import Pretrained

/// Charsmaps made by hand, good and bad ones. The real one is checked stage by stage.
struct TokenizerCharsmapTests {
  /// A charsmap of some units and replacements, in base64.
  private static func charsmap(_ units: [UInt32], _ text: [UInt8], size: Int? = nil) -> String {
    func bytes(_ word: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    let all = bytes(UInt32(size ?? 4 * units.count)) + units.flatMap(bytes) + text
    return Data(all).base64EncodedString()
  }

  /// A trie that holds the character a, which stands in a unit whose leaf says where its replacement starts.
  private static func trie(leaf: UInt32 = 0, offset: UInt32 = 1) -> [UInt32] {
    var units = [UInt32](repeating: 0, count: 256)
    units[0x61] = offset << 10 | 1 << 8 | 0x61
    units[0x60] = 1 << 31 | leaf
    return units
  }

  @Test func `a charsmap replaces what it holds`() throws {
    let section = TokenizerSection(
      .text(Array(Self.charsmap(Self.trie(leaf: 2), Array("x\0yz\0".utf8)).utf8)), file: "f")
    #expect(try TokenizerCharsmap(section).normalize(["b", "a", "c"]).string == "byzc")
  }

  @Test func `large offsets are stored without their last byte`() throws {
    var units = [UInt32](repeating: 0, count: 512)
    units[0] = 1 << 10 | 1 << 9
    units[256 ^ 0x61] = 1 << 10 | 1 << 8 | 0x61
    units[256 ^ 0x61 ^ 1] = 1 << 31
    let section = TokenizerSection(.text(Array(Self.charsmap(units, Array("xy\0z".utf8)).utf8)), file: "f")
    #expect(try TokenizerCharsmap(section).normalize(["a", "b"]).string == "xyb")
  }

  @Test(arguments: [
    ("!", "the charsmap is not base64"), ("AAA=", "the charsmap has 2 bytes, too few"),
    (charsmap([], []), "the charsmap has 4 bytes, but its trie should have 0"),
    (charsmap([0], [], size: 8), "the charsmap has 8 bytes, but its trie should have 8"),
    (charsmap([0], [], size: 3), "the charsmap has 8 bytes, but its trie should have 3"),
    (charsmap([0], [0x61]), "a unit of the charsmap lies outside its trie"),
    (charsmap(trie(offset: 1 << 12), [0x61, 0]), "a unit of the charsmap lies outside its trie"),
    (charsmap(trie(leaf: 9), [0x61, 0]), "a replacement of the charsmap lies outside its text"),
    (charsmap(trie(leaf: 2), [0x61, 0]), "a replacement of the charsmap lies outside its text"),
    (charsmap(trie(leaf: 1), Array("é\0".utf8)), "a replacement of the charsmap starts within a character"),
    (charsmap(trie(), [0xFF, 0]), "the replacements of the charsmap are not UTF-8"),
  ])
  func `a bad charsmap is named with what is wrong`(text: String, expected: String) throws {
    let section = TokenizerSection(.text(Array(text.utf8)), file: "f", place: "normalizer.precompiled_charsmap")
    let error = #expect(throws: TokenFileError.self) { try TokenizerCharsmap(section) }
    #expect(error?.description == "f: normalizer.precompiled_charsmap: \(expected)")
  }
}
