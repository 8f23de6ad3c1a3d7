/// Whether one name comes before another as people sort them: numbers by their value (`a9` before `a10`), all else by
/// Unicode's numbers, and equal ones by their spelling.
func naturallyPrecedes(_ first: String, _ second: String) -> Bool {
    let (a, b) = (Array(first.utf8), Array(second.utf8))
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
        if isDigit(a[i]), isDigit(b[j]) {
            let (left, right) = (number(in: a, from: &i), number(in: b, from: &j))
            if left.count != right.count { return left.count < right.count }
            if left != right { return left.lexicographicallyPrecedes(right) }
        } else if a[i] != b[j] {
            return a[i] < b[j]
        } else {
            i += 1
            j += 1
        }
    }
    let (left, right) = (a.count - i, b.count - j)
    return left == right ? a.lexicographicallyPrecedes(b) : left < right
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

/// The digits of the number at a place, without leading zeros.
private func number(in bytes: [UInt8], from index: inout Int) -> ArraySlice<UInt8> {
    while index < bytes.count, bytes[index] == 48 { index += 1 }
    let start = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return bytes[start..<index]
}
