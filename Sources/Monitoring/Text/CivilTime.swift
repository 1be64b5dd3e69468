/// A moment as calendar and clock tell it, without a library's tables: the proleptic Gregorian calendar.
package struct CivilTime: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var millisecond: Int

    /// `time` is seconds since 1970; `offsetSeconds` is how far the local clock is ahead of UTC.
    package init(_ time: Double, offsetSeconds: Int = 0) {
        // Beyond some ten thousand years there is no time of day to be told.
        let bounded = time.isFinite ? max(0, min(time, 300_000_000_000)) : 0
        let milliseconds = Int((bounded * 1000).rounded()) + offsetSeconds * 1000
        let dayLength = 86_400_000
        var days = milliseconds / dayLength
        var rest = milliseconds % dayLength
        if rest < 0 {
            rest += dayLength
            days -= 1
        }
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000

        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days: years begin in March, in
        // eras of 400 years.
        days += 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-11-21T01:23:45.678Z`; only for a time in UTC.
    package var iso8601: String {
        "\(year)-\(Self.two(month))-\(Self.two(day))T\(clock)."
            + (millisecond < 10 ? "00" : millisecond < 100 ? "0" : "") + "\(millisecond)Z"
    }

    /// `01:23:45`
    var clock: String { "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
