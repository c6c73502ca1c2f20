import Attention
import Datasets
import EncoderDecoder
import RNN
import T5
import Tensors
import TestSupport
import Testing
import Training

// B batch · T source · U target

struct PropertyTests {
  private let sources = Tiny.pairs.map(\.source)

  @Test(arguments: Tiny.allCases) func `a later target token leaves earlier logits as they are`(kind: Tiny) {
    let model = kind.randomModel()
    let source = PaddedRows([sources[0]])
    let (a, b) = (
      model(source, PaddedRows([[0, 3, 4, 5, 6]])).value, model(source, PaddedRows([[0, 3, 4, 9, 6]])).value
    )
    expectEqual(a.row(0).rows(0..<3), to: b.row(0).rows(0..<3))
    #expect(a.row(0).row(3) != b.row(0).row(3) && a.row(0).row(4) != b.row(0).row(4))
  }

  @Test(arguments: Tiny.allCases) func `padding of the source changes nothing`(kind: Tiny) {
    let model = kind.randomModel()
    let targets = PaddedRows([[Int]](repeating: [0, 3, 4], count: 3))
    let (zeros, sevens) = (PaddedRows(sources, padding: 0), PaddedRows(sources, padding: 7))
    expectEqual(model(zeros, targets).value, to: model(sevens, targets).value)
    for (row, source) in sources.enumerated() {
      let alone = model(PaddedRows([source]), PaddedRows([[0, 3, 4]])).value
      expectClose(model(zeros, targets).value.row(row), to: alone.row(0))
    }
    let longer = model(PaddedRows([sources[1] + [7]]), PaddedRows([[0, 3, 4]])).value
    #expect(longer.row(0) != model(zeros, targets).value.row(1), "a token that counts is seen")
  }

  /// Positions come from the cache: each row goes on where it is, whatever memory the cache has.
  @Test(arguments: Tiny.allCases) func `with the cache, rows of different lengths go on as in the full pass`(kind: Tiny)
  {
    let model = kind.randomModel()
    let texts = [[0, 3, 4, 5, 6, 7, 8], [0, 9, 4, 12, 3, 3, 4], [0, 12, 12, 5, 6, 7, 3]]
    let full = model(PaddedRows(sources), PaddedRows(texts)).value
    var state = model.encode(PaddedRows(sources))
    var read = [0, 0, 0]
    for counts in [[3, 1, 2], [1, 2, 1], [1, 1, 3], [2, 3, 1]] {
      let next = zip(texts, zip(read, counts)).map { Array($0[$1.0..<$1.0 + $1.1]) }
      read = zip(read, counts).map { $0 + $1 }
      let logits = model.read(PaddedRows(next, padding: 11), &state)
      for row in 0..<3 { expectClose(logits.row(row), to: full.row(row).row(read[row] - 1)) }
    }
    #expect(read == [7, 7, 7])
    // Rows may be chosen and continued.
    let order = [2, 0, 2]
    var chosen = state.rows(at: order)
    let logits = model.read(PaddedRows([[3], [4], [5]]), &chosen)
    for (index, row) in order.enumerated() {
      let whole = model(PaddedRows([sources[row]]), PaddedRows([texts[row] + [3 + index]])).value
      expectClose(logits.row(index), to: whole.row(0).row(7))
    }
  }

  @Test(arguments: Tiny.allCases) func `a beam of width one is greedy decoding, with the model's own end`(kind: Tiny) {
    var lengths: Set<Int> = []
    for seed in 0..<30 {
      let model = kind.randomModel(seed: seed)
      let greedy = model.translate(Tiny.pairs, limit: 7)
      let beams = model.translate(Tiny.pairs, limit: 7, beam: BeamSearch(width: 1))
      #expect(beams.map { $0[0].tokens } == greedy)
      let tokens = model.decodingTokens
      for (pair, text) in zip(Tiny.pairs, greedy) {
        let logits = model(PaddedRows([pair.source]), PaddedRows([[tokens.begin] + text.prefix(6)])).value
        #expect(logits.row(0).argmax() == text + (text.count < 7 ? [tokens.end] : []))
        lengths.insert(text.count)
      }
      var generator = Generator(seed: seed)
      #expect(model.translate(Tiny.pairs, limit: 7, sampler: .greedy, using: &generator) == greedy)
    }
    #expect(lengths.contains(7) && lengths.contains { $0 < 7 })
  }

