import Gradients
import Training

extension Bill {
  /// The seconds of the fastest of some training steps: forward pass, backward pass, and AdamW at the rate 0, which does
  /// all its work and leaves the parameters as they are.
  public static func seconds(training model: some Module, loss: () -> Variable) -> Double {
    let optimizer = AdamW(model.parameters)
    return seconds {
      loss().backward()
      optimizer.step(rate: 0)
      optimizer.clearGradients()
    }
  }
}

extension Chapter {
  /// Measures this machine, prints bills beside what it allows, and keeps them for `--json`.
  public func showBills(_ bills: [Bill]) {
    let machine = Machine.measured()
    say("\(Bill.table(bills, on: machine))")
    for bill in bills { results["bill, \(bill.name)"] = bill.json(on: machine) }
  }
}
