import BERT
import Course
import LoRA
import Training

// MARK: 2

/// What became of each way: a tuned model for each task.
typealias Results = [Way: [Tuned]]

extension Results {
  /// What became of one way on slots.
  func slots(_ way: Way) -> Tuned { self[way]![Task.all.firstIndex { $0.name == Task.slots.name }!] }
}

/// Some ways on every task, one seed.
@discardableResult
func compare(
  _ ways: [Way], _ architecture: Architecture, _ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer
) throws -> Results {
  var results: Results = [:]
  var table = Table(["\(architecture.rawValue), \(Recipe.labels) labels", "trained", "of all"] + Task.all.map(\.name))
  for way in ways {
    let tuned = try Task.all.map { try $0.tuned(way, architecture, bodies, chapter, trainer, seed: chapter.seed) }
    let body = tuned[0].body
    let (trained, all) = (body.trainableParameterCount, body.parameterCount)
    table.add([way.rawValue, "\(trained)", percent(trained, of: all)] + tuned.map { number($0.score) })
    chapter.results["\(architecture.rawValue), \(way.rawValue)"] = [
      "trained": JSON(trained), "all": JSON(all), "scores": .list(tuned.map { JSON($0.score) }),
    ]
    results[way] = tuned
  }
  say("\(table)")
  return results
}

func percent(_ part: Int, of all: Int) -> String { "\(number(Double(part) / Double(all) * 100, digits: 2)) %" }

/// The same with several seeds, everything pre-trained anew for each: the mean with the lowest and the highest.
func compareWaysOnSeeds(_ all: [(seed: Int, bodies: Bodies)], _ chapter: Chapter, _ trainer: Trainer) throws {
  for architecture in Architecture.allCases {
    var table = Table(["\(architecture.rawValue), in %"] + Task.all.map { "\($0.name), \($0.metric)" })
    for way in Way.allCases {
      let scores = try Task.all.map { task in
        try all.map { try task.tuned(way, architecture, $0.bodies, chapter, trainer, seed: $0.seed).score }
      }
      table.add([way.rawValue] + scores.map(spreadInPercent))
      chapter.results["\(architecture.rawValue), \(way.rawValue), all seeds"] = .list(
        scores.map { JSON($0) })
    }
    say("\(table)")
  }
}

// MARK: 5

/// The loss on hidden words of old text after each way, with what the task has added and without it.
func showForgetting(_ results: Results, _ bodies: Bodies, _ chapter: Chapter) {
  let before = bodies.oldLoss(bodies.bert.body)
  var table = Table(
    ["loss on old text", "as it was"] + Task.all.map { "after \($0.name)" } + ["without what was added"])
  for way in Way.allCases {
    let bodiesAfter = results[way]!.map { $0.body as! BERTModel }
    let after = bodiesAfter.map(bodies.oldLoss)
    // An adapter or a prefix is taken off; weights that were overwritten stay so.
    bodiesAfter[0].detachAdapters()
    bodiesAfter[0].removePrefixes()
    let without = bodies.oldLoss(bodiesAfter[0])
    table.add([way.rawValue, number(before)] + after.map { number($0) } + [number(without)])
    chapter.results["forgetting, \(way.rawValue)"] = .list(([before] + after + [without]).map { JSON($0) })
  }
  say("\(table)")
}
