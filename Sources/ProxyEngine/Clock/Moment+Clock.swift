import NIOCore

extension Moment {
    /// For whoever has no event loop, whose clock is ``LoopContext/now``.
    static var now: Moment { Moment(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
