import Foundation
import Synchronization

/// Where text goes, and what the terminal there can do.
public enum Screen {
  private static let standardErrorIsUsed = Atomic<Bool>(false)
  private static let lineIsOpen = Atomic<Bool>(false)
  /// Why text for standard output was lost, the first time that it was.
  private static let lossReason = Mutex<String?>(nil)
  private static let clearLine = "\r\u{1B}[K"

  /// Whether everything goes to standard error, so that standard output holds nothing but JSON.
  public static var usesStandardError: Bool {
    get { standardErrorIsUsed.load(ordering: .relaxed) }
    set { standardErrorIsUsed.store(newValue, ordering: .relaxed) }
  }

  private static var descriptor: Int32 { usesStandardError ? 2 : 1 }

  /// Whether the stream in use ends in a terminal.
  public static var isTerminal: Bool { Platform.isTerminal(descriptor) }

  /// Whether a program can ask for something: its user types at a terminal, and reads at one.
  public static var isInteractive: Bool { Platform.isTerminal(0) && isTerminal }

  /// Whether colors show: a terminal, neither `NO_COLOR` nor a dumb one.
  public static var hasColor: Bool {
    redrawsLines && Platform.environment("NO_COLOR") == nil
  }

  /// Whether the terminal says that it shows any color rather than the nearest of 256.
  static var hasTrueColor: Bool { ["truecolor", "24bit"].contains(Platform.environment("COLORTERM")) }

  /// Whether a line can be drawn over: a terminal, and not a dumb one.
  static var redrawsLines: Bool { isTerminal && Platform.environment("TERM") != "dumb" }

  /// Columns to fill: those of the terminal, or of `COLUMNS`, or 80; at most 120.
  public static var width: Int {
    let columns = Platform.columns(of: descriptor) ?? Platform.environment("COLUMNS").flatMap { Int($0) } ?? 80
    return min(120, max(1, columns))
  }

  /// Writes text at once, with no newline added. A terminal gets lines no longer than it is wide.
  public static func write(_ text: String) {
    let start = lineIsOpen.exchange(false, ordering: .relaxed) ? clearLine : ""
    emit(start + (isTerminal ? text.folded(to: width) : text))
  }

  /// Draws a line over the one that was drawn before; the next `write` takes its position.
  static func redraw(_ line: String) {
    lineIsOpen.store(true, ordering: .relaxed)
    emit(clearLine + line)
  }

  /// Leaves the line that was drawn last standing.
  static func closeLine() {
    if lineIsOpen.exchange(false, ordering: .relaxed) { emit("\n") }
  }

  /// Writes one line to standard output, wherever everything else goes.
  public static func writeResult(_ line: String) { emit(line + "\n", to: 1) }

  /// Throws if anything was lost on its way to standard output.
  public static func checkOutput() throws(WriteError) {
    if let reason = lossReason.withLock({ $0 }) { throw WriteError(path: "standard output", reason: reason) }
  }

  private static func emit(_ text: String, to descriptor: Int32 = descriptor) {
    fflush(nil)  // keeps the order with `print`, which the library buffers
    let isWritten = Platform.write(Array(text.utf8), to: descriptor)
    if isWritten || descriptor != 1 { return }
    let reason = Platform.lastError
    lossReason.withLock { $0 = $0 ?? reason }
  }
}

/// Writes one line to the screen.
public func say(_ text: String = "") { Screen.write(text + "\n") }

/// Writes a prompt and waits for a line; nil at the end of the input.
public func ask(_ prompt: String) -> String? {
  Screen.write(prompt)
  let line = readLine()
  if line == nil { say() }
  return line
}
