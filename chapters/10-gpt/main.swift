import Course
import Datasets
import GPT

let chapter = Chapter(
  "10-gpt", "a decoder that predicts the next token, and all that follows from it",
  options: [
    .seeds, .full,
    Option("scaling", .none, "train three sizes on three amounts of text instead, which takes minutes"),
  ] + textOptions)

chapter.run { chapter in
  let trainer = try chapter.trainer()
  if let path = chapter.file("text") { return try learnFile(path, chapter, trainer) }
  if chapter.has("scaling") { return try showScaling(chapter, trainer) }
  let texts = LanguageTexts(chapter)
  say("1. The next token".bold())
  try showTargets(texts, chapter)
  say("2. A language model".bold())
  let models = try compareModels(texts, chapter, trainer)
  say("3. Writing".bold())
  compareSamplers(models.gpt, texts.corpus, chapter)
  try continuePrompts(models.gpt, texts.corpus, chapter)
  compareCache(chapter)
  say("4. What the residual stream believes".bold())
  try showBeliefs(chapter, trainer)
  try probeSentences(models.gpt, models.gru, texts.corpus, chapter)
  say("5. Fine-tuning".bold())
  try fineTune(chapter, trainer)
  say("6. Induction".bold())
  let copying = try learnInduction(chapter, trainer)
  say("7. Prompting".bold())
  try showPrompting(copying, chapter, trainer)
  say("8. The cost of a step".bold())
  showSizes()
  try showBill(texts, chapter)
  if chapter.isFull {
    say("9. More seeds".bold())
    try compareOnSeeds(texts, chapter, trainer)
  }
  chapter.showDigests([("GPT", models.gpt), ("GRU", models.gru), ("induction", copying)])
}
