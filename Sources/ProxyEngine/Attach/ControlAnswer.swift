#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a proxy answers under `/_top` where it is not what was asked for, or to an order.
struct ControlAnswer {
    /// What was done, or why not; `nil`: it does not say.
    let words: String?

    private struct Body: Decodable {
        struct Failure: Decodable { var message: String }
        var message: String?
        var error: Failure?
    }

    init(_ json: [UInt8]) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(json))
        words = body?.message ?? body?.error?.message
    }
}
