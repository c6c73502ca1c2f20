import Datasets
import RNN
import Tensors
import Testing

/// `generate` on a model whose continuations are known: every sequence counts on from its last token by a stride of its own.
struct GenerationTests {
  struct Strides: DecoderState {
    let numbers: [Int]
    func rows(at indices: [Int]) -> Strides { Strides(numbers: indices.map { numbers[$0] }) }
  }

  struct Counting: AutoregressiveModel {
    func read(_ tokens: PaddedRows, _ state: inout Strides) -> Tensor {
      let next = tokens.lengths.enumerated().map { row, length in
        min(9, tokens.tokens[row * tokens.width + length - 1] + state.numbers[row])
      }
      return Tensor(shape: [next.count, 10]) { $0[1] == next[$0[0]] ? 1 : 0 }
    }
  }

  private func continuations(limit: Int, end: Int?) -> [[Int]] {
    Counting().generate([[7], [5, 1], [8], [2, 2, 0]], from: Strides(numbers: [1, 2, 1, 3]), limit: limit, end: end)
  }

  @Test func `a sequence that ends leaves the others their states and tokens`() {
    #expect(continuations(limit: 3, end: 9) == [[8], [3, 5, 7], [], [3, 6]])
    #expect(continuations(limit: 9, end: 9) == [[8], [3, 5, 7], [], [3, 6]])
  }

  @Test func `without an end every sequence is as long as the limit`() {
    #expect(continuations(limit: 3, end: nil) == [[8, 9, 9], [3, 5, 7], [9, 9, 9], [3, 6, 9]])
    #expect(continuations(limit: 0, end: nil) == [[], [], [], []])
  }
}
