import Course

// With `--seeds N` every comparison of models is made with N seeds.

/// A table of what training runs measured: every column for one seed, some with the range of several.
struct Comparison {
  private(set) var table: Table
  /// The columns that are shown with a range, by their index.
  private let ranges: [Int]
  private let chapter: Chapter

  /// - Parameters:
  ///   - ranges: Which of `numbers` are shown for several seeds, so that the table fits 80 columns; nil for all.
  ///   - rest: Columns that do not depend on the seed; not shown for several.
  init(_ names: [String], _ numbers: [String], ranges: [Int]? = nil, rest: [String] = [], _ chapter: Chapter) {
    self.chapter = chapter
    self.ranges = chapter.hasSeveralSeeds ? ranges ?? Array(numbers.indices) : Array(numbers.indices)
    table = Table(names + self.ranges.map { numbers[$0] } + (chapter.hasSeveralSeeds ? [] : rest))
  }

  mutating func add(_ row: Row, _ rest: [String] = []) {
    table.add(row.names + ranges.map { spread(row.numbers[$0]) } + (chapter.hasSeveralSeeds ? [] : rest))
  }
}

/// What several runs of one row of a table measured.
struct Row {
  let names: [String]
  /// For every column, one number for each seed.
  let numbers: [[Double]]
}

extension Chapter {
  /// Measures a row once for each seed.
  func row(_ names: [String], _ measure: (_ seed: Int) throws -> [Double]) rethrows -> Row {
    let runs = try seeds.map(measure)
    return Row(names: names, numbers: runs[0].indices.map { column in runs.map { $0[column] } })
  }
}
