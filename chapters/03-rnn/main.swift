import Course
import Datasets
import RNN

let chapter = Chapter(
  "03-rnn", "recurrent nets: against n-grams, in five input and output shapes, and where they fail", options: [.seeds])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  var generator = chapter.generator
  let corpus = Corpus(
    characters: chapter.isQuick ? 40_000 : 200_000, testSentences: chapter.isQuick ? 60 : 400, using: &generator)
  say("1. n-gram models against recurrent nets".bold())
  let (models, losses) = try compareWithNGrams(chapter, trainer, corpus)
  try showBill(corpus, chapter)
  say("2. Five shapes of input and output".bold())
  try showShapes(chapter, trainer, corpus)
  say("3. Gradient norms and clipping".bold())
  let short = ShortText(corpus, tokens: 40_000, chapter)
  let unclipped = try compareClipping(chapter, trainer, short)
  say("4. Layer norm and dropout".bold())
  try compareLayerNorm(chapter, trainer, short, unclipped: unclipped)
  try compareDropout(chapter, trainer, ShortText(corpus, tokens: 5_000, chapter))
  say("5. Teacher forcing and the model's own outputs".bold())
  try compareSchedules(chapter, trainer, corpus)
  say("6. Gradients through time".bold())
  drawVanishing(chapter, models[0].1, corpus)
  drawExploding(chapter)
  say("7. Tokens that depend on distant context".bold())
  showDistantContext(losses, corpus)
  chapter.showDigests(models.map { ($0, $1) })
}

/// The training plan of this chapter's language models.
func languagePlan(steps: Int, _ chapter: Chapter, seed: Int? = nil) -> TrainingPlan {
  TrainingPlan(steps: steps, learningRate: 1e-2, finalLearningRate: 1e-2 / 50, seed: seed ?? chapter.seed)
}

// MARK: 7

/// The loss on tokens that the text before them determines.
func showDistantContext(_ losses: [Losses], _ corpus: Corpus) {
  var table = Table(["loss on determined tokens"] + losses.map(\.name) + ["best possible"])
  for dependency in Dependency.allCases {
    let positions = corpus.test.indices.dropFirst().filter { corpus.dependencies[$0] == dependency }
    table.add(
      ["\(dependency)"] + losses.map { losses in number(mean(positions.map { losses.values[$0 - 1] })) } + ["0"])
  }
  say("\(table)")
}
