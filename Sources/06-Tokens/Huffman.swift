import Foundation

/// Huffman's code: frequent symbols get short rows of bits, and no row begins another.
///
/// No code that gives each symbol bits of its own is shorter on average; it lies less than one bit above the entropy.
/// Source: Huffman, "A method for the construction of minimum-redundancy codes", 1952.
public struct HuffmanCode: Sendable {
  /// The bits of each symbol, a row of 0 and 1; empty for symbols that never occur, and for one that is alone.
  public let codes: [[UInt8]]
  private let counts: [Int]

  /// The code for symbols that occur so often.
  public init(counts: [Int]) {
    require(counts.allSatisfy { $0 >= 0 }, "HuffmanCode: a symbol occurs less than never")
    var codes = [[UInt8]](repeating: [], count: counts.count)
    var queue = Heap(counts.indices.filter { counts[$0] > 0 }.map { Group(count: counts[$0], symbols: [$0]) })
    // The two rarest groups become one: their symbols can best afford a bit more.
    while let rarest = queue.pop(), let second = queue.pop() {
      for symbol in rarest.symbols { codes[symbol].append(0) }
      for symbol in second.symbols { codes[symbol].append(1) }
      queue.push(Group(count: rarest.count + second.count, symbols: rarest.symbols + second.symbols))
    }
    self.codes = codes.map { $0.reversed() }  // the last groups to meet are told apart by the first bit
    self.counts = counts
  }

  private struct Group: Comparable {
    let count: Int
    let symbols: [Int]
    static func < (a: Group, b: Group) -> Bool { (a.count, a.symbols[0]) < (b.count, b.symbols[0]) }
  }

  /// Bits for each symbol of the text that was counted: Σ p · length, exact.
  public var averageLength: Double {
    let total = zip(counts, codes).reduce(0) { $0 + $1.0 * $1.1.count }
    return Double(total) / Double(max(1, counts.reduce(0, +)))
  }

  public func encode(_ symbols: [Int]) -> [UInt8] { symbols.flatMap { codes[$0] } }

  /// The symbols of a row of bits, as far as they are whole.
  public func decode(_ bits: [UInt8]) -> [Int] {
    let symbols = Dictionary(uniqueKeysWithValues: zip(codes, 0...).filter { !$0.0.isEmpty })
    var result: [Int] = []
    var code: [UInt8] = []
    for bit in bits {
      code.append(bit)
      if let symbol = symbols[code] {
        result.append(symbol)
        code = []
      }
    }
    return result
  }
}

/// Bits that a symbol of this text carries, its neighbors unseen: −Σ p·log₂ p.
public func entropy(ofCounts counts: [Int]) -> Double {
  let total = Double(counts.reduce(0, +))
  return -counts.filter { $0 > 0 }.reduce(0) { $0 + Double($1) / total * log2(Double($1) / total) }
}
