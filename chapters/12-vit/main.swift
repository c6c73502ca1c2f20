import Course
import Datasets
import ViT

let chapter = Chapter(
  "12-vit", "a picture is a sequence of patches: ViT against a convolutional net and an LSTM",
  options: [.seeds, .full] + pictureOptions)

chapter.run { chapter in
  let trainer = try chapter.trainer()
  let data = try PictureData(chapter)
  say("1. A picture as a sequence".bold())
  showPatches(data, chapter)
  say("2. Three nets, few pictures and many".bold())
  let models = try compareOnAmounts(data, chapter, trainer)
  say("3. Looking inside".bold())
  lookInside(models.vit, data, chapter)
  if chapter.isFull { try comparePositions(data, chapter, trainer) }
  say("4. Without labels".bold())
  try learnWithoutLabels(data, chapter, trainer)
  say("5. Augmentation".bold())
  try compareAugmentations(data, without: models.accuracies[1000], chapter, trainer)
  say("6. Another resolution".bold())
  if data.areDigits {
    try changeResolution(models.nets[.vit]!, data, chapter, trainer)
  } else {
    say("Only digits are drawn at another resolution.\n")
  }
  say("7. The cost of a step".bold())
  showSizes()
  showBill(data, chapter)
  chapter.showDigests(models.nets.map { ($0.key.rawValue, $0.value) }.sorted { $0.0 < $1.0 })
}
