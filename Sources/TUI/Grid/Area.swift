/// Columns and rows of a terminal, or of a part of it.
package struct Size: Hashable, Sendable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }
}

/// A rectangle of cells. Never has a negative size, so that layout can subtract without care.
package struct Area: Hashable, Sendable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package init(_ size: Size) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

    package var maxX: Int { x + width }
    package var maxY: Int { y + height }
    package var isEmpty: Bool { width == 0 || height == 0 }

    /// Takes up to `count` rows off the top.
    package mutating func removeTop(_ count: Int) -> Area {
        let taken = min(max(0, count), height)
        defer {
            y += taken
            height -= taken
        }
        return Area(x: x, y: y, width: width, height: taken)
    }

    /// Takes up to `count` rows off the bottom.
    package mutating func removeBottom(_ count: Int) -> Area {
        let taken = min(max(0, count), height)
        height -= taken
        return Area(x: x, y: y + height, width: width, height: taken)
    }

    /// Takes up to `count` columns off the left.
    package mutating func removeLeft(_ count: Int) -> Area {
        let taken = min(max(0, count), width)
        defer {
            x += taken
            width -= taken
        }
        return Area(x: x, y: y, width: taken, height: height)
    }

    /// One row of it.
    package func row(_ offset: Int) -> Area { Area(x: x, y: y + offset, width: width, height: 1) }

    /// Without so many columns at the sides.
    package func inset(left: Int, right: Int) -> Area {
        Area(x: x + min(left, width), y: y, width: width - left - right, height: height)
    }

    /// The part that both cover.
    package func intersection(_ other: Area) -> Area {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Area(x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
    }

    /// An area of at most this size in the middle.
    package func centered(width wanted: Int, height wantedHeight: Int) -> Area {
        let size = Size(width: min(wanted, width), height: min(wantedHeight, height))
        return Area(
            x: x + (width - size.width) / 2, y: y + (height - size.height) / 2, width: size.width, height: size.height)
    }
}
