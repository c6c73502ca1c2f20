import Foundation

/// A number short enough for a table: `0.0312`, `12.3`, `1,234`, `1.2e-07`, `nan`, `inf`.
///
/// Whole numbers lose no digit; others keep `digits` significant ones.
public func number(_ x: Double, digits: Int = 3) -> String {
  if x.isNaN { return "nan" }
  if x.isInfinite { return x < 0 ? "-inf" : "inf" }
  let digits = min(17, max(1, digits))
  if abs(x) < 1e9, x == x.rounded() { return fixed(x, decimals: 0) }
  let exponent = decimalExponent(x, digits: digits)
  if exponent < -4 || exponent >= 9 { return scientific(x, digits: digits) }
  return fixed(x, decimals: max(0, digits - 1 - exponent))
}

/// A relative difference, or only that it is no larger than rounding makes it.
public func bounded(_ difference: Double) -> String { difference < 1e-5 ? "< 1e-05" : number(difference) }

/// The mean of several runs with the lowest and the highest, all to the same decimals: `0.84 (0.81–0.86)`.
///
/// One run has no range: it is written as `number` does.
public func spread(_ runs: [Double], digits: Int = 3) -> String {
  let mean = runs.reduce(0, +) / Double(runs.count)
  guard runs.count > 1, mean.isFinite, let lowest = runs.min(), let highest = runs.max() else {
    return number(mean, digits: digits)
  }
  let exponent = decimalExponent(mean, digits: digits)
  let decimals = max(0, digits - 1 - exponent)
  let texts = [mean, lowest, highest].map { x in
    -4..<9 ~= exponent ? fixed(x, decimals: decimals) : number(x, digits: digits)
  }
  return "\(texts[0]) (\(texts[1])\(lowest < 0 ? " to " : "–")\(texts[2]))"
}

/// The same of shares, in whole percents: `84 (81–86)`.
public func spreadInPercent(_ shares: [Double]) -> String { spread(shares.map { ($0 * 100).rounded() }, digits: 2) }

/// A whole number with a comma before every three digits: `12,345`.
public func grouped(_ number: Int) -> String { (number < 0 ? "-" : "") + grouped("\(number.magnitude)") }

private func grouped(_ digits: some StringProtocol) -> String {
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return text
}

/// A number with a fixed count of decimals and its thousands grouped: `12,345.68`.
func fixed(_ x: Double, decimals: Int) -> String {
  let text = String(format: "%.\(decimals)f", abs(x))
  let parts = text.split(separator: ".")
  let whole = grouped(parts[0])
  let isZero = !text.contains { ("1"..."9").contains($0) }
  return (x < 0 && !isZero ? "-" : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
}

/// A large number in four or five columns: `940`, `12.3k`, `1.23M`.
func compact(_ x: Double) -> String {
  for (size, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where abs(x) >= size * 0.9995 && abs(x) < 1e12 {
    return fixed(x / size, decimals: max(0, 2 - decimalExponent(x / size, digits: 3))) + letter
  }
  return number(x)
}

/// Seconds as a clock shows them: `0:07`, `12:34`, `1:02:03`.
func clock(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e9 else { return "–" }
  let whole = Int(max(0, seconds).rounded())
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
}

/// The power of ten of the first digit, after rounding: 9.996 counts as 10.0.
private func decimalExponent(_ x: Double, digits: Int) -> Int {
  let text = String(format: "%.\(digits - 1)e", x)
  return text.split(separator: "e").last.flatMap { Int($0) } ?? 0
}

private func scientific(_ x: Double, digits: Int) -> String {
  let parts = String(format: "%.\(digits - 1)e", x).split(separator: "e")
  var mantissa = parts[0]
  if mantissa.contains(".") {
    while mantissa.last == "0" { mantissa.removeLast() }
    if mantissa.last == "." { mantissa.removeLast() }
  }
  return "\(mantissa)e\(parts[1])"
}
