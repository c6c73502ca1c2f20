/// A binary heap: a priority queue of which the smallest element comes first.
struct Heap<Element: Comparable> {
  private var elements: [Element]

  /// Builds a heap in linear time.
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

  /// Removes and returns the smallest element.
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
