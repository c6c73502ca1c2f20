import Course
import Datasets

/// The exact matches of models that were trained with several seeds: a row for each model, the mean and the range in %.
struct SeedTable {
  private let title: String
  private let chapter: Chapter
  private var table: Table

  init(_ title: String, _ chapter: Chapter) {
    (self.title, self.chapter) = (title, chapter)
    table = Table(["\(title), %"] + TextToTextTask.allCases.map(\.rawValue))
  }

  /// - Parameter runs: For each seed the exact match on each task.
  mutating func add(_ name: String, _ runs: [[Double]]) {
    let tasks = TextToTextTask.allCases
    let columns = tasks.indices.map { task in runs.map { $0[task] } }
    table.add([name] + columns.map(spreadInPercent))
    chapter.results["\(title): \(name)"] = .object(
      zip(tasks, columns).map { (key: $0.rawValue, value: JSON($1)) })
  }

  func show() { say("\(table)\n") }
}
