import Attention
import Tensors
import Testing

/// Which keys each query sees.
struct MaskTests {
  private func ranges(_ mask: Mask, row: Int = 0, queries Q: Int, keys K: Int) -> [Range<Int>] {
    (0..<Q).map { mask.range(query: $0, row: row, queries: Q, keys: K) }
  }

  @Test func `without a mask every query sees every key`() {
    #expect(ranges(.none, queries: 2, keys: 3) == [0..<3, 0..<3])
    #expect(Mask.none.addend(to: [1, 2, 3]) == nil)
  }

  @Test func `a causal query sees the keys up to its own position, the last query all`() {
    #expect(ranges(.causal, queries: 3, keys: 3) == [0..<1, 0..<2, 0..<3])
    #expect(ranges(.causal, queries: 2, keys: 4) == [0..<3, 0..<4])
    #expect(ranges(.causal, queries: 3, keys: 1) == [0..<0, 0..<0, 0..<1])
  }

  @Test func `padding is hidden at either side`() {
    let mask = Mask(lengths: [4, 2, 0], starts: [1, 0, 0])
    #expect(ranges(mask, row: 0, queries: 2, keys: 4) == [1..<4, 1..<4])
    #expect(ranges(mask, row: 1, queries: 1, keys: 4) == [0..<2])
    #expect(ranges(mask, row: 2, queries: 1, keys: 4)[0].isEmpty)
  }

  @Test func `a window bounds the distance, on both sides or to the past`() {
    #expect(ranges(Mask(window: 2), queries: 4, keys: 4) == [0..<2, 0..<3, 1..<4, 2..<4])
    #expect(ranges(Mask(isCausal: true, window: 2), queries: 4, keys: 4) == [0..<1, 0..<2, 1..<3, 2..<4])
    #expect(ranges(Mask(isCausal: true, window: 1), queries: 3, keys: 3) == [0..<1, 1..<2, 2..<3])
  }

  @Test func `each row's first query has a position of its own`() {
    let mask = Mask(lengths: [3, 5], isCausal: true, firstQuery: [1, 3])
    #expect(ranges(mask, row: 0, queries: 2, keys: 8) == [0..<2, 0..<3])
    #expect(ranges(mask, row: 1, queries: 2, keys: 8) == [0..<4, 0..<5])
  }

  @Test func `all queries see a row's prefix, and those behind it see no later key`() {
    let mask = Mask(lengths: [5, 4], isCausal: true, prefixes: [3, 0])
    #expect(ranges(mask, row: 0, queries: 5, keys: 5) == [0..<3, 0..<3, 0..<3, 0..<4, 0..<5])
    #expect(ranges(mask, row: 1, queries: 5, keys: 5) == [0..<1, 0..<2, 0..<3, 0..<4, 0..<4])
    #expect(ranges(mask.rows(at: [1, 0]), row: 1, queries: 5, keys: 5) == ranges(mask, queries: 5, keys: 5))
  }

  @Test func `parts narrow each other`() {
    let mask = Mask(lengths: [5], starts: [2], isCausal: true, window: 3)
    let seen = ranges(mask, queries: 6, keys: 6).map { $0.isEmpty ? 0..<0 : $0 }
    #expect(seen == [0..<0, 0..<0, 2..<3, 2..<4, 2..<5, 3..<5])
  }

  static let all = [
    Mask.none, .causal, Mask(window: 3), Mask(isCausal: true, window: 2), Mask(lengths: [7, 0, 4]),
    Mask(starts: [0, 5, 7]), Mask(lengths: [6, 7, 3], starts: [1, 7, 2], isCausal: true),
    Mask(isCausal: true, firstQuery: [0, 2, 5]), Mask(lengths: [7, 6, 5], isCausal: true, prefixes: [5, 0, 4]),
    Mask(lengths: [5, 7, 1], isCausal: true, window: 2, firstQuery: [3, 5, 0]),
  ]

  @Test(arguments: all) func `what is added to the scores hides all keys but the range`(mask: Mask) {
    let (B, Q, K) = (3, 4, 7)
    let addend = mask.addend(to: [B, Q, K]).map { Tensor.zeros(B, Q, K) + $0 } ?? .zeros(B, Q, K)
    for b in 0..<B {
      for q in 0..<Q {
        let range = mask.range(query: q, row: b, queries: Q, keys: K)
        for k in 0..<K { #expect(addend[b, q, k] == (range.contains(k) ? 0 : -.infinity)) }
      }
    }
  }

  @Test(arguments: all) func `a block of queries sees from the first one's first key to the last one's last`(mask: Mask)
  {
    let (Q, K) = (4, 7)
    for row in 0..<3 {
      let each = ranges(mask, row: row, queries: Q, keys: K)
      for (a, b) in zip(each, each.dropFirst()) {
        #expect(a.lowerBound <= b.lowerBound && a.upperBound <= b.upperBound)
      }
      let block = mask.range(queries: 1..<4, row: row, queries: Q, keys: K)
      for range in each[1...] where !range.isEmpty { #expect(block.clamped(to: range) == range) }
    }
  }

  @Test func `chosen rows keep their parts`() {
    let mask = Mask(lengths: [5, 7], starts: [1, 2], isCausal: true, firstQuery: [3, 4]).rows(at: [1, 1, 0])
    #expect(mask == Mask(lengths: [7, 7, 5], starts: [2, 2, 1], isCausal: true, firstQuery: [4, 4, 3]))
  }

  @Test func `a part that does not fit the batch or the keys is refused`() async {
    let tooFew = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Mask(lengths: [3, 4]).addend(to: [3, 2, 4])
    }
    #expect(message(tooFew).contains("the lengths [3, 4] do not fit 3 rows of 4 keys"))
    let tooLong = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Mask(starts: [0, 5]).addend(to: [2, 2, 4])
    }
    #expect(message(tooLong).contains("the starts [0, 5] do not fit 2 rows of 4 keys"))
    let window = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Mask(window: 0)
    }
    #expect(message(window).contains("a window of 0 hides every key"))
  }

  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
