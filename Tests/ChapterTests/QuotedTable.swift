import Foundation

/// A table of words and numbers as a run prints it: columns are set apart by two spaces or more.
///
/// The same seed gives the same bits on every processor, so what a README quotes must be equal to the digit. Speeds, times
/// and memory belong to the machine: they are known by their column's heading, and need only have the same size.
struct QuotedTable {
  let rows: [[String]]
  /// The lines with the names of the columns. Long names are folded over several, of which the last has a word for every
  /// column.
  private let heading: [[String]]
  private var header: [String]? { heading.last }

  /// How much faster or slower another machine may be, or this one while other programs run.
  static let machineFactor = 50.0

  init(_ lines: [String]) {
    rows = lines.filter { !$0.hasPrefix("─") }.map { line in
      line.replacingOccurrences(of: "  ", with: "\u{0}").split(separator: "\u{0}")
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
    let rule = lines.firstIndex { $0.hasPrefix("─") } ?? 1
    heading = Array(rows.prefix(rule))
  }

  /// The table in what a run printed: it begins with this one's heading, and has as many lines.
  func found(in printed: [String], lines count: Int) -> QuotedTable? {
    let start = printed.indices.first { start in
      let end = start + heading.count
      return end <= printed.count && QuotedTable(Array(printed[start..<end])).rows == heading
    }
    return start.map { QuotedTable(Array(printed[$0...].prefix(count))) }
  }

  /// What differs, cell by cell, in words.
  func differences(from printed: QuotedTable) -> [String] {
    guard let header, rows.count == printed.rows.count else {
      return ["\(rows.count) rows are quoted, \(printed.rows.count) printed"]
    }
    return zip(rows, printed.rows).flatMap { mine, theirs -> [String] in
      if mine.count != theirs.count { return ["quoted: \(mine), printed: \(theirs)"] }
      return mine.indices.compactMap { column in
        // A header may have an empty first cell: columns are counted from the right.
        let position = header.count - (mine.count - column)
        let heading = position >= 0 ? header[position] : ""
        let isEqual =
          mine[column] == theirs[column] || Self.isOfTheMachine(heading) && agree(mine[column], theirs[column])
        return isEqual ? nil : "\(mine[0]), \(heading): \(mine[column]) is quoted, \(theirs[column]) printed"
      }
    }
  }

  /// Whether a column's heading names a speed, a time or memory.
  static func isOfTheMachine(_ heading: String) -> Bool {
    heading == "speed" || heading.hasSuffix("/s") || heading.split(separator: " ").contains("ms")
      || ["seconds", "of the peak", "of peak", "of the bandwidth", "MB"].contains(where: heading.contains)
  }

  /// Whether two numbers have the same size. Shares in percent of which one is rounded to zero count as one percent.
  private func agree(_ a: String, _ b: String) -> Bool {
    func size(_ text: String) -> Double? {
      let isShare = text.hasSuffix("%")
      let mean = text.prefix { $0 != "(" }  // of several runs, before their range
      let number = Double(mean.replacingOccurrences(of: ",", with: "").filter { $0 != "%" && $0 != " " })
      return number.map { isShare ? max($0, 1) : $0 }
    }
    guard let x = size(a), let y = size(b), x > 0, y > 0 else { return false }
    return max(x, y) / min(x, y) <= Self.machineFactor
  }
}
