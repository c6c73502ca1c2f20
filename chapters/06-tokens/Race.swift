import Attention
import Course
import RNN
import Tokens

// B batch · T positions · D width

// MARK: 7

/// The time of a forward and backward pass of an RNN layer and of an attention layer, for short and long sequences, one at
/// a time and in batches.
func timeSteps(_ chapter: Chapter) {
  var generator = chapter.generator
  let D = 512
  let net = Recurrent<RNNCell>(inputSize: D, hiddenSize: D, using: &generator)
  let (rotary, score) = (RotaryPositions(width: D), ScaledDotScore(queries: D, keys: D, using: &generator))
  let maps = (0..<3).map { _ in Linear(D, D, hasBias: false, using: &generator) }
  func attention(_ x: Variable) -> Variable {
    attend(score(rotary(maps[0](x)), rotary(maps[1](x))), to: maps[2](x)).context
  }
  let lengths = chapter.isQuick ? [32, 64] : [32, 128, 512, 1024, 2048, 4096]
  for B in [1, 16] {
    var table = Table([
      "batch \(B), T", "work", "RNN, ms", "attention, ms", "RNN, GFLOP/s", "attention, GFLOP/s",
    ])
    // The weights of 16 sequences of 4,096 tokens are a gigabyte, and with the other tensors a step needs 6.5.
    for T in lengths where B == 1 || T <= 1024 || chapter.isFull {
      let x = Variable(.normal([B, T, D], using: &generator))
      func seconds(_ layer: (Variable) -> Variable) -> Double {
        Bill.seconds(runs: B * T <= 1024 ? 7 : 2) {
          layer(x).sum.backward()
          x.gradient = nil
        }
      }
      let times = [seconds { net($0).outputs }, seconds(attention)]
      // Two products of T·D·D numbers against three, and two of T·T·D: once forward, twice backward, and × and + each.
      let work = [2 * T * D * D, 3 * T * D * D + 2 * T * T * D].map { Double(6 * B * $0) }
      table.add(
        ["\(grouped(T))", number(work[1] / work[0])] + times.map { number($0 * 1e3) }
          + zip(work, times).map { number(($0 / $1 / 1e9).rounded()) })
      chapter.results["seconds for \(B) × \(T) tokens"] = ["recurrent": JSON(times[0]), "attention": JSON(times[1])]
    }
    say("\(table)")
  }
}
