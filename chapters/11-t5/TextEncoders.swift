import Course
import T5
import Tensors
import Tokens
import Training

/// One row of the comparison: a frozen text encoder, and how a decoder learns to draw from its states.
private struct TextEncoderTrial {
  let isPretrained: Bool
  var isStandardized = false
  var seesPositions = true
  var steps = 4500

  var name: String { (isPretrained ? "pre-trained" : "random") + (isStandardized ? ", scaled" : "") }

  static let all = [
    TextEncoderTrial(isPretrained: false, seesPositions: false),
    TextEncoderTrial(isPretrained: true, seesPositions: false),
    TextEncoderTrial(isPretrained: false),
    TextEncoderTrial(isPretrained: true),
    TextEncoderTrial(isPretrained: true, steps: 13_500),
    TextEncoderTrial(isPretrained: false, isStandardized: true),
    TextEncoderTrial(isPretrained: true, isStandardized: true),
  ]
}

/// Text encoders, pre-trained and random, with and without positions for the decoder, with their states as they are and
/// standardized; and one decoder trained for longer.
///
/// A seed is the decoder's, and the random encoder's. The pre-trained encoder is always the same.
func compareTextEncoders(
  _ encoder: T5Model, _ tokenizer: UnigramTokenizer, _ task: DrawingTask, _ judge: PictureJudge, _ chapter: Chapter,
  _ trainer: Trainer
) throws {
  func frozen(_ isPretrained: Bool, _ seed: Int) -> T5Model {
    var generator = Generator(seed: seed)
    return isPretrained ? encoder : T5Model(encoder.configuration, using: &generator)
  }
  var table = Table(["frozen text encoder", "positions", "steps", "all right in %", "relation", "shape", "color"])
  for trial in TextEncoderTrial.all {
    let steps = chapter.steps(trial.steps, quick: 2)
    let key = "drawing, \(trial.name), positions \(trial.seesPositions), \(trial.steps) steps"
    let scores = try chapter.seeds.map { seed in
      let captions = EncodedCaptions(
        frozen(trial.isPretrained, seed), tokenizer, isStandardized: trial.isStandardized)
      let decoder = try trainedDecoder(
        "\(key), seed \(seed)", captions, seesCaptionPositions: trial.seesPositions, task, steps: steps, trainer,
        seed: seed)
      return DrawingScore(judge, drawn(by: decoder, captions, task, seed: seed), task.test)
    }
    func percent(_ score: (DrawingScore) -> Double) -> String { spread(scores.map { (100 * score($0)).rounded() }) }
    table.add(
      [trial.name, trial.seesPositions ? "added" : "–", grouped(steps)]
        + [percent(\.everything), percent(\.relation), percent(\.shape), percent(\.color)])
    chapter.results[key] = .list(scores.map { JSON($0.everything) })
  }
  say("\(table)\n")
  var states = Table(["states of the captions' tokens", "common vector in %", "effective rank"])
  for (name, isPretrained) in [("random", false), ("pre-trained", true)] {
    let captions = (isPretrained ? [chapter.seed] : chapter.seeds).map {
      EncodedCaptions(frozen(isPretrained, $0), tokenizer)
    }
    states.add([name, spread(captions.map { 100 * $0.commonShare }), spread(captions.map(\.effectiveRank))])
  }
  say("\(states)\n")
}
