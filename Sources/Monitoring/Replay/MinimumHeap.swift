/// Values of which the smallest is to be had at once.
struct MinimumHeap<Element: Comparable> {
    /// Each is no larger than those at twice its place plus one and plus two.
    private(set) var elements: [Element] = []

    var isEmpty: Bool { elements.isEmpty }
    var count: Int { elements.count }
    var minimum: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var place = elements.count - 1
        while place > 0, elements[place] < elements[(place - 1) / 2] {
            elements.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeMinimum() -> Element? {
        guard !elements.isEmpty else { return nil }
        elements.swapAt(0, elements.count - 1)
        let minimum = elements.removeLast()
        var place = 0
        while true {
            let children = (2 * place + 1)..<(2 * place + 3)
            guard let least = children.clamped(to: elements.indices).min(by: { elements[$0] < elements[$1] }),
                elements[least] < elements[place]
            else { return minimum }
            elements.swapAt(place, least)
            place = least
        }
    }
}

extension MinimumHeap: Sendable where Element: Sendable {}
