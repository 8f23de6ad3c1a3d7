import Foundation
import Testing
import Torch

@Suite struct DeviceTests {
    @Test func namesAreRead() {
        #expect(Device(parsing: "cpu") == .cpu)
        #expect(Device(parsing: "cuda") == .cuda(index: 0))
        #expect(Device(parsing: "cuda:0") == .cuda(index: 0))
        #expect(Device(parsing: "cuda:17") == .cuda(index: 17))
        #expect(Device(parsing: "mps") == .mps)
    }

    @Test(arguments: [
        "", "CPU", "cpu:0", "gpu", "cuda:", "cuda:-1", "cuda:+1", "cuda:01", "cuda:128", "cuda: 1", "cuda:1.5",
        "cuda:99999999999999999999", "mps:0", " cpu",
    ])
    func otherNamesAreNot(_ name: String) {
        #expect(Device(parsing: name) == nil)
    }

    @Test(arguments: [Device.cpu, .cuda(index: 0), .cuda(index: 12), .mps])
    func descriptionsAreReadBack(_ device: Device) {
        #expect(Device(parsing: device.description) == device)
    }

    @Test func theProcessorIsAlwaysThere() throws {
        #expect(Device.available.first == .cpu)
        try Device.cpu.prepare()
    }

    @Test func devicesThatAreNotThereAreNamedWithThoseThatAre() {
        let absent = Device.cuda(index: 127)
        let error = #expect(throws: TorchError.self) { try absent.prepare() }
        guard case .device("cuda:127", let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("there is cpu"))
    }

    @Test(arguments: Device.available)
    func devicesAreWaitedFor(_ device: Device) throws {
        _ = try Tensor.zeros([64, 64], device: device) + 1
        try device.synchronize()
    }

    @Test func aDeviceThatIsNotThereCannotBeWaitedFor() {
        #expect(throws: TorchError.self) { try Device.cuda(index: 127).synchronize() }
    }

    /// What runs on the processor runs on every device, with the same result.
    @Test(arguments: Device.available)
    func tensorsGoThereAndBack(_ device: Device) throws {
        let tensor = try Tensor([Float(1), 2, 3], shape: [3]).to(device)
        #expect(tensor.device == device)
        let doubled = try tensor * 2
        #expect(doubled.device == device)
        #expect(try doubled.to(.cpu).elements(as: Float.self) == [2, 4, 6])
        #expect(try doubled.elements(as: Float.self) == [2, 4, 6])
        #expect(try Tensor.zeros([1], device: device).device == device)
    }
}

@Suite struct RuntimeTests {
    @Test func theLibrarySaysWhatItIs() {
        #expect(LibTorch.version.split(separator: ".").count >= 3)
        #expect(Int(LibTorch.version.prefix { $0 != "." }) ?? 0 >= 2)
        #expect(!LibTorch.cpuCapability.isEmpty)
    }

    @Test(arguments: [0, -1, 1025, Int.max])
    func numbersOfThreadsThatMakeNoSenseAreRefused(_ count: Int) {
        #expect(
            throws: TorchError.mismatch(operation: "setThreadCount", expected: "1 to 1024 threads", found: "\(count)")
        ) { try LibTorch.setThreadCount(count) }
    }

    /// The number is the calling thread's: a thread of its own does not disturb the other tests.
    @Test func theNumberOfThreadsIsTheCallingThreads() async throws {
        let counts = await withCheckedContinuation { continuation in
            Thread {
                try? LibTorch.setThreadCount(1)
                let one = LibTorch.threadCount
                try? LibTorch.setThreadCount(3)
                continuation.resume(returning: [one, LibTorch.threadCount])
            }.start()
        }
        #expect(counts == [1, 3])
    }

    /// A tensor made in inference mode may be changed in place there, and outside not.
    @Test func inferenceModeEndsWithItsBody() throws {
        let outside = try Tensor.zeros([1])
        let inside = try withInferenceMode {
            let tensor = try Tensor.zeros([1])
            try tensor.addInPlace(.full([1], 2))
            try outside.addInPlace(.full([1], 3))
            return tensor
        }
        #expect(try inside.item() == 2 && outside.item() == 3)
        let error = try #require(throws: TorchError.self) { try inside.addInPlace(.full([1], 1)) }
        #expect("\(error)".contains("inference"))
        try outside.addInPlace(.full([1], 1))
        #expect(try outside.item() == 4)
    }

    @Test func inferenceModeEndsWhenItsBodyThrows() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) { try withInferenceMode { () throws(Stop) in throw Stop() } }
        let tensor = try Tensor.zeros([1])
        // A tensor of inference mode could not be changed by one of outside.
        try tensor.addInPlace(.full([1], 1))
        let inside = try withInferenceMode { try withInferenceMode { try Tensor.zeros([1]) } }
        #expect(throws: TorchError.self) { try inside.addInPlace(tensor) }
    }
}
