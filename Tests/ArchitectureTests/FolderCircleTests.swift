import Foundation
import Testing

/// The compiler keeps targets apart; inside a target nothing does, and imports say nothing of folders. So the names of types
/// are read: folders of one target use each other in one direction only.
struct FolderCircleTests {
    static let targets = [
        "ToolCallParsing", "WireFormats", "Monitoring", "ProxyEngine", "DemoBackend", "TUI", "llama-stream-top",
    ]

    /// Uses against the direction that there are still. Each is a debt: none may come, and one that is paid goes.
    static let exceptions: [String: [String]] = [
        "ToolCallParsing": [
            ". -> Bodies", ". -> Dialects", ". -> Engine", ". -> Repair", "Bodies -> Engine", "Detection -> Bodies",
            "Detection -> Dialects", "Engine -> Recovery", "JSON -> Engine", "Names -> Bodies", "Repair -> Bodies",
            "Repair -> Engine",
        ],
        "ProxyEngine": [
            "Backends -> Transport", "Bridging -> Transport", "Joining -> Transport", "Pool -> Configuration",
            "Routes -> Transport",
        ],
        "TUI": [
            "Interaction -> Screens"
        ],
        "llama-stream-top": [
            "Commands -> Running"
        ],
    ]

    private static func edges(_ target: String) -> Set<FolderGraph.Edge> {
        Set(
            (exceptions[target] ?? []).map { text in
                let ends = text.components(separatedBy: " -> ")
                return FolderGraph.Edge(from: ends[0], to: ends[1])
            })
    }

    /// Each is made once: all sources are read for them.
    private static let graphs = Dictionary(
        uniqueKeysWithValues: targets.map { target in
            (target, Result { try read(target) })
        })

    private static func graph(_ target: String) throws -> FolderGraph {
        try #require(graphs[target]).get()
    }

    private static func read(_ target: String) throws -> FolderGraph {
        var files: [String: SwiftSource] = [:]
        for path in ImportRulesTests.sources() where path.hasPrefix(target + "/") {
            let text = try String(contentsOf: ImportRulesTests.root.appending(path: path), encoding: .utf8)
            files[String(path.dropFirst(target.count + 1))] = SwiftSource(text)
        }
        return FolderGraph(files)
    }

    @Test(arguments: targets) func foldersFormNoCircle(_ target: String) throws {
        let graph = try Self.graph(target)
        let circle = graph.circle(without: Self.edges(target))
        let uses = circle.map { "\($0): \(graph.edges[$0] ?? "")" }.joined(separator: "\n")
        #expect(circle.isEmpty, "folders of \(target) form a circle:\n\(uses)")
    }

    @Test(arguments: targets) func everyExceptionIsStillNeeded(_ target: String) throws {
        let graph = try Self.graph(target)
        let exceptions = Self.edges(target)
        for edge in exceptions {
            #expect(graph.edges[edge] != nil, "\(target): \(edge) is no more; take it from the list")
            #expect(
                !graph.circle(without: exceptions.subtracting([edge])).isEmpty,
                "\(target): \(edge) makes no circle any more; take it from the list")
        }
    }

    @Test func everyTargetIsLookedAt() throws {
        let folders = Set(ImportRulesTests.sources().compactMap { $0.split(separator: "/").first.map(String.init) })
        #expect(folders == Set(Self.targets))
    }

    // MARK: The reader

    @Test func aCircleIsSeen() {
        let graph = FolderGraph([
            "Low/A.swift": SwiftSource("struct A { let c: C }"), "Middle/B.swift": SwiftSource("struct B { let a: A }"),
            "High/C.swift": SwiftSource("struct C { let b: [B] }"),
        ])
        #expect(
            graph.circle(without: []).map(\.description).sorted() == ["High -> Middle", "Low -> High", "Middle -> Low"])
        #expect(graph.circle(without: [FolderGraph.Edge(from: "Low", to: "High")]).isEmpty)
    }

    @Test func filesInNoFolderAreAFolder() {
        let graph = FolderGraph([
            "A.swift": SwiftSource("struct A { let b: B }"), "Low/B.swift": SwiftSource("struct B { var a: A? }"),
        ])
        #expect(graph.circle(without: []).count == 2)
    }

    @Test(arguments: [
        ("let x = Name()", ["Name"]), ("// Name", []), ("/* a /* Name */ Name */ Other", ["Other"]),
        (#"let x = "Name \(Other.make("Third \(Fourth())")) Fifth""#, ["Other", "Fourth"]),
        (##"let x = #"Name \(Other) \#(Third)"# + Fourth"##, ["Third", "Fourth"]),
        ("let x = \"\"\"\n  Name \"quoted\" \\(Other)\n  \"\"\"\nThird", ["Other", "Third"]),
        (#"let x = "\"Name" + Other"#, ["Other"]), ("extension Name.Inner {}", ["Name"]),
        ("enum Outer { struct Inner {}; let x: Inner; let y: Name }", ["Name"]),
    ])
    func namesAreReadOutOfCode(text: String, names: [String]) {
        #expect(SwiftSource(text).used == Set(names))
    }

    @Test(arguments: [
        ("package struct A { struct B {} }\nfinal class C {}\nprivate enum D {}", ["A", "C"]),
        ("package private(set) var x = 1\nenum E {}", ["E"]), ("@frozen public indirect enum F<G> {}", ["F"]),
        ("struct H { private let x = 1 }\nactor I {}", ["H", "I"]), ("func f() { struct J {} }", []),
    ])
    func typesOutsideOfOthersAreDeclared(text: String, names: [String]) {
        #expect(SwiftSource(text).declared == Set(names))
    }
}
