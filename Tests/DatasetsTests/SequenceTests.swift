import Datasets
import Tensors
import TestBasics
import Testing

struct AddingProblemTests {
  @Test(arguments: [2, 7, 50])
  func `the target is the sum of two marked numbers, one in each half`(length: Int) {
    var generator = Generator(seed: length)
    let (inputs, targets) = AddingProblem(length: length).batch(size: 30, using: &generator)
    #expect(inputs.shape == [30, length, 2] && targets.shape == [30, 1])
    for b in 0..<30 {
      let marked = (0..<length).filter { inputs[b, $0, 1] == 1 }
      #expect(marked.count == 2 && marked[0] < length / 2 && marked[1] >= length / 2)
      #expect((0..<length).allSatisfy { inputs[b, $0, 1] == 1 || inputs[b, $0, 1] == 0 })
      #expect((0..<length).allSatisfy { (0..<1).contains(inputs[b, $0, 0]) })
      #expect(targets[b, 0] == marked.reduce(0) { $0 + inputs[b, $1, 0] })
    }
  }

  @Test func `predicting 1 every time has the stated error`() {
    var generator = Generator(seed: 1)
    let targets = AddingProblem(length: 10).batch(size: 20_000, using: &generator).targets.scalars
    let errors = targets.map { Double($0 - 1) * Double($0 - 1) }
    // The standard error of 20,000 squares, whose variance is 7/180.
    let standardError = (7.0 / 180 / 20_000 as Double).squareRoot()
    #expect(abs(errors.sum / 20_000 - AddingProblem.constantError) < 4 * standardError)
  }
}

struct CopyMemoryTests {
  @Test(arguments: [1, 5, 40])
  func `the targets are the tokens after the delay`(delay: Int) {
    let problem = CopyMemory(messageLength: 4, kinds: 3, delay: delay)
    var generator = Generator(seed: delay)
    let batch = problem.batch(size: 10, using: &generator)
    #expect(batch.size == 10 && batch.length == delay + 8)
    for b in 0..<10 {
      let row = b * batch.length..<(b + 1) * batch.length
      let (inputs, targets) = (Array(batch.inputs[row]), Array(batch.targets[row]))
      #expect(inputs.prefix(4).allSatisfy { (1...3).contains($0) })
      #expect(targets == Array(repeating: CopyMemory.blank, count: delay + 4) + inputs.prefix(4))
      #expect(inputs.firstIndex(of: problem.go) == 4 + delay - 1)
      #expect(inputs.count { $0 == CopyMemory.blank } == delay - 1 + 4)
    }
    #expect(Set(batch.inputs) == Set(0..<5))
  }

  @Test func `the chance loss is ln of the number of tokens, averaged over all steps`() {
    // 10 tokens of ln 8 = 2.0794 nats in 100 + 20 steps.
    #expect(abs(CopyMemory(delay: 100).chanceLoss - 0.173287) < 1e-6)
  }
}

struct EchoTests {
  @Test(arguments: [1, 3, 7, 9]) func `a target is the input of so many steps before`(delay: Int) {
    let (echo, T) = (Echo(kinds: 4, delay: delay), 7)
    var generator = Generator(seed: delay)
    let batch = echo.batch(size: 20, length: T, using: &generator)
    #expect(batch.size == 20 && batch.length == T && Set(batch.inputs) == Set(0..<4))
    for b in 0..<20 {
      for t in 0..<T {
        #expect(batch.targets[b * T + t] == (t < delay ? Echo.ignored : batch.inputs[b * T + t - delay]))
      }
    }
    #expect(echo.chanceAccuracy == 0.25)
  }
}

struct TextBatchesTests {
  static let tokens = Array(0..<101)

  @Test(arguments: [(1, 5), (3, 7), (4, 25), (10, 1)])
  func `every row continues the same row of the batch before, and targets are shifted by one`(
    batchSize: Int, contextLength: Int
  ) throws {
    let batches = try TextBatches(Self.tokens, batchSize: batchSize, contextLength: contextLength)
    #expect(batches.count == 100 / batchSize / contextLength)
    for row in 0..<batchSize {
      let range = row * contextLength..<(row + 1) * contextLength
      let read = batches.flatMap { $0.inputs[range] }
      expectEqual(read, to: Array(read[0]..<read[0] + batches.count * contextLength))
      #expect(read[0] == row * (100 / batchSize))
      expectEqual(batches.flatMap { $0.targets[range] }, to: read.map { $0 + 1 })
    }
  }

  @Test func `random contexts start at every possible offset`() throws {
    var generator = Generator(seed: 2)
    let batch = try TextBatches.random(Self.tokens, size: 2000, contextLength: 90, using: &generator)
    expectEqual(batch.targets, to: batch.inputs.map { $0 + 1 })
    #expect(Set(stride(from: 0, to: batch.inputs.count, by: 90).map { batch.inputs[$0] }) == Set(0...10))
  }

  @Test(arguments: [(0.0, 101), (0.1, 91), (0.5, 50), (1.0, 0)])
  func `the split keeps all tokens in order`(share: Double, kept: Int) {
    let (training, validation) = TextBatches.split(Self.tokens, validation: share)
    expectEqual(training + validation, to: Self.tokens)
    #expect(training.count == kept)
  }

  @Test func `a text that is too short for one batch is refused`() throws {
    #expect(throws: TextTooShort(tokens: 20, needed: 21)) {
      try TextBatches(Array(0..<20), batchSize: 4, contextLength: 5)
    }
    #expect(try TextBatches(Array(0..<21), batchSize: 4, contextLength: 5).count == 1)
    var generator = Generator(seed: 1)
    #expect(throws: TextTooShort(tokens: 5, needed: 6)) {
      try TextBatches.random(Array(0..<5), size: 1, contextLength: 5, using: &generator)
    }
  }
}
