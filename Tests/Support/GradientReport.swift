import Foundation
import Gradients

/// `checkGradients`, which also prints `gradient check: name: error` where the environment asks for it:
/// `GRADIENT_TABLE=1 swift test --traits Double --scratch-path .build/double | grep "gradient check"`.
public func reportGradients(
  _ name: String, of variables: NamedVariables, hasKinks: Bool = false, sampling: Int = 64, _ function: () -> Variable
) throws {
  let error = try checkGradients(name, of: variables, hasKinks: hasKinks, sampling: sampling, function)
  if ProcessInfo.processInfo.environment["GRADIENT_TABLE"] != nil { print("gradient check: \(name): \(error)") }
}
