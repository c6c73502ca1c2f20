import Foundation
import Synchronization

/// Ctrl-C as a wish that a training loop can grant between two steps; a second one ends the process at once.
public enum Interrupt {
  private static let requested = Atomic<Bool>(false)
  private static let claimed = Atomic<Bool>(false)

  private static let kinds = [SIGINT, SIGTERM, SIGHUP]

  /// Whether Ctrl-C, SIGTERM or SIGHUP has arrived since `install()`.
  public static var wasRequested: Bool { requested.load(ordering: .relaxed) }

  /// Whether the caller is the first who is about to end the process for it; nobody else may.
  public static func claim() -> Bool { !claimed.exchange(true, ordering: .acquiringAndReleasing) }

  /// Catches SIGINT, SIGTERM and SIGHUP from now on, the last one unless it was ignored, as under `nohup`.
  ///
  /// - Parameter unanswered: Called on a thread of its own when nobody has claimed an interrupt for 0.15 s:
  ///   the training loop is in a long step, or there is none.
  public static func install(unanswered: (@Sendable () -> Void)? = nil) {
    requested.store(false, ordering: .relaxed)  // also initializes the flag, which a handler must not do
    claimed.store(false, ordering: .relaxed)
    for kind in kinds {
      let before = signal(kind) { kind in
        // The shells' convention: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
        if Interrupt.requested.exchange(true, ordering: .relaxed) { _exit(128 + kind) }
      }
      let wasIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if kind == SIGHUP && wasIgnored { signal(kind, SIG_IGN) }
    }
    guard let unanswered else { return }
    Thread.detachNewThread {
      while !wasRequested { usleep(20_000) }
      usleep(150_000)
      if claim() { unanswered() }
    }
  }

  /// Gives the signals back their usual meaning.
  public static func remove() {
    for kind in kinds { signal(kind, SIG_DFL) }
    requested.store(false, ordering: .relaxed)
  }
}
