import ArgumentParser
import Files

/// How much memory the command plans to take.
struct MemoryOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Plan with so much memory: 8G, 512M, or a share of what this machine or its control group allows. (default: \(Int(MemoryBudget.usualShare * 100))%)",
            valueName: "size"))
    var memory: MemoryArgument?

    /// What the option is called.
    static let name = "--memory"

    /// The budget that follows.
    func budget(of limit: MemoryLimit = .current()) -> MemoryBudget {
        switch memory?.amount {
        case nil: MemoryBudget(of: limit, option: Self.name)
        case .share(let share): MemoryBudget(share: share, of: limit, option: Self.name)
        case .size(let size):
            MemoryBudget(
                bytes: size.bytes, origin: "\(Self.name) \(size.argument)", limit: limit, option: Self.name)
        }
    }

    func validate() throws {
        guard memory != nil else { return }
        let limit = MemoryLimit.current()
        let budget = budget(of: limit)
        guard budget.bytes <= limit.bytes else {
            throw ValidationError("\(budget.origin) is more than the \(limit).")
        }
        guard budget.bytes > MemoryBudget.programBytes else {
            throw ValidationError(
                "\(Self.name) is above \(MemorySize(bytes: MemoryBudget.programBytes).argument), which the program itself takes; "
                    + "\(MemorySize(bytes: budget.bytes)) were given.")
        }
    }
}

/// An amount of memory, as typed: `8G`, `512M`, `50%`.
struct MemoryArgument: ExpressibleByArgument, Equatable {
    enum Amount: Equatable {
        case size(MemorySize)
        /// Of what there is, above 0 and up to 1.
        case share(Double)
    }

    let amount: Amount

    init?(argument: String) {
        if argument.hasSuffix("%") {
            guard let percent = Double(argument.dropLast()), percent > 0, percent <= 100 else { return nil }
            amount = .share(percent / 100)
        } else {
            guard let size = MemorySize(parsing: argument) else { return nil }
            amount = .size(size)
        }
    }
}

/// A subcommand whose memory has a budget.
protocol MemoryBudgeted {
    /// The options.
    var memory: MemoryOptions { get }
}

extension CommandFailure {
    /// What would need more memory than there is to be.
    init(_ shortage: MemoryShortage) {
        self.init(.noMemory, shortage.description)
    }
}
