import Course
import LSTM
import RNN

// MARK: 2, 3 with several seeds

/// How well the gated cells copy from different initializations, with every seed.
func compareInitializationsOnCopying(_ chapter: Chapter, _ trainer: Trainer) throws {
  let delay = 100
  var copying = Table(["copying, T = \(delay), % of chance", "GRU", "LSTM"])
  for beginning in [Beginning.bias0, .bias1, .chrono(upTo: delay), .wideChrono(upTo: delay)] {
    let losses = try Cells.all.dropFirst().map { name, kind in
      try chapter.seeds.map { seed in
        try MemoryTask.copying.train("\(name), \(beginning.name)", kind, beginning, delay, seed, chapter, trainer).loss
      }
    }
    copying.add([beginning.name] + losses.map(spreadInPercent))
  }
  say("\(copying)")
}

/// How well the cells predict text from different initializations, with every seed.
func compareInitializationsOnLanguage(_ chapter: Chapter, _ trainer: Trainer) throws {
  var language = Table(["language: % above the grammar", "RNN", "GRU", "LSTM"])
  let tasks = try chapter.seeds.map { try LanguageTask(chapter, seed: $0) }
  for beginning in [Beginning.bias0, .bias1, .inputDriven] {
    func excess<Cell: RecurrentCell>(_ name: String, _ kind: Cell.Type) throws -> String {
      let shares = try tasks.map { task in
        let loss = try task.train("\(name), \(beginning.name), seed \(task.seed)", kind, beginning, trainer).loss
        return 100 * (loss / task.perfectLoss - 1)
      }
      return spread(shares, digits: 2)
    }
    // A plain net has no gates to set.
    let plain = if case .bias0 = beginning { "–" } else { try excess("RNN", RNNCell.self) }
    language.add([beginning.name, plain, try excess("GRU", GRUCell.self), try excess("LSTM", LSTMCell.self)])
  }
  say("\(language)")
}
