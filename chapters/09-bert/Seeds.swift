import BERT
import Course
import Training

// MARK: 7

/// Pre-trains anew for every seed, then shows how scores grow with the labels, and what BERT's relatives reach.
func compareOnSeeds(
  _ first: Bodies, _ model: Pretrained, _ text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer
) throws {
  var curves = LabelCurves()
  var family = FamilyTable()
  for seed in chapter.seeds {
    var (bodies, teacher) = (first, model)
    if seed != chapter.seed {
      teacher = try preTrained("BERT, seed \(seed)", on: text, chapter, trainer, seed: seed)
      bodies = Bodies(
        bert: teacher.model.body,
        recurrent: try preTrainRecurrent(
          text, within: teacher.model.body.parameterCount, chapter, trainer, seed: seed))
    }
    try curves.add(bodies, chapter, trainer, seed: seed)
    try family.add(teacher, bodies, text, chapter, trainer, seed: seed)
  }
  curves.show(chapter)
  family.show(text, chapter)
}

/// The scores of every method on every task, by the number of labels.
struct LabelCurves {
  private static let counts = [16, 64, 256, 1024]
  /// `scores[task][method][count]`, one for each seed.
  private var scores = tasks.map { _ in Method.allCases.map { _ in counts.map { _ in [Double]() } } }

  mutating func add(_ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer, seed: Int) throws {
    for (t, task) in tasks.enumerated() {
      for (m, method) in Method.allCases.enumerated() {
        for (n, count) in LabelCurves.counts.enumerated() {
          scores[t][m][n].append(try task.score(method, bodies, count, chapter, trainer, seed))
        }
      }
    }
  }

  func show(_ chapter: Chapter) {
    for (t, task) in tasks.enumerated() {
      var table = Table(["\(task.heading) in %, by labels"] + LabelCurves.counts.map { "\($0)" })
      var plot = LinePlot(task.heading, x: "labels", y: task.metric, logX: true)
      for (m, method) in Method.allCases.enumerated() {
        table.add([method.rawValue] + scores[t][m].map(spreadInPercent))
        plot.add(method.rawValue, zip(LabelCurves.counts, scores[t][m]).map { (x: Double($0), y: mean($1)) })
        chapter.results["\(task.name), \(method.rawValue)"] = JSON(scores[t][m])
      }
      chapter.show("labels-\(task.name)", plot.text(), svg: plot.svg)
      say("\(table)")
    }
  }
}
