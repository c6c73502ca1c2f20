#if !Double
  /// Transposes 16 rows of 16 in registers; rows past the `last` are read as the last once more.
  ///
  /// One turn interleaves each row of the upper half with the row of the lower half that is as far down. Four rows of four
  /// need two turns:
  ///
  ///     a0 a1 a2 a3         a0 c0 a1 c1         a0 b0 c0 d0
  ///     b0 b1 b2 b3    →    a2 c2 a3 c3    →    a1 b1 c1 d1
  ///     c0 c1 c2 c3         b0 d0 b1 d1         a2 b2 c2 d2
  ///     d0 d1 d2 d3         b2 d2 b3 d3         a3 b3 c3 d3
  ///
  /// A turn rotates the bits of every index, row bits first and column bits behind them, by one. Four bits of row and four
  /// of column have changed sides after four `turns`.
  ///
  /// The rows have names of their own, and the number of turns comes from outside, because the compiler would keep an
  /// array in memory, and make of four turns at once something slower than four.
  @usableFromInline @inline(never)
  func transpose(
    _ source: UnsafePointer<Scalar>, step: Int, last: Int, into target: UnsafeMutablePointer<Scalar>,
    step targetStep: Int, turns: Int
  ) {
    func row(_ i: Int) -> Lanes { source.lanes(min(i, last) &* step) }
    func put(_ lanes: Lanes, _ i: Int) { target.store(lanes, i &* targetStep) }
    var (r0, r1, r2, r3, r4, r5, r6, r7) = (row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7))
    var (r8, r9, r10, r11, r12, r13, r14, r15) = (row(8), row(9), row(10), row(11), row(12), row(13), row(14), row(15))
    for _ in 0..<turns {
      let (a, b, c, d) = (interleaved(r0, r8), interleaved(r1, r9), interleaved(r2, r10), interleaved(r3, r11))
      let (e, f, g, h) = (interleaved(r4, r12), interleaved(r5, r13), interleaved(r6, r14), interleaved(r7, r15))
      (r0, r1, r2, r3, r4, r5, r6, r7) = (a.low, a.high, b.low, b.high, c.low, c.high, d.low, d.high)
      (r8, r9, r10, r11, r12, r13, r14, r15) = (e.low, e.high, f.low, f.high, g.low, g.high, h.low, h.high)
    }
    put(r0, 0)
    put(r1, 1)
    put(r2, 2)
    put(r3, 3)
    put(r4, 4)
    put(r5, 5)
    put(r6, 6)
    put(r7, 7)
    put(r8, 8)
    put(r9, 9)
    put(r10, 10)
    put(r11, 11)
    put(r12, 12)
    put(r13, 13)
    put(r14, 14)
    put(r15, 15)
  }

  /// Turns x₀x₁… and y₀y₁… into x₀y₀x₁y₁….
  @inline(__always)
  private func interleaved(_ x: Lanes, _ y: Lanes) -> (low: Lanes, high: Lanes) {
    var (low, high) = (Lanes.zero, Lanes.zero)
    (low.evenHalf, low.oddHalf) = (x.lowHalf, y.lowHalf)
    (high.evenHalf, high.oddHalf) = (x.highHalf, y.highHalf)
    return (low, high)
  }
#endif
