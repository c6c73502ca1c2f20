/// A prefix code: frequent symbols have short codes. It is known from the lengths of its codes alone, since codes of one length
/// are consecutive numbers in the order of the symbols, and all shorter ones come first.
struct HuffmanCode {
  /// The length of the longest code.
  private let longest: Int
  /// For each value of the next `longest` bits the symbol, and in the lowest four bits the length of its code; 0 for none.
  private let table: [UInt16]

  /// - Parameter lengths: Of each symbol's code, at most 15; 0 for a symbol that does not occur.
  /// - Returns: Nil when there are not so many codes of these lengths.
  init?(lengths: [Int]) {
    let longest = max(1, lengths.max() ?? 0)
    var table = [UInt16](repeating: 0, count: 1 << longest)
    var code = 0
    for length in 1...longest {
      for (symbol, _) in lengths.enumerated().filter({ $1 == length }) {
        if code >= 1 << length { return nil }
        // The first bit of a code is its highest, but the lowest of the bits to come.
        let start = (0..<length).reduce(0) { $0 << 1 | (code >> $1) & 1 }
        for bits in stride(from: start, to: table.count, by: 1 << length) {
          table[bits] = UInt16(symbol << 4 | length)
        }
        code += 1
      }
      code <<= 1
    }
    (self.longest, self.table) = (longest, table)
  }

  func symbol(from reader: inout BitReader) throws(InflateError) -> Int {
    let entry = Int(table[reader.peek(longest)])
    if entry == 0 { throw reader.problem("the bits are no code") }
    try reader.skip(entry & 15)
    return entry >> 4
  }
}
