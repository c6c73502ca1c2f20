/// The number type of the whole course: `Float`, or `Double` under the package trait of that name.
///
/// Nothing is generic over it: the code that runs fast in `Float` is the code whose gradients are checked in `Double`.
#if Double
  public typealias Scalar = Double
#else
  public typealias Scalar = Float
#endif
