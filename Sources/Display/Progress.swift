/// One line that shows how far a run is, in place; plain lines, about ten in all, where there is no terminal.
public final class Progress {
  /// Where the lines go and what the time is, so that a test can stand in for both.
  struct Output {
    var isTerminal = Screen.redrawsLines
    var color = Screen.hasColor
    var width: () -> Int = { Screen.width }
    var redraw: (String) -> Void = Screen.redraw
    var closeLine: () -> Void = Screen.closeLine
    var say: (String) -> Void = { Display.say($0) }
    var seconds: () -> Double = stopwatch()
  }

  private let title: String
  private let total: Int
  private let unit: String
  private let start: Int
  private let output: Output
  private var latest: (step: Int, values: [(String, Double)], speed: (Double, String)?)?
  private var lastDrawn = -Double.infinity
  private var tenthsShown = 0
  private var isShown = false
  private var isFinished = false

  /// - Parameter start: the steps that an earlier run has done, when this one resumes it.
  public convenience init(_ title: String, total: Int, unit: String = "steps", from start: Int = 0) {
    self.init(title, total: total, unit: unit, from: start, output: Output())
  }

  init(_ title: String, total: Int, unit: String, from start: Int, output: Output) {
    self.title = title.printable
    (self.total, self.unit, self.start, self.output) = (total, unit, start, output)
    tenthsShown = tenths(start)
  }

  deinit { if !isFinished, output.isTerminal { output.closeLine() } }

  /// Shows that `step` steps are done, with what to watch (such as the loss) and the speed with its unit.
  public func update(_ step: Int, values: [(String, Double)], speed: (Double, String)? = nil) {
    latest = (step, values, speed)
    isShown = false
    if output.isTerminal {
      let now = output.seconds()
      guard now - lastDrawn >= 0.1 else { return }
      lastDrawn = now
      output.redraw(line(width: output.width() - 1))
    } else if tenths(step) > tenthsShown {
      tenthsShown = tenths(step)
      isShown = true
      output.say(plainLine())
    }
  }

  /// Leaves the last line standing and adds a closing one.
  public func finish(_ closing: String? = nil) {
    guard !isFinished else { return }
    isFinished = true
    if output.isTerminal {
      if latest != nil { output.redraw(line(width: output.width() - 1)) }
      output.closeLine()
    } else if latest != nil, !isShown {
      output.say(plainLine())
    }
    if let closing { output.say(closing) }
  }

  private func tenths(_ step: Int) -> Int { total > 0 ? Int(10 * Double(step) / Double(total)) : step }

  private func plainLine() -> String { parts().map(\.text).joined(separator: "  ") }

  /// The line for a terminal, with a bar as long as there is room for.
  private func line(width: Int) -> String {
    var parts = parts()
    func used() -> Int { parts.reduce(0) { $0 + $1.text.visibleWidth } + 2 * (parts.count - 1) }
    // On a narrow screen the least important part goes first.
    while used() > width, let last = parts.indices.dropFirst(2).max(by: { parts[$0].rank < parts[$1].rank }) {
      parts.remove(at: last)
    }
    var texts = parts.map(\.text)
    texts[0] = texts[0].bold(when: output.color)
    let room = min(24, (width - used() - 2) / 4 * 4)  // in steps, lest it jitter with the numbers beside it
    if room >= 8 { texts.insert(bar(room), at: 1) }
    return texts.joined(separator: "  ").fitted(to: max(1, width))
  }

  /// The parts of the line, each with a rank: parts of higher rank are left out first.
  private func parts() -> [(text: String, rank: Int)] {
    let step = latest?.step ?? start
    let whole = fixed(Double(total), decimals: 0)
    let done = fixed(Double(step), decimals: 0).rightAligned(in: whole.count)
    var parts = [(title, 0), ("\(done)/\(whole) \(unit)", 0)]
    for (index, value) in (latest?.values ?? []).enumerated() {
      parts.append(("\(value.0.printable) \(number(value.1))", index == 0 ? 1 : 100 + index))
    }
    if let speed = latest?.speed { parts.append(("\(compact(speed.0)) \(speed.1.printable)", 60)) }
    let elapsed = output.seconds()
    let left = elapsed / Double(max(1, step - start)) * Double(max(0, total - step))
    if isFinished || step >= total {
      parts.append(("in \(clock(elapsed))", 50))
    } else if step > start {
      parts.append(("\(clock(left)) left", 50))
    }
    return parts
  }

  private func bar(_ width: Int) -> String {
    let share = total > 0 ? Double(latest?.step ?? start) / Double(total) : 1
    let halves = Int((min(1, max(0, share)) * Double(2 * width)).rounded(.down))
    let done = String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : "")
    let rest = String(repeating: "─", count: width - done.count)
    return done.colored(.cyan, when: output.color) + rest.dim(when: output.color)
  }
}

/// Seconds since now.
private func stopwatch() -> () -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  return { (clock.now - start) / .seconds(1) }
}
