internal import ClassMaps
internal import MaskRCNN
internal import Torch
internal import TrainingData

extension Setting {
    /// The tree of a value, as its `encode(to:)` describes it.
    init<Value: Encodable>(_ value: Value) throws {
        // First, since a cast takes a value out of its optional.
        if let optional = value as? any OptionalSetting, Value.self is any OptionalSetting.Type {
            self = try optional.setting()
            return
        }
        switch value {
        case let value as Bool: self = .boolean(value)
        case let value as Int: self = .whole(value)
        case let value as UInt64: self = .unsigned(value)
        case let value as Double: self = .number(value)
        case let value as String: self = .text(value)
        case let value as [Int] where Value.self == [Int].self:
            self = .list(value.map(Setting.whole), element: .whole(0))
        case let value as [String] where Value.self == [String].self:
            self = .list(value.map(Setting.text), element: .text(""))
        case let value as [[Int]] where Value.self == [[Int]].self:
            self = .list(try value.map { try Setting($0) }, element: .list([], element: .whole(0)))
        case let value as LevelValues<Int>:
            self = .levels(try Self.list(of: value), number: .whole(0))
        case let value as LevelValues<Double>:
            self = .levels(try Self.list(of: value), number: .number(0))
        case let value as Augmentation.Interval: self = .interval(lower: value.lower, upper: value.upper)
        default:
            if let names = Self.names(of: Value.self), let name = (value as? any RawRepresentable)?.rawValue as? String
            {
                self = .choice(name, of: names)
                return
            }
            let encoder = SettingEncoder()
            try value.encode(to: encoder)
            var tree = try encoder.slot.setting()
            // Files leave it out where it is 0; who writes a setting must find it.
            if value is Configuration.Backbone.ResNet {
                tree.insert("dilatedStageCount", .whole(0), before: "normalization")
            }
            if let samples = try Self.alternatives(to: value), case .mapping(let members) = tree,
                let chosen = members.first
            {
                self = .alternative(chosen, of: samples)
            } else {
                self = tree
            }
        }
    }

    /// How a value of a type looks, where an optional has none.
    static func sample<Value>(of type: Value.Type) throws -> Setting {
        switch type {
        case is Bool.Type: .boolean(false)
        case is Int.Type: .whole(0)
        case is Double.Type: .number(0)
        case is String.Type: .text("")
        case is Augmentation.Photometric.Type: try Setting(Augmentation.Photometric())
        case is Augmentation.CopyPaste.Type: try Setting(Augmentation.CopyPaste())
        case is Configuration.Pyramid.Type: try Setting(Configuration.Pyramid())
        case is Configuration.MaskHead.Type: try Setting(Configuration.MaskHead())
        case is Configuration.KeypointHead.Type: try Setting(Configuration.KeypointHead())
        case is SegmentationConfiguration.FullyConvolutional.Type:
            try Setting(SegmentationConfiguration.FullyConvolutional())
        default:
            throw EncodingError.invalidValue(
                type, EncodingError.Context(codingPath: [], debugDescription: "\(type) has no sample"))
        }
    }

    private static func list<Value>(of values: LevelValues<Value>) throws -> Setting {
        switch values {
        case .flat(let numbers): .list(try numbers.map { try Setting($0) }, element: .number(0))
        case .lists(let lists): .list(try lists.map { try Setting($0) }, element: .list([], element: .number(0)))
        }
    }

    /// The names of an enumeration whose raw values are texts.
    private static func names<Value>(of type: Value.Type) -> [String]? {
        func allNames<Cases: CaseIterable>(_ type: Cases.Type) -> [String] {
            type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        }
        guard let cases = type as? any CaseIterable.Type else { return nil }
        let names = allNames(cases)
        return names.isEmpty ? nil : names
    }

    /// A sample of each case of an enumeration whose cases have settings of their own; nil for all else.
    private static func alternatives<Value>(to value: Value) throws -> [Member]? {
        let samples: [any Encodable]
        switch value {
        case is Augmentation.Scale:
            samples =
                [
                    .fixed(shortSide: 800, maximumSide: 1333),
                    .multiScale(shortSides: [640, 800], maximumSide: 1333),
                    .largeScaleJitter(range: Augmentation.Interval(0.1, 2), cropSide: 1024),
                    .multiScaleCrop(shortSides: [640, 800], maximumSide: 1333, cropSide: 512),
                    .ratioCrop(ratio: Augmentation.Interval(1, 3), cropSide: 256),
                    .shortSideCrop(shortSide: 520, ratio: Augmentation.Interval(0.5, 2), cropSide: 480),
                ] as [Augmentation.Scale]
        case is SegmentationConfiguration.Head:
            samples =
                [
                    .fcn(SegmentationConfiguration.FullyConvolutional()),
                    .deepLabV3(SegmentationConfiguration.DeepLabV3()),
                ] as [SegmentationConfiguration.Head]
        case is Configuration.Backbone:
            samples = Configuration.Backbone.Kind.allCases.map(\.usual)
        case is NormalizationKind:
            samples =
                [
                    .none, .frozenBatchNorm(epsilon: 1e-5), .batchNorm(epsilon: 1e-5),
                    .groupNorm(groups: 32, epsilon: 1e-5),
                ] as [NormalizationKind]
        default:
            return nil
        }
        return try samples.compactMap { sample in
            let encoder = SettingEncoder()
            try sample.encode(to: encoder)
            guard case .mapping(let members) = try encoder.slot.setting() else { return nil }
            return members.first
        }
    }
}

