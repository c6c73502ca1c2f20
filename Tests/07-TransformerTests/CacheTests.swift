import Attention
import Gradients
import Tensors
import TestBasics
import Testing
import Transformer

/// Decoding step by step, with the keys and values kept, against the full pass.
struct CacheTests {
  static let (B, T, S, D) = (2, 70, 9, 12)

  private func decoder(_ placement: NormPlacement = .pre, isRotary: Bool = false) -> TransformerStack {
    var generator = Generator(seed: 21)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    (shape.placement, shape.memoryWidth, shape.normalizesQueriesAndKeys) = (placement, Self.D, true)
    shape.isRotary = isRotary
    return TransformerStack(shape, depth: 2, using: &generator)
  }

  private let x: Tensor
  private let memory: Memory

  init() {
    var generator = Generator(seed: 22)
    x = .normal([Self.B, Self.T, Self.D], using: &generator)
    memory = Memory(constant(.normal([Self.B, Self.S, Self.D], using: &generator)), lengths: [9, 4])
  }

  private func steps(_ range: Range<Int>) -> Variable { constant(x.slice(axis: 1, range)) }

  @Test(arguments: NormPlacement.allCases, [[1], [3, 1, 66], [70]])
  func `steps with a cache have the bits of the full pass`(placement: NormPlacement, lengths: [Int]) {
    let decoder = decoder(placement, isRotary: true)
    let full = decoder(constant(x), .causal, memory: memory, .evaluation).value
    for capacity in [1, 70, 100] {
      var cache = StackCache(capacity: capacity)
      var (parts, start): ([Tensor], Int) = ([], 0)
      while start < Self.T {
        let end = start + lengths[min(parts.count, lengths.count - 1)]
        parts.append(decoder(steps(start..<end), memory: memory, cache: &cache).value)
        start = end
        #expect(cache.lengths == [end, end])
      }
      expectEqual(.concatenate(parts, axis: 1), to: full)
    }
  }

  @Test func `rows of different lengths have the bits that each has alone`() {
    let decoder = decoder(isRotary: true)
    var cache = StackCache(capacity: 70)
    // Row 0 reads 5, then 1, then 60 positions; row 1 reads 2, then 66, then none.
    let reads = [[0..<5, 0..<2], [5..<6, 2..<68], [6..<66, 68..<68]]
    var outputs: [[Tensor]] = [[], []]
    for ranges in reads {
      let width = ranges.map(\.count).max()!
      let rows = ranges.enumerated().map { row, range in
        Tensor(shape: [width, Self.D]) { $0[0] < range.count ? x[row, range.lowerBound + $0[0], $0[1]] : 77 }
      }
      let y = decoder(constant(.stack(rows)), counts: ranges.map(\.count), memory: memory, cache: &cache).value
      for (row, range) in ranges.enumerated() { outputs[row].append(y.row(row).rows(0..<range.count)) }
    }
    #expect(cache.lengths == [66, 68])
    for row in 0..<2 {
      let alone = decoder(
        constant(x.rows(row..<row + 1).slice(axis: 1, 0..<cache.lengths[row])), .causal,
        memory: memory.rows(at: [row]), .evaluation
      ).value
      expectEqual(.concatenate(outputs[row], axis: 0), to: alone.row(0))
    }
  }

  @Test func `a missing cache would be noticed`() {
    let decoder = decoder()
    let full = decoder(constant(x), .causal, memory: memory, .evaluation).value
    var (cache, fresh) = (StackCache(), StackCache())
    _ = decoder(steps(0..<5), memory: memory, cache: &cache)
    #expect(decoder(steps(5..<6), memory: memory, cache: &cache).value == full.slice(axis: 1, 5..<6))
    #expect(decoder(steps(5..<6), memory: memory, cache: &fresh).value != full.slice(axis: 1, 5..<6))
  }

  @Test func `selected rows decode as if each were alone`() {
    let decoder = decoder()
    var cache = StackCache()
    _ = decoder(steps(0..<5), counts: [3, 5], memory: memory, cache: &cache)
    var chosen = cache.rows(at: [1, 1, 0])
    #expect(chosen.lengths == [5, 5, 3])
    let next = steps(5..<6).value
    let both = decoder(constant(next), memory: memory, cache: &cache).value
    let again = decoder(
      constant(next.rows(at: [1, 1, 0])), memory: memory.rows(at: [1, 1, 0]), cache: &chosen
    ).value
    #expect(again == both.rows(at: [1, 1, 0]))
  }

  @Test func `keys of another number of rows stop with a message`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var cache = KeyValueCache()
      cache.append(.ones(2, 1, 4), .ones(2, 1, 4))
      cache.append(.ones(3, 1, 4), .ones(3, 1, 4))
    }
    expectMessage(result, "KeyValueCache: 3 rows do not fit the 2 that it holds")
  }

  @Test func `rows may change places`() {
    let decoder = decoder()
    var cache = StackCache()
    _ = decoder(steps(0..<5), counts: [3, 5], memory: memory, cache: &cache)
    var exchanged = cache.rows(at: [1, 0])
    #expect(exchanged.lengths == [5, 3])
    let next = steps(5..<6).value
    let both = decoder(constant(next), memory: memory, cache: &cache).value
    let order = [1, 0]
    let again = decoder(constant(next.rows(at: order)), memory: memory.rows(at: order), cache: &exchanged).value
    #expect(again == both.rows(at: order))
  }

  @Test func `a scale and a bias are those of the full pass`() {
    var generator = Generator(seed: 24)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    shape.attentionScale = 0.9
    let stack = TransformerStack(shape, depth: 2, using: &generator)
    let bias = Variable(.normal([3, 8, 8], using: &generator))
    let full = stack(steps(0..<8), .causal, bias: bias, .evaluation).value
    var cache = StackCache(capacity: 8)
    for t in 0..<8 {
      let y = stack(steps(t..<t + 1), bias: bias.slice(axis: 1, t..<t + 1), cache: &cache).value
      #expect(y == full.slice(axis: 1, t..<t + 1))
    }
    #expect(stack(steps(0..<8), .causal, .evaluation).value != full, "the bias is at work")
  }

  @Test func `memory is allocated once, and doubled when it is full`() {
    var generator = Generator(seed: 23)
    let new = Tensor.normal([2, 3, 4], using: &generator)
    var cache = KeyValueCache(capacity: 6)
    cache.append(new, new * 2)
    let first = cache.keys!.withPointer { UInt(bitPattern: $0) }
    cache.append(new, new * 2, counts: [1, 3])
    #expect(cache.keys!.withPointer { UInt(bitPattern: $0) } == first, "in place")
    #expect(cache.lengths == [4, 6] && cache.capacity == 6)
    cache.append(new, new * 2, counts: [2, 1])
    #expect(cache.lengths == [6, 7] && cache.capacity == 12)
    let (keys, values) = (cache.keys!, cache.values!)
    #expect(keys.row(1).rows(0..<7) == .concatenate([new.row(1), new.row(1), new.row(1).rows(0..<1)]))
    #expect(keys.row(0).rows(0..<6) == .concatenate([new.row(0), new.row(0).rows(0..<1), new.row(0).rows(0..<2)]))
    #expect(values == keys * 2)
  }
}
