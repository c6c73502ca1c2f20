import Attention
import TestSupport
import Testing
import Training
import Transformer

/// Attention that never stores its matrix against the plain version, in values and in every gradient.
@Suite(.serialized) struct FusedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var (B, H, Tq, Tk, d): (Int, Int, Int, Int, Int)
    var mask = Mask.none
    var hasBias = false
    var scale: Scalar?
    var testDescription: String {
      let lists = [
        ("lengths", mask.lengths), ("starts", mask.starts), ("first", mask.firstQuery), ("prefixes", mask.prefixes),
      ]
      let parts =
        lists.compactMap { name, list in list.map { "\(name) \($0)" } } + (mask.window.map { ["window \($0)"] } ?? [])
        + (scale.map { ["scale \($0)"] } ?? []) + (mask.isCausal ? ["causal"] : []) + (hasBias ? ["bias"] : [])
      return (["B\(B) H\(H) \(Tq)x\(Tk) d\(d)"] + parts).joined(separator: " ")
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
    // Ranges that do not begin at the first key, some of them only behind the first block.
    Case(B: 3, H: 2, Tq: 9, Tk: 9, d: 7, mask: Mask(starts: [0, 4, 9])),
    Case(B: 2, H: 1, Tq: 150, Tk: 150, d: 5, mask: Mask(lengths: [150, 140], starts: [70, 3], isCausal: true)),
    Case(B: 1, H: 2, Tq: 20, Tk: 20, d: 3, mask: Mask(window: 4)),
    Case(B: 1, H: 1, Tq: 200, Tk: 200, d: 16, mask: Mask(window: 33)),
    Case(B: 1, H: 2, Tq: 200, Tk: 200, d: 7, mask: Mask(isCausal: true, window: 10)),
    Case(B: 2, H: 1, Tq: 140, Tk: 140, d: 4, mask: Mask(starts: [0, 90], isCausal: true, window: 70)),
    Case(B: 3, H: 2, Tq: 3, Tk: 90, d: 5, mask: Mask(lengths: [8, 90, 66], isCausal: true, firstQuery: [5, 87, 63])),
    // A prefix that ends within the first block, at its end, and behind it.
    Case(B: 3, H: 2, Tq: 9, Tk: 9, d: 7, mask: Mask(lengths: [9, 5, 7], isCausal: true, prefixes: [4, 5, 0])),
    Case(B: 3, H: 1, Tq: 140, Tk: 140, d: 8, mask: Mask(isCausal: true, prefixes: [64, 63, 97])),
    Case(B: 2, H: 3, Tq: 5, Tk: 7, d: 4, hasBias: true), Case(B: 1, H: 2, Tq: 3, Tk: 5, d: 4, scale: 1),
    Case(B: 3, H: 1, Tq: 70, Tk: 70, d: 9, mask: .causal, hasBias: true, scale: 1),
    Case(B: 2, H: 2, Tq: 131, Tk: 67, d: 3, mask: Mask(lengths: [67, 20]), hasBias: true, scale: 0.3),
    Case(B: 3, H: 2, Tq: 80, Tk: 80, d: 3, mask: Mask(starts: [0, 70, 80], window: 9), hasBias: true),
  ]

  /// Queries, keys, values, a bias and a cotangent; the bias only where there is one.
  private func tensors(_ case_: Case) -> [Tensor] {
    var generator = Generator(seed: 3)
    var shapes = [case_.Tq, case_.Tk, case_.Tk, case_.Tq].map { [case_.B, $0, case_.H * case_.d] }
    if case_.hasBias { shapes.insert([case_.H, case_.Tq, case_.Tk], at: 3) }
    return shapes.map { .normal($0, deviation: 1.5, using: &generator) }
  }

  /// The output, and the gradients of all inputs but the frozen ones.
  private func run(
    _ tensors: [Tensor], frozen: Set<Int> = [],
    _ function: (_ q: Variable, _ k: Variable, _ v: Variable, _ bias: Variable?) -> Variable
  ) -> [Tensor?] {
    let inputs = tensors.dropLast().enumerated().map { Variable($1, isTrainable: !frozen.contains($0)) }
    let output = function(inputs[0], inputs[1], inputs[2], inputs.count > 3 ? inputs[3] : nil)
    output.backward(seed: tensors.last!)
    return [output.value] + inputs.map(\.gradient)
  }

  private func fused(
    _ case_: Case, _ tensors: [Tensor], dropout: Scalar = 0, frozen: Set<Int> = []
  ) -> [Tensor?] {
    run(tensors, frozen: frozen) {
      attention(
        $0, $1, $2, heads: case_.H, mask: case_.mask, bias: $3, scale: case_.scale, dropout: Dropout(dropout),
        .training(Randomness(seed: 8)))
    }
  }

  private func plain(_ case_: Case, _ tensors: [Tensor], dropout: Scalar = 0) -> [Tensor?] {
    let H = case_.H
    return run(tensors) {
      plainAttention(
        $0.splitHeads(H), $1.splitHeads(H), $2.splitHeads(H), mask: case_.mask, bias: $3, scale: case_.scale,
        dropout: Dropout(dropout), .training(Randomness(seed: 8))
      ).context.mergedHeads
    }
  }

  private func differences(_ fused: [Tensor?], _ plain: [Tensor?]) -> [Difference] {
    let (fused, plain) = (fused.map { $0! }, plain.map { $0! })
    let size = plain.map { max($0.max, -$0.min) }.max()!
    return zip(["output", "dq", "dk", "dv", "dbias"], zip(fused, plain)).compactMap { name, pair in
      // Gradients that cancel have rounding errors of the size of what cancelled.
      difference(of: pair.0, from: pair.1, name, tolerance: 2 * referenceTolerance, scale: size)
    }
  }

  @Test(arguments: cases) func `equals the plain version`(case_: Case) {
    let inputs = tensors(case_)
    expectNone(differences(fused(case_, inputs), plain(case_, inputs)))
  }

  @Test(arguments: cases) func `equals it with the same weights dropped`(case_: Case) {
    let inputs = tensors(case_)
    expectNone(differences(fused(case_, inputs, dropout: 0.3), plain(case_, inputs, dropout: 0.3)))
  }

  @Test(arguments: cases) func `any number of threads gives the same bits`(case_: Case) {
    let inputs = tensors(case_)
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3, 8].map { threads in
      Threads.count = threads
      return fused(case_, inputs).map { $0! }
    }
    for result in results { expectEqual(result, to: results[0]) }
  }

  @Test(arguments: cases.filter { $0.Tq == $0.Tk }, [0, 0.3] as [Scalar])
  func `queries, keys and values side by side give the same bits`(case_: Case, dropout: Scalar) {
    let inputs = tensors(case_)
    let apart = fused(case_, inputs, dropout: dropout)
    let qkv = Variable(.concatenate(Array(inputs[..<3]), axis: 2))
    let bias = case_.hasBias ? Variable(inputs[3]) : nil
    let y = attention(
      together: qkv, heads: case_.H, mask: case_.mask, bias: bias, scale: case_.scale, dropout: Dropout(dropout),
      .training(Randomness(seed: 8)))
    y.backward(seed: inputs.last!)
    expectEqual(y.value, to: apart[0]!)
    expectEqual(qkv.gradient!, to: .concatenate(apart[1...3].map { $0! }, axis: 2))
    if let bias { #expect(bias.gradient == apart[4]) }
  }

  @Test(arguments: cases.filter { $0.Tk < 100 }, 0..<15)
  func `what is frozen gets no gradient, and the others keep their bits`(case_: Case, chosen: Int) {
    let inputs = tensors(case_)
    let frozen = Set((0..<inputs.count - 1).filter { chosen >> $0 & 1 == 1 })
    let (all, some) = (fused(case_, inputs, dropout: 0.2), fused(case_, inputs, dropout: 0.2, frozen: frozen))
    for (index, gradient) in some.enumerated() {
      #expect(frozen.contains(index - 1) ? gradient == nil : gradient == all[index])
    }
  }

  @Test(arguments: cases.filter { $0.mask != .none })
  func `a changed hidden key changes nothing, bit for bit`(case_: Case) {
    let inputs = tensors(case_)
    let hidden = (0..<case_.B).map { row in
      (0..<case_.Tk).filter { key in
        !(0..<case_.Tq).contains {
          case_.mask.range(query: $0, row: row, queries: case_.Tq, keys: case_.Tk).contains(key)
        }
      }
    }
    var changed = inputs
    for index in [1, 2] {
      changed[index] = Tensor(shape: inputs[index].shape) {
        hidden[$0[0]].contains($0[1]) ? 1e4 : inputs[index][$0[0], $0[1], $0[2]]
      }
    }
    let (before, after) = (fused(case_, inputs), fused(case_, changed))
    expectEqual(after.map { $0! }, to: before.map { $0! })
    for (row, keys) in hidden.enumerated() {
      for key in keys { #expect(before[2]!.row(row).row(key) == .zeros(case_.H * case_.d)) }
    }
  }

  @Test func `the fused gradient of a bias is the sum over the batch`() {
    let case_ = Case(B: 3, H: 2, Tq: 5, Tk: 5, d: 4, mask: .causal, hasBias: true)
    let inputs = tensors(case_)
    let whole = fused(case_, inputs)[4]!
    let parts = (0..<3).map { row in
      let part = inputs.enumerated().map { $0 == 3 ? $1 : $1.rows(row..<row + 1) }
      return fused(Case(B: 1, H: 2, Tq: 5, Tk: 5, d: 4, mask: .causal, hasBias: true), part)[4]!
    }
    expectClose(whole, to: parts[0] + parts[1] + parts[2])
    #expect(whole[0, 1, 2] == 0)
  }

  @Test func `huge scores neither overflow nor vanish`() {
    let x = Tensor([0, 1e3, -1e3, 5e2]).reshaped(1, 4, 1)
    let result = fused(Case(B: 1, H: 1, Tq: 4, Tk: 4, d: 1), [x, x, x, .ones(1, 4, 1)]).map { $0! }
    #expect(result[0].scalars == [125, 1e3, -1e3, 1e3])
    #expect(result.allSatisfy { $0.scalars.allSatisfy(\.isFinite) })
    // A scale comes before the largest score is taken away: scores of 10⁶ · 0.01 are far from those of 10⁶.
    let scaled = fused(Case(B: 1, H: 1, Tq: 4, Tk: 4, d: 1, scale: 0.01), [x, x, x, .ones(1, 4, 1)]).map { $0! }
    #expect(scaled[0].isClose(to: result[0], tolerance: 1e-2))
  }

  @Test func `a query that sees no key gets zeros, and passes no gradient`() {
    let case_ = Case(B: 2, H: 1, Tq: 2, Tk: 2, d: 3, mask: Mask(lengths: [2, 0]))
    let result = fused(case_, tensors(case_)).map { $0! }
    for tensor in result {
      #expect(tensor.rows(1..<2) == .zeros(1, 2, 3))
      #expect(tensor.rows(0..<1) != .zeros(1, 2, 3))
    }
  }

  @Test func `the same weights are dropped as by dropout on the whole matrix, and no number is drawn twice`() {
    let (a, b) = (Randomness(seed: 5), Randomness(seed: 5))
    let x = constant(.ones(2, 6, 4))
    _ = attention(x, x, x, heads: 2, dropout: Dropout(0.5), .training(a))
    _ = Dropout(0.5)(constant(.ones(2, 2, 6, 6)), .training(b))
    #expect(a.generator == b.generator)
    #expect(a.generator != Randomness(seed: 5).generator)
  }
}
