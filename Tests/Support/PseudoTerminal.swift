import Foundation
import Synchronization

/// A terminal of so many columns, in memory: a program reads and writes at its path, a test types and reads what came.
public final class PseudoTerminal: Sendable {
  public let path: String
  private let descriptor: Int32
  /// The end for programs, kept open: what they wrote is not lost when they end.
  private let programs: Int32
  private let received = Mutex(Data())

  /// Nil where the system gives none.
  public init?(columns: Int) {
    var (descriptor, programs): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&descriptor, &programs, &name, nil, &size) == 0 else { return nil }
    self.descriptor = descriptor
    self.programs = programs
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    Thread.detachNewThread { [descriptor, weak self] in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0, let self else { return }
        self.received.withLock { $0.append(contentsOf: buffer[..<count]) }
      }
    }
  }

  deinit {
    close(programs)
    close(descriptor)
  }

  /// Types text, for the program to read now or later.
  public func type(_ text: String) {
    let bytes = Array(text.utf8)
    precondition(write(descriptor, bytes, bytes.count) == bytes.count, "the terminal took less than was typed")
  }

  /// All that has been written, once nothing more comes.
  public var text: String {
    var count = -1
    while received.withLock({ $0.count }) != count {
      count = received.withLock { $0.count }
      usleep(100_000)
    }
    // On a busy machine the reading thread may be behind: it has read all when this byte has come.
    let last: UInt8 = 1
    precondition(write(programs, [last], 1) == 1, "the terminal took no byte")
    while received.withLock({ $0.last }) != last { usleep(1000) }
    let bytes = received.withLock { data in
      data.removeLast()
      return data
    }
    return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
  }
}
