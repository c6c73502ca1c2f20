import Foundation
import Tensors

/// Huffman's code: frequent tokens have short codewords, and no codeword is a prefix of another.
///
/// No code with a codeword for each token is shorter on average. Its average length is less than one bit above the
/// entropy. Source: Huffman, "A method for the construction of minimum-redundancy codes", 1952.
public struct HuffmanCode: Sendable {
  /// The codeword of each token, a list of 0 and 1; empty for tokens that never occur, and for a token that is the only
  /// one.
  public let codes: [[UInt8]]
  private let counts: [Int]

  /// The code for tokens with these frequencies.
  public init(counts: [Int]) {
    require(counts.allSatisfy { $0 >= 0 }, "HuffmanCode: a count is negative")
    var codes = [[UInt8]](repeating: [], count: counts.count)
    var queue = Heap(counts.indices.filter { counts[$0] > 0 }.map { Group(count: counts[$0], tokens: [$0]) })
    // The two rarest groups become one, and the codewords of their tokens get one bit longer.
    while let rarest = queue.pop(), let second = queue.pop() {
      for token in rarest.tokens { codes[token].append(0) }
      for token in second.tokens { codes[token].append(1) }
      queue.push(Group(count: rarest.count + second.count, tokens: rarest.tokens + second.tokens))
    }
    self.codes = codes.map { $0.reversed() }  // the last merge decides the first bit
    self.counts = counts
  }

  private struct Group: Comparable {
    let count: Int
    let tokens: [Int]
    static func < (a: Group, b: Group) -> Bool { (a.count, a.tokens[0]) < (b.count, b.tokens[0]) }
  }

  /// The exact number of bits per token of the counted text: Σ p · length.
  public var averageLength: Double {
    let total = zip(counts, codes).reduce(0) { $0 + $1.0 * $1.1.count }
    return Double(total) / Double(max(1, counts.reduce(0, +)))
  }

  public func encode(_ tokens: [Int]) -> [UInt8] { tokens.flatMap { codes[$0] } }

  /// The tokens of some bits; an incomplete codeword at the end is ignored.
  public func decode(_ bits: [UInt8]) -> [Int] {
    let tokens = Dictionary(uniqueKeysWithValues: zip(codes, 0...).filter { !$0.0.isEmpty })
    var result: [Int] = []
    var code: [UInt8] = []
    for bit in bits {
      code.append(bit)
      if let token = tokens[code] {
        result.append(token)
        code = []
      }
    }
    return result
  }
}

/// The entropy of the token frequencies in bits: −Σ p·log₂ p.
public func entropy(ofCounts counts: [Int]) -> Double {
  let total = Double(counts.reduce(0, +))
  return -counts.filter { $0 > 0 }.reduce(0) { $0 + Double($1) / total * log2(Double($1) / total) }
}
