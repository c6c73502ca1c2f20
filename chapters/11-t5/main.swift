import Course
import Datasets
import T5

let chapter = Chapter(
  "11-t5", "an encoder and a decoder for every task, which is put as text to text", options: [.seeds, .full])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  let texts = Texts(chapter)
  say("1. Every task is text to text".bold())
  showTasks(texts)
  say("2. Pieces of words".bold())
  showPieces(texts, chapter)
  compareTokenizers(chapter)
  say("3. Corrupted texts".bold())
  showCorruption(texts, chapter)
  showNoises(texts, chapter)
  say("4. Pre-training".bold())
  let pretrained = try preTrain(texts, chapter, trainer, seed: chapter.seed)
  showFilling(pretrained, texts, chapter)
  say("5. One model for all tasks".bold())
  let (model, results) = try compareOnTasks(pretrained, texts, chapter, trainer)
  if chapter.isFull {
    let runs = try SeedRuns(pretrained: pretrained, results, texts, chapter, trainer)
    try compareOnSeeds(runs, texts, chapter, trainer)
    try compareTranslators(texts, chapter, trainer)
    try compareWithOneModelPerTask(runs, texts, chapter, trainer)
    try compareFamilies(runs, texts, chapter, trainer)
    try compareNoises(texts, chapter, trainer)
  }
  say("6. Positions".bold())
  showPositions(model, chapter)
  say("7. A frozen text encoder that draws".bold())
  let decoder = try drawPictures(encoder: pretrained, tokenizer: texts.tokenizer, chapter, trainer)
  say("8. The cost of a step".bold())
  showSizes()
  showBill(model, texts, chapter)
  chapter.showDigests([("spans", pretrained), ("tasks", model), ("drawing", decoder)])
}
