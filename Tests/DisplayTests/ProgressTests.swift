import Testing

@testable import Display

struct ProgressTests {
  /// Collects what a progress line writes, at a time that the test sets.
  private final class Recorder {
    var lines: [String] = []
    var drawn: [String] = []
    var closings = 0
    var now = 0.0

    func output(isTerminal: Bool, width: Int = 80) -> Progress.Output {
      Progress.Output(
        isTerminal: isTerminal, color: false, width: { width }, redraw: { self.drawn.append($0) },
        closeLine: { self.closings += 1 }, say: { self.lines.append($0) }, seconds: { self.now })
    }
  }

  @Test func `without a terminal ten lines appear, the last among them`() {
    let recorder = Recorder()
    let progress = Progress("training", total: 1000, unit: "steps", from: 0, output: recorder.output(isTerminal: false))
    for step in 1...1000 {
      recorder.now = Double(step) / 10
      progress.update(step, values: [("loss", 2)], speed: (12345, "tokens/s"))
    }
    progress.finish("saved")
    #expect(recorder.lines.count == 11)
    #expect(recorder.lines[0] == "training    100/1,000 steps  loss 2  12.3k tokens/s  1:30 left")
    #expect(recorder.lines[9] == "training  1,000/1,000 steps  loss 2  12.3k tokens/s  in 1:40")
    #expect(recorder.lines[10] == "saved")
  }

  @Test func `a run that stops early still shows its last step, once`() {
    let recorder = Recorder()
    let progress = Progress("training", total: 100, unit: "steps", from: 0, output: recorder.output(isTerminal: false))
    progress.update(3, values: [])
    progress.finish()
    progress.finish()
    #expect(recorder.lines == ["training    3/100 steps  in 0:00"])
  }

  @Test func `in a terminal the line is redrawn ten times a second at most, and finally`() {
    let recorder = Recorder()
    let progress = Progress("training", total: 100, unit: "steps", from: 0, output: recorder.output(isTerminal: true))
    for step in 1...100 {
      recorder.now = Double(step) * 0.0625
      progress.update(step, values: [("loss", 0.5)])
    }
    progress.finish()
    #expect(recorder.drawn.count == 51)
    #expect(recorder.drawn[0] == "training  ────────────────────────    1/100 steps  loss 0.500  0:06 left")
    #expect(recorder.drawn[50] == "training  ━━━━━━━━━━━━━━━━━━━━━━━━  100/100 steps  loss 0.500  in 0:06")
    #expect(recorder.closings == 1)
  }

  @Test(arguments: [1, 5, 20, 33, 47, 60, 120])
  func `the line never reaches the edge of the screen`(width: Int) {
    let recorder = Recorder()
    let output = recorder.output(isTerminal: true, width: width)
    let progress = Progress("a title of some length", total: 100, unit: "steps", from: 0, output: output)
    progress.update(50, values: [("loss", 1.234), ("accuracy", 0.5), ("norm", 3)], speed: (1e6, "tokens/s"))
    #expect(recorder.drawn.count == 1)
    #expect(recorder.drawn.allSatisfy { $0.visibleWidth <= max(1, width - 1) })
  }

  @Test func `on a narrow screen the loss, the speed and the time left stay longest`() {
    let recorder = Recorder()
    let output = recorder.output(isTerminal: true, width: 70)
    let progress = Progress("training", total: 100, unit: "steps", from: 0, output: output)
    recorder.now = 60
    progress.update(50, values: [("loss", 1.234), ("accuracy", 0.5), ("norm", 3)], speed: (1e6, "tokens/s"))
    #expect(recorder.drawn == ["training   50/100 steps  loss 1.23  1.00M tokens/s  1:00 left"])
  }

  @Test func `a resumed run judges its speed by its own steps`() {
    let recorder = Recorder()
    let progress = Progress("training", total: 100, unit: "steps", from: 50, output: recorder.output(isTerminal: false))
    recorder.now = 10
    progress.update(60, values: [])
    #expect(recorder.lines == ["training   60/100 steps  0:40 left"])
  }

  @Test func `no steps at all are no trouble`() {
    let recorder = Recorder()
    let progress = Progress("nothing", total: 0, unit: "steps", from: 0, output: recorder.output(isTerminal: true))
    progress.update(0, values: [("loss", .nan)])
    progress.finish()
    #expect(recorder.drawn.last == "nothing  ━━━━━━━━━━━━━━━━━━━━━━━━  0/0 steps  loss nan  in 0:00")
  }
}
