import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The few calls that differ from system to system.
enum Platform {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of a descriptor's terminal, or nil if it has none.
  static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// A variable of the environment; an empty one counts as unset.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// Writes every byte, through interruptions and short writes; false when the system refuses.
  static func write(_ bytes: some ContiguousBytes, to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          usleep(1000)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// The system's words for its last error.
  static var lastError: String { String(cString: strerror(errno)) }
}

/// Waits until what was written to a file has reached the disk; false when the system refuses.
@discardableResult
public func syncToDisk(fileDescriptor: Int32) -> Bool {
  #if canImport(Darwin)
    // There, `fsync` stops at the drive's own cache.
    if fcntl(fileDescriptor, F_FULLFSYNC) == 0 { return true }
  #endif
  return fsync(fileDescriptor) == 0
}

/// Ctrl-C as a wish that a training loop can grant between two steps; a second one ends the process at once.
public enum Interrupt {
  private static let requested = Atomic<Bool>(false)

  private static let kinds = [SIGINT, SIGTERM, SIGHUP]

  /// Whether Ctrl-C, SIGTERM or SIGHUP has arrived since `install()`.
  public static var wasRequested: Bool { requested.load(ordering: .relaxed) }

  /// Catches SIGINT, SIGTERM and SIGHUP from now on, the last one unless it was ignored, as under `nohup`.
  public static func install() {
    requested.store(false, ordering: .relaxed)  // also initializes the flag, which a handler must not do
    for kind in kinds {
      let before = signal(kind) { kind in
        // The shells' convention: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
        if Interrupt.requested.exchange(true, ordering: .relaxed) { _exit(128 + kind) }
      }
      let wasIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if kind == SIGHUP && wasIgnored { signal(kind, SIG_IGN) }
    }
  }

  /// Gives the signals back their usual meaning.
  public static func remove() {
    for kind in kinds { signal(kind, SIG_DFL) }
    requested.store(false, ordering: .relaxed)
  }
}
