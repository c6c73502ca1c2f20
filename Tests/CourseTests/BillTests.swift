import Foundation
import Tensors
import Testing

@testable import Course

/// The bill of a training step, redone by hand.
struct BillTests {
  private let machine = Machine(multiplyAddsPerSecond: 1e9, bytesPerSecond: 1e8)
  private let bill = Bill("small", parameters: 1000, forward: 2e6, activations: 500, seconds: 0.024)

  @Test func `a step has three times the multiply-adds of its forward pass`() { #expect(bill.multiplyAdds == 6e6) }

  @Test func `a parameter is moved ten times, a number that is kept four times`() {
    #expect(bill.bytes == Double((10 * 1000 + 4 * 500) * MemoryLayout<Scalar>.size))
  }

  @Test func `what the machine allows stands beside what was taken`() throws {
    let allowed = bill.milliseconds(on: machine)
    #expect(abs(allowed.atPeak - 6) < 1e-12)
    #expect(abs(allowed.atBandwidth - bill.bytes / 1e5) < 1e-12)
    let lines = Bill.table([bill], on: machine).description.split(separator: "\n")
    let cells = lines[2].split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    try #require(cells.count == 10, "\(lines)")
    #expect(Array(cells[0...3]) == ["small", "1000", "6", "M"] && cells[5] == "6" && cells[7] == "24")
    #expect(Array(cells[8...]) == ["25", "%"], "6 of 24 ms")
    #expect(bill.json(on: machine)["takenMilliseconds"] == 24 && bill.json(on: machine)["multiplyAdds"] == 6e6)
  }

  @Test func `less than a million multiply-adds are not rounded to none`() {
    let small = Bill("tiny", parameters: 10, forward: 37_000, activations: 5, seconds: 1)
    #expect(Bill.table([small], on: machine).description.contains("0.111 M"))
  }

  @Test func `the time of a step is that of the fastest run`() {
    var pauses = [0.3, 0.03, 0.3].makeIterator()
    let seconds = Bill.seconds(runs: 3) { Thread.sleep(forTimeInterval: pauses.next()!) }
    #expect(seconds >= 0.03 && seconds < 0.3 && pauses.next() == nil)
  }

  @Test func `a machine is measured`() {
    let machine = Machine.measured(threads: 1)
    // From a slow core of ten years ago to the fastest server.
    #expect((1e8...1e12).contains(machine.multiplyAddsPerSecond), "\(machine)")
    #expect((1e8...1e12).contains(machine.bytesPerSecond), "\(machine)")
  }
}
