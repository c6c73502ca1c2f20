import Foundation
import Testing

@testable import Training

/// What the parameter walk cannot see: it names the property and does not skip it.
struct WalkTests {
  enum Choice {
    case none
    case layer(LayerNorm)
  }

  struct Plain {
    let deep: [(name: String, factor: Variable)]
  }

  final class Holder {
    var norm: LayerNorm?
    var itself: Holder?
  }

  class Base: Module {
    let norm = LayerNorm(2)
  }

  final class Derived: Base {
    let own = LayerNorm(2)
  }

  struct Box<Value>: Module {
    let value: Value
    let norm = LayerNorm(1)
  }

  private func walk(_ module: any Module) -> Walk<Variable> { Walk(of: module) { $0 as? Variable } }

  private func hidden(_ value: Any) -> [String] { walk(Box(value: value)).hidden }

  private static let rest = ": the parameter walk does not see the variables, buffers or modules in it"

  @Test func `a dictionary of modules is named`() {
    #expect(hidden(["a": LayerNorm(1)]) == ["value is a dictionary\(Self.rest)"])
    #expect(hidden(["a": ["b": [Variable([1])]]]) == ["value is a dictionary\(Self.rest)"])
  }

  @Test func `an enum's payload is named`() {
    #expect(hidden(Choice.layer(LayerNorm(1))) == ["value is the enum Choice with a payload\(Self.rest)"])
    #expect(hidden(Choice.none).isEmpty)
  }

  @Test func `a property of a superclass is named`() {
    #expect(walk(Derived()).hidden == ["norm is a property of the superclass Base\(Self.rest)"])
    #expect(hidden([Derived()]) == ["value.0.norm is a property of the superclass Base\(Self.rest)"])
    #expect(walk(Base()).hidden.isEmpty)
  }

  @Test func `a struct or class that is no module is named`() {
    let plain = Plain(deep: [("a", Variable([1]))])
    #expect(hidden(plain) == ["value is the struct Plain, which is no Module\(Self.rest)"])
    #expect(hidden((1, [plain])) == ["value.1.0 is the struct Plain, which is no Module\(Self.rest)"])
    let holder = Holder()
    holder.itself = holder
    #expect(hidden(holder).isEmpty)
    holder.norm = LayerNorm(1)
    #expect(hidden(holder) == ["value is the class Holder, which is no Module\(Self.rest)"])
    holder.itself = nil
  }

  @Test func `a buffer counts as hidden, too`() {
    struct Holder { let buffer = Buffer([1]) }
    #expect(hidden(Holder()).count == 1)
  }

  @Test func `a long text in a module costs next to no time`() {
    struct Text { let tokens: [Int] }
    let tokens = [Int](repeating: 1, count: 4_000_000)
    let module = Box(value: (tokens, Text(tokens: tokens)))
    // Seconds if an object is made of every number.
    #expect(ContinuousClock().measure { _ = walk(module) } < .milliseconds(200))
  }

  @Test func `values without parameters are passed over, and closures are opaque`() {
    let captured = Variable([1])
    let closure: (Variable) -> Variable = { $0 + captured }
    let values: [Any] = [
      3, "text", [1.5], ["a": 1], Set([1]), Activation.gelu, Tensor([1, 2]), closure, Plain(deep: []),
      [String: LayerNorm](), Optional<LayerNorm>.none as Any, Generator(seed: 1),
    ]
    for value in values {
      #expect(hidden(value).isEmpty, "\(value)")
      #expect(Box(value: value).parameters.map(\.path) == ["norm.gain", "norm.bias"])
    }
  }

  @Test func `asking for the parameters of a model that hides some stops the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Box(value: ["a": LayerNorm(1)]).parameters
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("value is a dictionary"))
  }
}
