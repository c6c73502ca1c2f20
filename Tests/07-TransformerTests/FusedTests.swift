import TestSupport
import Testing
import Transformer

/// Attention that never stores its matrix against the reading version, in values and in every gradient.
@Suite(.serialized) struct FusedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var (B, H, Tq, Tk, d): (Int, Int, Int, Int, Int)
    var mask = Mask.none
    var testDescription: String {
      "B\(B) H\(H) \(Tq)x\(Tk) d\(d)\(mask.isCausal ? " causal" : "")\(mask.lengths.map { " \($0)" } ?? "")"
    }
  }

  static let cases = [
    Case(B: 1, H: 1, Tq: 1, Tk: 1, d: 1), Case(B: 2, H: 3, Tq: 5, Tk: 5, d: 7),
    Case(B: 2, H: 3, Tq: 5, Tk: 5, d: 7, mask: .causal), Case(B: 1, H: 2, Tq: 64, Tk: 64, d: 16, mask: .causal),
    Case(B: 1, H: 2, Tq: 65, Tk: 65, d: 32, mask: .causal), Case(B: 1, H: 1, Tq: 130, Tk: 130, d: 1, mask: .causal),
    Case(B: 1, H: 1, Tq: 200, Tk: 200, d: 64), Case(B: 1, H: 1, Tq: 200, Tk: 200, d: 64, mask: .causal),
    Case(B: 3, H: 2, Tq: 4, Tk: 70, d: 16, mask: Mask(lengths: [70, 1, 64])),
    Case(B: 3, H: 2, Tq: 9, Tk: 9, d: 7, mask: Mask(lengths: [9, 3, 0], isCausal: true)),
    Case(B: 2, H: 1, Tq: 3, Tk: 140, d: 32, mask: .causal), Case(B: 1, H: 2, Tq: 100, Tk: 20, d: 7),
    Case(B: 1, H: 2, Tq: 100, Tk: 20, d: 7, mask: .causal),
    Case(B: 2, H: 1, Tq: 129, Tk: 129, d: 16, mask: Mask(lengths: [129, 65], isCausal: true)),
    Case(B: 2, H: 2, Tq: 1, Tk: 33, d: 32, mask: Mask(lengths: [33, 20])),
  ]

  /// Queries, keys, values and a cotangent, each `[B, T, H·d]`.
  private func tensors(_ case_: Case) -> [Tensor] {
    var generator = Generator(seed: 3)
    return [case_.Tq, case_.Tk, case_.Tk, case_.Tq].map {
      .normal([case_.B, $0, case_.H * case_.d], deviation: 1.5, using: &generator)
    }
  }

  private func run(_ given: [Tensor], _ function: (_ q: Variable, _ k: Variable, _ v: Variable) -> Variable) -> [Tensor]
  {
    let inputs = given[..<3].map { Variable($0) }
    let output = function(inputs[0], inputs[1], inputs[2])
    output.backward(seed: given[3])
    return [output.value] + inputs.map { $0.gradient! }
  }

  private func fused(_ case_: Case, _ given: [Tensor], dropout: Scalar = 0) -> [Tensor] {
    run(given) {
      attention($0, $1, $2, heads: case_.H, case_.mask, dropout: Dropout(dropout), .training(Randomness(seed: 8)))
    }
  }

  private func plain(_ case_: Case, _ given: [Tensor], dropout: Scalar = 0) -> [Tensor] {
    let H = case_.H
    return run(given) {
      plainAttention(
        $0.splitHeads(H), $1.splitHeads(H), $2.splitHeads(H), case_.mask, dropout: Dropout(dropout),
        .training(Randomness(seed: 8))
      ).context.mergedHeads
    }
  }

  private func expectEqual(_ fused: [Tensor], _ plain: [Tensor]) {
    let size = plain.map { max($0.max, -$0.min) }.max()!
    for (name, (a, b)) in zip(["output", "dq", "dk", "dv"], zip(fused, plain)) {
      // Gradients that cancel have rounding errors of the size of what cancelled.
      expectClose(
        Tensor(a.scalars + [size]), to: Tensor(b.scalars + [size]), name, tolerance: 2 * referenceTolerance)
    }
  }

  @Test(arguments: cases) func `equals the reading version`(case_: Case) {
    let given = tensors(case_)
    expectEqual(fused(case_, given), plain(case_, given))
  }

  @Test(arguments: cases) func `equals it with the same weights silenced`(case_: Case) {
    let given = tensors(case_)
    expectEqual(fused(case_, given, dropout: 0.3), plain(case_, given, dropout: 0.3))
  }

  @Test(arguments: cases) func `any number of threads gives the same bits`(case_: Case) {
    let given = tensors(case_)
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3, 8].map { threads in
      Threads.count = threads
      return fused(case_, given)
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test(arguments: cases.filter { $0.Tq == $0.Tk }, [0, 0.3] as [Scalar])
  func `queries, keys and values side by side give the same bits`(case_: Case, dropout: Scalar) {
    let given = tensors(case_)
    let apart = fused(case_, given, dropout: dropout)
    let qkv = Variable(.concatenate(Array(given[..<3]), axis: 2))
    let y = attention(
      together: qkv, heads: case_.H, case_.mask, dropout: Dropout(dropout), .training(Randomness(seed: 8)))
    y.backward(seed: given[3])
    #expect(y.value == apart[0])
    #expect(qkv.gradient! == .concatenate(Array(apart[1...]), axis: 2))
  }

  @Test func `huge scores neither overflow nor vanish`() {
    let x = Tensor([0, 1e3, -1e3, 5e2]).reshaped(1, 4, 1)
    let result = fused(Case(B: 1, H: 1, Tq: 4, Tk: 4, d: 1), [x, x, x, .ones(1, 4, 1)])
    #expect(result[0].scalars == [125, 1e3, -1e3, 1e3])
    #expect(result.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
  }

  @Test func `a query that sees no key gets zeros, and passes no gradient`() {
    let case_ = Case(B: 2, H: 1, Tq: 2, Tk: 2, d: 3, mask: Mask(lengths: [2, 0]))
    let result = fused(case_, tensors(case_))
    for tensor in result {
      #expect(tensor.rows(1..<2) == .zeros(1, 2, 3))
      #expect(tensor.rows(0..<1) != .zeros(1, 2, 3))
    }
  }

  @Test func `the same silenced weights are drawn as by dropout on the whole matrix, and none twice`() {
    let (a, b) = (Randomness(seed: 5), Randomness(seed: 5))
    let x = constant(.ones(2, 6, 4))
    _ = attention(x, x, x, heads: 2, dropout: Dropout(0.5), .training(a))
    _ = Dropout(0.5)(constant(.ones(2, 2, 6, 6)), .training(b))
    #expect(a.generator == b.generator)
    #expect(a.generator != Randomness(seed: 5).generator)
  }
}