  @Test func `the encoder tells left from right, and the decoder does not look to the right`() {
    let model = Tiny.t5.randomModel() as! T5Model
    #expect(model.encoderPositions.buckets.isBidirectional && !model.decoderPositions.buckets.isBidirectional)
    let batch = PairBatch(Tiny.pairs, model.decodingTokens)
    let logits = model(batch.source, batch.decoderInput).value
    // 16 buckets are for keys to the right: the encoder uses them.
    model.encoderPositions.weight.update { table in
      table = Tensor(shape: table.shape) { $0[0] > 16 ? table[$0[0], $0[1]] + 1 : table[$0[0], $0[1]] }
    }
    #expect(model(batch.source, batch.decoderInput).value != logits)
  }

  /// There are no other positions: without the tables, tokens in another order give the same outputs in that order.
  @Test func `T5 knows positions by its tables alone`() {
    let model = Tiny.t5.randomModel() as! T5Model
    let forward = [3, 7, 12, 9, 4]
    func memory(_ tokens: [Int]) -> Tensor { model.encode(PaddedRows([tokens])).memory.states.value.row(0) }
    func isSymmetric() -> Bool {
      memory(forward.reversed()).rows(at: [4, 3, 2, 1, 0]).isClose(to: memory(forward), tolerance: 1e-4)
    }
    #expect(!isSymmetric())
    model.encoderPositions.weight.update { $0 = Tensor(repeating: 0, shape: $0.shape) }
    #expect(isSymmetric())
  }

  @Test(arguments: [Tiny.t5, .t5v11]) func `T5 has dropout in five parts`(kind: Tiny) {
    let changes: [(inout T5Configuration) -> Void] = [
      { $0.block.dropout = 0.5 }, { $0.block.attentionDropout = 0.5 }, { $0.block.feedForwardDropout = 0.5 },
    ]
    for change in changes {
      var generator = Generator(seed: 1)
      let model = kind.model(using: &generator, changing: change)
      let batch = PairBatch(Tiny.pairs, model.decodingTokens)
      let quiet = model(batch.source, batch.decoderInput).value
      #expect(model(batch.source, batch.decoderInput, .training(Randomness(seed: 1))).value != quiet)
    }
    // Of the embeddings and of the outputs a part is 0.
    var generator = Generator(seed: 1)
    let model = kind.model(using: &generator) { $0.block.dropout = 0.5 } as! T5Model
    let source = PaddedRows(Tiny.pairs.map(\.source))
    let training = Mode.training(Randomness(seed: 2))
    for x in [
      model.decoderInput(source, from: [0], training).value, model.encode(source, training).states.value,
    ] {
      let zeros = x.scalars.count { $0 == 0 }
      #expect(abs(Double(zeros) / Double(x.count) - 0.5) < 0.1)
    }
    let y = constant(Tensor.ones(3, 2, 8))
    #expect(model.logits(y, training).value != model.logits(y, .evaluation).value)
  }

  @Test func `BART reads a position two rows further on, up to its limit`() {
    let model = Tiny.bart.randomModel() as! BARTModel
    #expect(model.encoderPositions.positions.weight.shape == [26, 8])
    let (source, target) = (PaddedRows([[3, 4]]), PaddedRows([[1, 5]]))
    let logits = model(source, target).value
    for table in [model.encoderPositions, model.decoderPositions].map(\.positions.weight) {
      let own = table.value
      func change(rows: Set<Int>) {
        table.update {
          $0 = Tensor(shape: own.shape) { own[$0[0], $0[1]] + (rows.contains($0[0]) ? Scalar($0[1]) : 0) }
        }
      }
      change(rows: [0, 1, 4, 5])
      expectEqual(model(source, target).value, to: logits)
      change(rows: [2])
      #expect(model(source, target).value != logits)
      change(rows: [3])
      #expect(model(source, target).value != logits)
      table.update { $0 = own }
    }
  }
}