/// An optional, whatever it is of: one that has nothing is encoded all the same, as the part that is not there.
private protocol OptionalSetting {
    func setting() throws -> Setting
}

extension Optional: OptionalSetting where Wrapped: Encodable {
    func setting() throws -> Setting {
        .optional(try map { try Setting($0) }, sample: try Setting.sample(of: Wrapped.self))
    }
}

/// Encodes a value as a ``Setting``.
private struct SettingEncoder: Encoder {
    let slot = Slot()
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    /// Where an encoded value comes to stand.
    final class Slot {
        private enum Content {
            case nothing
            case value(Setting)
            case members([(key: String, slot: Slot)])
            case entries([Slot])
        }

        private var content = Content.nothing

        func put(_ setting: Setting) { content = .value(setting) }

        func startMembers() {
            if case .nothing = content { content = .members([]) }
        }

        func startEntries() {
            if case .nothing = content { content = .entries([]) }
        }

        func add(_ key: String) -> Slot {
            let slot = Slot()
            if case .members(let others) = content { content = .members(others + [(key, slot)]) }
            return slot
        }

        func add() -> Slot {
            let slot = Slot()
            if case .entries(let others) = content { content = .entries(others + [slot]) }
            return slot
        }

        var count: Int {
            if case .entries(let slots) = content { slots.count } else { 0 }
        }

        func setting() throws -> Setting {
            switch content {
            case .value(let setting): return setting
            case .members(let members):
                return .mapping(try members.map { Setting.Member(key: $0.key, value: try $0.slot.setting()) })
            case .entries(let slots):
                let entries = try slots.map { try $0.setting() }
                return .list(entries, element: entries.first ?? .number(0))
            case .nothing:
                throw EncodingError.invalidValue(
                    (), EncodingError.Context(codingPath: [], debugDescription: "nothing was encoded"))
            }
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.startMembers()
        return KeyedEncodingContainer(Keyed(slot: slot))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.startEntries()
        return Unkeyed(slot: slot)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(slot: slot) }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let slot: Slot
        let codingPath: [any CodingKey] = []

        func encodeNil(forKey key: Key) throws {
            slot.add(key.stringValue).put(.optional(nil, sample: .text("")))
        }

        func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
            slot.add(key.stringValue).put(try Setting(value))
        }

        func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws { try put(value, key) }
        // The protocol leaves nil out in these, unless each is there.
        func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try put(value, key) }
        func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try put(value, key) }
        func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try put(value, key) }
        func encodeIfPresent(_ value: String?, forKey key: Key) throws { try put(value, key) }

        private func put<Value: Encodable>(_ value: Value?, _ key: Key) throws {
            let present = try value.map { try Setting($0) }
            slot.add(key.stringValue).put(.optional(present, sample: try Setting.sample(of: Value.self)))
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            let inner = slot.add(key.stringValue)
            inner.startMembers()
            return KeyedEncodingContainer(Keyed<Nested>(slot: inner))
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            let inner = slot.add(key.stringValue)
            inner.startEntries()
            return Unkeyed(slot: inner)
        }

        func superEncoder() -> any Encoder { SettingEncoder() }
        func superEncoder(forKey key: Key) -> any Encoder { SettingEncoder() }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let slot: Slot
        let codingPath: [any CodingKey] = []
        var count: Int { slot.count }

        func encodeNil() throws { slot.add().put(.optional(nil, sample: .text(""))) }
        func encode<Value: Encodable>(_ value: Value) throws { slot.add().put(try Setting(value)) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            let inner = slot.add()
            inner.startMembers()
            return KeyedEncodingContainer(Keyed<Nested>(slot: inner))
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            let inner = slot.add()
            inner.startEntries()
            return Unkeyed(slot: inner)
        }

        func superEncoder() -> any Encoder { SettingEncoder() }
    }

    private struct Single: SingleValueEncodingContainer {
        let slot: Slot
        let codingPath: [any CodingKey] = []

        func encodeNil() throws { slot.put(.optional(nil, sample: .text(""))) }
        func encode<Value: Encodable>(_ value: Value) throws { slot.put(try Setting(value)) }
    }
}
