@_exported import Tokens

// B batch · Tq queries · Tk keys

extension Mask {
  /// How many keys a query sees.
  ///
  /// The future and the padding behind a short sequence both hide a tail, so what a query sees is always the first few
  /// keys: a kernel needs a number for each query, not a table.
  func visibleKeys(query: Int, sequence: Int, queries Tq: Int, keys Tk: Int) -> Int {
    let past = isCausal ? max(0, Tk - Tq + query + 1) : Tk
    return lengths.map { min(past, $0[sequence]) } ?? past
  }

  func check(batch B: Int, keys Tk: Int) {
    guard let lengths else { return }
    require(
      lengths.count == B && lengths.allSatisfy { (0...Tk).contains($0) },
      "Mask: the lengths \(lengths) do not fit \(B) sequences of \(Tk) keys")
  }
}
