import Testing
import Transformer

/// Decoding step by step, with the keys and values kept, against the full pass.
struct CacheTests {
  static let (B, T, S, D) = (2, 70, 9, 12)

  private func decoder(_ wiring: Wiring, isRotary: Bool = false) -> TransformerStack {
    var generator = Generator(seed: 21)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    (shape.wiring, shape.memoryWidth, shape.normalizesQueriesAndKeys) = (wiring, Self.D, true)
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

  @Test(arguments: Wiring.allCases, [[1], [3, 1, 66], [70]])
  func `steps with a cache have the bits of the full pass`(wiring: Wiring, lengths: [Int]) {
    let decoder = decoder(wiring, isRotary: true)
    let full = decoder(constant(x), .causal, memory: memory).value
    var cache = StackCache()
    var parts: [Tensor] = []
    while cache.length < Self.T {
      let count = lengths[min(parts.count, lengths.count - 1)]
      parts.append(decoder(steps(cache.length..<cache.length + count), memory: memory, cache: &cache).value)
    }
    #expect(Tensor.concatenate(parts, axis: 1) == full)
  }

  @Test func `a cache that is forgotten would be noticed`() {
    let decoder = decoder(.a)
    let full = decoder(constant(x), .causal, memory: memory).value
    var (cache, fresh) = (StackCache(), StackCache())
    _ = decoder(steps(0..<5), memory: memory, cache: &cache)
    #expect(decoder(steps(5..<6), memory: memory, cache: &cache).value == full.slice(axis: 1, 5..<6))
    #expect(decoder(steps(5..<6), memory: memory, cache: &fresh).value != full.slice(axis: 1, 5..<6))
  }

  @Test func `chosen sequences go on as if they had been alone`() {
    let decoder = decoder(.a)
    var cache = StackCache()
    _ = decoder(steps(0..<5), memory: memory, cache: &cache)
    var chosen = cache.rows(at: [1, 1])
    let next = steps(5..<6).value
    let both = decoder(constant(next), memory: memory, cache: &cache).value
    let again = decoder(
      constant(next.rows(at: [1, 1])), memory: memory.rows(at: [1, 1]), cache: &chosen
    ).value
    #expect(again == both.rows(at: [1, 1]))
  }
}
