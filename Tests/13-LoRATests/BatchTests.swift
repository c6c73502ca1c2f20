import Datasets
import EncoderDecoder
import GPT
import RNN
import TestSupport
import Testing
import Training

@testable import LoRA

/// Several adapters in one batch: every row computes what it computes alone.
struct BatchTests {
  private let adapters: [LoRAAdapter]

  /// They differ in rank and in what they update.
  init() { adapters = Self.adapters(for: tinyGPT()) }

  private static func adapters(for model: any Module) -> [LoRAAdapter] {
    [["*.query", "*.value"], ["*.query", "*.up"], ["*.output", "*.down"]].enumerated().map { index, targets in
      trainedAdapter(for: model, rank: index + 1, targets: targets, seed: 30 + index)
    }
  }

  private static let assignments: [[Int?]] = [
    [0, 1, 2], [nil, 2, nil], [2, 2, 0], [nil, nil, nil], [1, nil, 0], [0, 0, 0],
  ]

  /// A base with one adapter, or with none.
  private func alone(_ adapter: Int?) -> GPTModel {
    let model = tinyGPT()
    if let adapter { adapters[adapter].attach(to: model) }
    return model
  }

  private static let rows = [[3, 7, 1, 9, 0], [4, 5, 5, 8, 10], [2, 2, 6, 1, 3]]

  @Test(arguments: assignments) func `each row has the bits that it has alone with its adapter`(assignment: [Int?]) {
    let model = tinyGPT()
    BatchedAdapters(adapters, rows: assignment).attach(to: model)
    let together = model(Array(Self.rows.joined()), batch: 3).value
    for (row, adapter) in assignment.enumerated() {
      expectEqual(together.row(row), to: alone(adapter)(Self.rows[row], batch: 1).value.row(0), "row \(row)")
    }
  }

  @Test func `the adapters of all rows are told apart`() {
    let outputs = [nil, 0, 1, 2].map { alone($0)(Self.rows[0], batch: 1).value }
    for i in 0..<4 { for j in 0..<i { #expect(difference(of: outputs[i], from: outputs[j]) != nil) } }
  }

  /// Of the pooler's input each row is one vector.
  @Test func `a linear map of one vector a row has an adapter for each, too`() {
    func adapter(_ seed: Int) -> LoRAAdapter { trainedAdapter(for: tinyBERT(), targets: ["*"], seed: seed) }
    let adapters = [adapter(1), adapter(2)]
    let model = tinyBERT()
    BatchedAdapters(adapters, rows: [1, 0]).attach(to: model)
    let together = model.pooled(model(tinyInput)).value
    for (row, index) in [1, 0].enumerated() {
      let model = tinyBERT()
      adapters[index].attach(to: model)
      expectEqual(together.row(row), to: model.pooled(model(tinyInput)).value.row(row))
    }
  }

  @Test func `the assignment may change from one pass to the next`() {
    let model = tinyGPT()
    let batch = BatchedAdapters(adapters)
    batch.attach(to: model)
    for assignment in Self.assignments {
      batch.rows = assignment
      let last = model(Array(Self.rows.joined()), batch: 3).value.row(2)
      expectEqual(last, to: alone(assignment[2])(Self.rows[2], batch: 1).value.row(0))
    }
  }

  @Test func `each row has its gradients, and those of an adapter are the sum of its rows`() {
    let model = tinyGPT()
    BatchedAdapters(adapters, rows: [1, 0, 1]).attach(to: model)
    model(Array(Self.rows.joined()), batch: 3).sum.backward()
    let together = adapters.map { $0.parameters.map(\.variable.gradient) }
    #expect(together[2].allSatisfy { $0 == nil })
    for (adapter, rows) in [(1, [0, 2]), (0, [1])] {
      for (_, variable) in adapters[adapter].parameters { variable.gradient = nil }
      alone(adapter)(rows.flatMap { Self.rows[$0] }, batch: rows.count).sum.backward()
      for (index, (path, variable)) in adapters[adapter].parameters.enumerated() {
        expectClose(together[adapter][index]!, to: variable.gradient!, path, tolerance: 1e-4)
      }
    }
  }

  // MARK: Generation

  private static let prompts = [[3, 7, 1], [9], [5, 5, 8, 10, 6], [9]]

  @Test(arguments: [[0, 1, 2, nil], [2, nil, 0, 2], [nil, nil, 1, 0]] as [[Int?]])
  func `sequences that end at different times keep their adapters`(assignment: [Int?]) {
    let model = tinyGPT()
    let batched = BatchedModel(model, adapters)
    var lengths: Set<[Int]> = []
    for end in 0..<11 {
      let together = batched.generate(
        Self.prompts, from: batched.state(adapters: assignment) { $0.start() }, limit: 7, end: end)
      for (index, adapter) in assignment.enumerated() {
        let model = alone(adapter)
        let expected = model.generate([Self.prompts[index]], from: model.start(), limit: 7, end: end)
        #expect(together[index] == expected[0], "sequence \(index), end \(end)")
      }
      lengths.insert(together.map(\.count))
    }
    #expect(lengths.contains { Set($0).count > 2 }, "they end at different times: \(lengths)")
  }

  @Test func `the logits of a cache are those of the full pass with each row's adapter`() {
    let model = tinyGPT()
    let batched = BatchedModel(model, adapters)
    var state = batched.state(adapters: [1, nil, 0]) { $0.start() }
    for t in 0..<5 {
      let logits = batched.read(PaddedRows(Self.rows.map { [$0[t]] }), &state)
      for (row, adapter) in [1, nil, 0].enumerated() {
        let full = alone(adapter)(Array(Self.rows[row].prefix(t + 1)), batch: 1).value.row(0)
        expectEqual(logits.row(row), to: full.row(t))
      }
    }
    // Two of the same sequence, and one more adapter exchanged for another.
    var chosen = state.rows(at: [2, 0, 2])
    let again = batched.read(PaddedRows([[1], [1], [1]]), &chosen)
    let expected = alone(0)(Self.rows[2] + [1], batch: 1).value.row(0).row(5)
    expectEqual(again.row(0), to: expected)
    expectEqual(again.row(2), to: expected)
    expectEqual(again.row(1), to: alone(1)(Self.rows[0] + [1], batch: 1).value.row(0).row(5))
  }

  @Test func `an encoder-decoder decodes with an adapter for each source`() {
    let model = tinyT5()
    let adapters = Self.adapters(for: model)
    let sources = PaddedRows(tinySource.sequences)
    let batched = BatchedModel(model, adapters)
    let assignment: [Int?] = [2, nil, 0]
    let start = batched.state(adapters: assignment) { $0.encode(sources) }
    let together = batched.generate([[0], [0], [0]], from: start, limit: 6, end: 1)
    for (row, adapter) in assignment.enumerated() {
      let model = tinyT5()
      if let adapter { adapters[adapter].attach(to: model) }
      let memory = model.encode(PaddedRows([sources.sequences[row]]))
      #expect(together[row] == model.generate([[0]], from: memory, limit: 6, end: 1)[0], "row \(row)")
    }
  }
}
