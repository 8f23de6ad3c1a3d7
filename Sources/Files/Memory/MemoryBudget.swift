internal import Synchronization

/// How much memory this process plans to take.
///
/// What asks for much memory at the word of a file, or of an option, asks here first, and where it is more than there is to be,
/// gives an error that names both numbers. The system would not: it lets a process have what it asks for, and kills it when it
/// touches it.
public struct MemoryBudget: Sendable, Hashable {
    /// The number of bytes, all that the process has included.
    public let bytes: Int
    /// What sets it, for messages: `--memory 4G`, or `80% of the 7.8 GiB of this machine`.
    public let origin: String
    /// The most that the machine allows.
    public let limit: MemoryLimit
    /// The option that changes it, such as `--memory`; nil in a program that has none.
    public let option: String?

    /// The share of the machine's limit that is taken where nothing is said. The rest is for what no estimate knows, such as the
    /// allocator's gaps and the system's own buffers, which count in a control group.
    public static let usualShare = 0.8

    /// A budget of so many bytes.
    public init(bytes: Int, origin: String, limit: MemoryLimit? = nil, option: String? = nil) {
        self.bytes = max(bytes, 1)
        self.origin = origin
        self.limit = limit ?? .current()
        self.option = option
    }

    /// A share of what the machine allows.
    public init(share: Double = usualShare, of limit: MemoryLimit = .current(), option: String? = nil) {
        let percent = (share * 1000).rounded() / 10
        let number = percent == percent.rounded() ? String(Int(percent)) : String(percent)
        self.init(
            bytes: Int(Double(limit.bytes) * min(max(share, 0), 1)), origin: "\(number)% of the \(limit)", limit: limit,
            option: option)
    }

    private static let shared = Mutex<MemoryBudget?>(nil)

    @TaskLocal private static var local: MemoryBudget?

    /// Does work with this budget in place of the process's, on the same thread or task: for tests, which share a process.
    ///
    /// Never inlined: where Swift 6.3.1 inlines `withValue` into an asynchronous function of another module, optimised, the type of
    /// the value is lost and the process ends with a bad pointer.
    @discardableResult @inline(never)
    package func replacingProcess<Result>(in work: () throws -> Result) rethrows -> Result {
        try Self.$local.withValue(self, operation: work)
    }

    /// The budget of this process, which readers and writers of this package keep to.
    ///
    /// Memory is the process's, as its number of threads is: this is one place for all, to be set before the first work.
    public static var process: MemoryBudget {
        get {
            if let local { return local }
            return shared.withLock { budget in
                if let budget { return budget }
                let usual = MemoryBudget()
                budget = usual
                return usual
            }
        }
        set { shared.withLock { $0 = newValue } }
    }

    /// What the program itself takes before it has read anything: its code as far as it is used, and its libraries'.
    ///
    /// Measured: `maskrcnn doctor` and `predict` before the weights are read have 140 to 190 MB, mostly LibTorch's relocated pages.
    public static let programBytes = 192 << 20

    /// What is left for data.
    public var room: Int { max(bytes - Self.programBytes, 0) }

    /// Makes sure that something can be had.
    ///
    /// - Parameters:
    ///   - needed: How many bytes it needs, beside what is there already.
    ///   - purpose: What for, to come after "would need … for": `decoding its 40000×40000 pixels`.
    ///   - subject: The file, or what else is at fault; stands first in the message.
    /// - Throws: ``MemoryShortage`` where it is more than the budget leaves for data.
    public func check(_ needed: Int, for purpose: String, of subject: String) throws(MemoryShortage) {
        guard needed > room else { return }
        throw MemoryShortage(subject: subject, purpose: purpose, needed: needed, budget: self)
    }
}

/// Something that needs more memory than the budget has.
public struct MemoryShortage: Error, Sendable, Hashable {
    /// The file, or what else asks for the memory.
    public let subject: String
    /// What for.
    public let purpose: String
    /// How many bytes it needs, without the program's own.
    public let needed: Int
    /// What there is.
    public let budget: MemoryBudget

    /// Creates the error.
    public init(subject: String, purpose: String, needed: Int, budget: MemoryBudget) {
        self.subject = subject
        self.purpose = purpose
        self.needed = needed
        self.budget = budget
    }
}

extension MemoryShortage: CustomStringConvertible {
    /// One sentence: what needs how much for what, what the budget is, and what admits it.
    public var description: String {
        let (whole, overflow) = needed.addingReportingOverflow(MemoryBudget.programBytes)
        let total = overflow ? .max : whole
        let start =
            "\(subject): would need \(MemorySize(bytes: total)) of memory for \(purpose), more than the budget of "
            + "\(MemorySize(bytes: budget.bytes)) (\(budget.origin))"
        guard total <= budget.limit.bytes else { return start + ", and than the \(budget.limit)" }
        guard let option = budget.option else { return start }
        return start + "; \(option) \(MemorySize(bytes: total).argument) admits it"
    }
}

extension Int {
    /// The product of sizes, or the highest number where 64 bits do not hold it: what a budget refuses in any case.
    package static func product(_ factors: Int...) -> Int {
        factors.reduce(1) { product, factor in
            let (result, overflow) = product.multipliedReportingOverflow(by: factor)
            return overflow ? .max : result
        }
    }

    /// The sum of sizes, or the highest number where 64 bits do not hold it.
    package static func sum(_ terms: Int...) -> Int {
        terms.reduce(0) { sum, term in
            let (result, overflow) = sum.addingReportingOverflow(term)
            return overflow ? .max : result
        }
    }
}
