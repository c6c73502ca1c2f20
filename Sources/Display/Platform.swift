import Foundation
public func writeAtomically(_ data: Data, to path: String) throws { try data.write(to: URL(fileURLWithPath: path), options: .atomic) }
public enum Interrupt { public static var wasRequested: Bool { false } }
public final class Progress {                // one line that updates in place; when not a terminal: plain lines (about 10 in all, always the last)
  public init(_ title: String, total: Int, unit: String = "steps") {}
  public func update(_ step: Int, values: [(String, Double)], speed: (Double, String)? = nil)   {}
  public func finish(_ closing: String? = nil) {}
}
