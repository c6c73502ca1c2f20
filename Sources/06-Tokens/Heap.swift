/// A heap: the smallest element is always at hand.
struct Heap<Element: Comparable> {
  private var elements: [Element]

  /// From any elements, in linear time.
  init(_ elements: [Element] = []) {
    self.elements = elements
    for position in (0..<elements.count / 2).reversed() { sink(position) }
  }

  var count: Int { elements.count }

  mutating func push(_ element: Element) {
    elements.append(element)
    var position = elements.count - 1
    while position > 0, elements[position] < elements[(position - 1) / 2] {
      elements.swapAt(position, (position - 1) / 2)
      position = (position - 1) / 2
    }
  }

  /// Takes the smallest element out.
  mutating func pop() -> Element? {
    guard let smallest = elements.first else { return nil }
    let last = elements.removeLast()
    if !elements.isEmpty {
      elements[0] = last
      sink(0)
    }
    return smallest
  }

  private mutating func sink(_ start: Int) {
    var position = start
    while true {
      var smallest = position
      for child in [2 * position + 1, 2 * position + 2]
      where child < elements.count && elements[child] < elements[smallest] {
        smallest = child
      }
      if smallest == position { return }
      elements.swapAt(position, smallest)
      position = smallest
    }
  }
}
