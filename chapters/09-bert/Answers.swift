import BERT
import Course
import Datasets
import Training

// MARK: 4

/// What the fine-tuned model makes of flight requests: the F1 of each slot, and one request word by word.
///
/// The model is trained already: it is restored from the run of the comparison.
func showSlots(_ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer) throws {
  let model = try SlotModel.trained(.fineTuned, bodies, labels: 64, chapter, trainer, seed: chapter.seed)
  let requests = SlotModel.test(chapter)
  let predicted = withoutGradients { model.predictions(requests) }
  let scores = SpanScore.of(predicted: predicted, actual: requests.map(\.labels)).bySlot
  let slots = FlightRequest.Slot.allCases
  var table = Table(["F1 by slot"] + slots.map(\.rawValue))
  table.add(["BERT, fine-tuned"] + slots.map { number(scores[$0]?.f1 ?? 1) })
  say("\(table)")
  chapter.results["F1 by slot"] = .object(slots.map { (key: $0.rawValue, value: JSON(scores[$0]?.f1 ?? 1)) })
  // The first request with a mistake, if there is one.
  let index = requests.indices.first { predicted[$0] != requests[$0].labels } ?? 0
  var words = Table(["word", "label", "predicted"])
  for (word, (label, guess)) in zip(requests[index].words, zip(requests[index].labels, predicted[index])) {
    words.add([word, label.description, guess.description])
  }
  say("\(words)")
}

/// What it answers: exact match and F1, and some questions.
func showAnswers(_ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer) throws {
  let model = try AnswerModel.trained(.fineTuned, bodies, labels: 64, chapter, trainer, seed: chapter.seed)
  let questions = AnswerModel.test(chapter)
  let answers = withoutGradients { model.answers(questions) }
  var table = Table(["questions", "exact match", "F1", "best possible"])
  func add(_ name: String, _ chosen: [Int]) {
    let score = AnswerScore(predicted: chosen.map { answers[$0] }, actual: chosen.map { questions[$0].answer })
    table.add([name, number(score.exactMatch), number(score.f1), "1"])
    chapter.results["answers, \(name)"] = ["exactMatch": JSON(score.exactMatch), "f1": JSON(score.f1)]
  }
  add("all", Array(questions.indices))
  for (kind, name) in zip(Question.Kind.allCases, ["who", "what", "where", "how many", "when"]) {
    let chosen = questions.indices.filter { questions[$0].kind == kind }
    if !chosen.isEmpty { add(name, chosen) }
  }
  say("\(table)")
  // The first right answer, and the first wrong one.
  for isRight in [true, false] {
    guard let index = questions.indices.first(where: { (answers[$0] == questions[$0].answer) == isRight }) else {
      continue
    }
    let question = questions[index]
    say(question.paragraph.joined(separator: " "))
    say("  \(question.question.joined(separator: " "))  \(question.paragraph[answers[index]].joined(separator: " "))")
  }
}
