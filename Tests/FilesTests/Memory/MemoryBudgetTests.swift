import Files
import Testing

struct MemoryBudgetTests {
    @Test(arguments: [
        ("512M", 512 << 20), ("8G", 8 << 30), ("1.5g", 3 << 29), ("2GiB", 2 << 30), ("2GB", 2 << 30), ("64k", 64 << 10),
        ("1000000", 1_000_000), ("1T", 1 << 40), ("100B", 100),
    ])
    func sizesAreRead(text: String, bytes: Int) {
        #expect(MemorySize(parsing: text)?.bytes == bytes)
    }

    @Test(arguments: ["", "G", "-1G", "0", "0x10", "nan", "1e3", "1.2.3G", "12Q", "9999999999999T", "8 G", "１G"])
    func whatIsNoSize(text: String) {
        #expect(MemorySize(parsing: text) == nil)
    }

    @Test(arguments: [1, 1023, 1024, 1500, 5 << 20, (5 << 20) + 1, 7 << 30, 1_234_567_890_123])
    func whatIsSuggestedSuffices(bytes: Int) throws {
        let text = MemorySize(bytes: bytes).argument
        let read = try #require(MemorySize(parsing: text)?.bytes)
        #expect(read >= bytes && Double(read) <= Double(bytes) * 1.1, "\(text)")
    }

    private static let machine = MemoryLimit(bytes: 8 << 30, source: .machine)

    @Test func aShareOfTheMachine() {
        let budget = MemoryBudget(of: Self.machine, option: "--memory")
        #expect(budget.bytes == Int(0.8 * Double(8 << 30)))
        #expect(budget.origin == "80% of the 8.0 GiB of this machine")
        #expect(budget.room == budget.bytes - MemoryBudget.programBytes)
    }

    @Test func aShortageNamesAll() throws {
        let budget = MemoryBudget(bytes: 1 << 30, origin: "--memory 1G", limit: Self.machine, option: "--memory")
        try budget.check(800 << 20, for: "decoding", of: "a.png")
        let shortage = #expect(throws: MemoryShortage.self) {
            try budget.check(2 << 30, for: "decoding its 20000×20000 pixels", of: "a.png")
        }
        #expect(
            shortage?.description
                == "a.png: would need 2.2 GiB of memory for decoding its 20000×20000 pixels, more than the budget of 1.0 GiB "
                + "(--memory 1G); --memory 2.2G admits it")
        let immense = #expect(throws: MemoryShortage.self) { try budget.check(.max, for: "it", of: "b.png") }
        #expect(
            immense?.description
                == "b.png: would need more than 64 bits count of memory for it, more than the budget of 1.0 GiB (--memory 1G), "
                + "and than the 8.0 GiB of this machine")
    }

    @Test func productsAndSumsDoNotOverflow() {
        #expect(Int.product(3, 5, 7) == 105 && Int.sum(1, 2, 3) == 6)
        #expect(Int.product(1 << 40, 1 << 40) == .max && Int.sum(.max, 1) == .max)
        #expect(Int.product(.max, 2, 3) == .max)
    }

    @Test func anAccountIsNeverOverdrawn() {
        let account = MemoryAccount(bytes: 100)
        let first = account.reserve(60)
        #expect(first != nil && account.reserve(41) == nil && account.held == 60)
        #expect(first?.resize(to: 101) == false && first?.bytes == 60)
        #expect(first?.resize(to: 90) == true && account.held == 90)
        first?.release()
        #expect(account.held == 0)
        do { _ = account.reserve(100) }
        #expect(account.held == 0, "what goes away gives back what it held")
    }

    @Test func whoWaitsIsToldOfARelease() async {
        let account = MemoryAccount(bytes: 10)
        await account.untilRelease()
        let held = account.reserve(10)
        let waiting = Task {
            while true {
                if let mine = account.reserve(10) { return mine.bytes }
                await account.untilRelease()
            }
        }
        await Task.yield()
        held?.release()
        #expect(await waiting.value == 10)
    }

    /// Many takers at once: the sum never exceeds the account, and all come through.
    @Test func manyTakersComeThrough() async {
        let account = MemoryAccount(bytes: 100)
        let total = await withTaskGroup(of: Int.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let wanted = 20 + index % 70
                    while true {
                        if let mine = account.reserve(wanted) {
                            let isWithin = account.held <= 100
                            await Task.yield()
                            mine.release()
                            return isWithin ? 1 : 0
                        }
                        await account.untilRelease()
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(total == 64 && account.held == 0)
    }
}
