import BERT
import Course
import Datasets

let chapter = Chapter(
  "09-bert", "an encoder that learns from text alone, then from few labels",
  options: [
    .seeds, .full,
    Option(
      "fill", .text, "pre-train, then fill in each [MASK] of a text, as in \"two dogs [MASK] the king .\"",
      affectsTraining: false),
  ])

chapter.run { chapter in
  let hidden = try chapter.text("fill").map(HiddenText.init)
  let trainer = try chapter.trainer()
  var generator = chapter.generator
  let text = StoryPretraining(isQuick: chapter.isQuick, using: &generator)
  if let hidden { return fill(hidden, try preTrain(text, chapter, trainer).model, chapter) }
  say("1. The input".bold())
  showInput(text, chapter)
  say("2. Two losses".bold())
  try preTrainWithPairs(text, chapter, trainer)
  say("3. Pre-training".bold())
  let pretrained = try preTrain(text, chapter, trainer)
  let model = pretrained.model
  showGuesses(model, chapter)
  let recurrent = try preTrainRecurrent(text, within: model.body.parameterCount, chapter, trainer, seed: chapter.seed)
  let bodies = Bodies(bert: model.body, recurrent: recurrent)
  say("4. Fine-tuning with 64 labels".bold())
  try compareMethods(bodies, chapter, trainer)
  try showSlots(bodies, chapter, trainer)
  try showAnswers(bodies, chapter, trainer)
  say("5. One vector for a whole text".bold())
  try comparePoolings(bodies, chapter, trainer)
  mapSentences(model, chapter)
  say("6. The cost of a step".bold())
  showBill(text, chapter)
  if chapter.isFull {
    say("7. More labels, more seeds, more relatives".bold())
    try compareOnSeeds(bodies, pretrained, text, chapter, trainer)
  }
  say("\(chapter.isFull ? 8 : 7). What is still missing".bold())
  writeByFilling(model, chapter)
  chapter.showDigests([("BERT", model), ("bidirectional LSTM", recurrent)])
}
