internal import Files
internal import Foundation
internal import Geometry
public import Imaging
internal import SwiftProtobuf

/// Writes an event file, from which TensorBoard draws curves and shows pictures while a run goes on.
///
/// Events wait in memory until there are many of them, or `flush()`. Where the disk is full, the method that met it throws, the
/// file still ends with a whole event, and what waits is tried again by the next call.
///
/// Source: the TFRecord framing and the messages of TensorBoard's `event.proto` and `summary.proto`.
public final class EventWriter {
    /// The file's path.
    public var path: String { file.path }

    private let file: AppendedFile
    private var waiting: [UInt8] = []
    private var isClosed = false

    private static let bufferSize = 1 << 18

    /// Starts a new file in a folder, which is made where there is none.
    ///
    /// A run that goes on after a step hides what earlier files of the folder say of later steps, which it does again:
    /// the curves have no second branch.
    ///
    /// - Parameters:
    ///   - folder: The folder; TensorBoard shows all event files of one as one run.
    ///   - step: How many steps were done when the run stopped; nil for a run that starts.
    ///   - time: Seconds since 1970; nil for now.
    ///   - willCreate: Is told the file's path before there is such a file.
    /// - Throws: `TrainingRecordError.unwritable`, and what `willCreate` throws.
    public init(
        folder: String, resumingAfter step: Int? = nil, time: Double? = nil,
        willCreate: (String) throws(TrainingRecordError) -> Void = { _ throws(TrainingRecordError) in }
    ) throws(TrainingRecordError) {
        let time = time ?? Date().timeIntervalSince1970
        try TrainingRecordError.makeFolder(folder)
        let path = Path.joined(folder, EventFileName.next(in: folder, at: time))
        try willCreate(path)
        file = try TrainingRecordError.rethrowing { () throws(FileError) in
            try AppendedFile(path: path, isNew: true)
        }
        // A reader drops what earlier files say of the step of a start and of later ones. One reader takes the first start of
        // a folder for no restart: a run's first file must have one, too.
        let start = step.map { $0 == .max ? $0 : $0 + 1 } ?? 0
        try add(step: start, time: time) { $0.fileVersion = "brain.Event:2" }
        try add(step: start, time: time) { $0.sessionLog = .with { $0.status = .start } }
        try flush()
    }

    deinit {
        try? flush()
    }

    /// Writes a figure; TensorBoard keeps 32 bits of it.
    /// - Parameters:
    ///   - tag: The figure's name; what stands before its first `/` groups the charts.
    ///   - value: The figure, which may be NaN or infinite.
    ///   - step: How many optimiser steps were done.
    ///   - time: Seconds since 1970; nil for now.
    /// - Throws: `TrainingRecordError.unwritable`.
    public func scalar(
        _ tag: String, _ value: Double, step: Int, time: Double? = nil
    ) throws(TrainingRecordError) {
        try add(step: step, time: time) { $0.summary.value = [EventWriter.value(tag, value)] }
    }

    /// Writes all figures of a record, and the epoch as `epoch`.
    /// - Throws: `TrainingRecordError.unwritable`.
    public func append(_ record: TrainingRecord) throws(TrainingRecordError) {
        let figures = record.values.merging(["epoch": record.epoch]) { $1 }.sorted { $0.key < $1.key }
        try add(step: record.step, time: record.time) { event in
            event.summary.value = figures.map { EventWriter.value($0.key, $0.value) }
        }
    }

    /// Writes a picture, such as an image with predictions.
    /// - Throws: `TrainingRecordError.unwritable`; `.imaging` where the picture has no pixels.
    public func image(
        _ tag: String, _ image: Image, step: Int, time: Double? = nil
    ) throws(TrainingRecordError) {
        let bytes: [UInt8]
        do throws(ImagingError) {
            bytes = try image.encoded(as: .png)
        } catch {
            throw .imaging(error)
        }
        let picture = TensorBoardSummary.Image.with {
            $0.height = Int32(clamping: image.size.height)
            $0.width = Int32(clamping: image.size.width)
            $0.colorspace = 3
            $0.encodedImageString = Data(bytes)
        }
        try add(step: step, time: time) { event in
            event.summary.value = [.with { ($0.tag, $0.image) = (tag, picture) }]
        }
    }

    /// Writes text, which TensorBoard shows as Markdown.
    /// - Throws: `TrainingRecordError.unwritable`.
    public func text(
        _ tag: String, _ text: String, step: Int, time: Double? = nil
    ) throws(TrainingRecordError) {
        let tensor = TensorBoardTensor.with {
            $0.dtype = .string
            $0.tensorShape.dim = [.with { $0.size = 1 }]
            $0.stringVal = [Data(text.utf8)]
        }
        try add(step: step, time: time) { event in
            event.summary.value = [
                .with {
                    ($0.tag, $0.tensor) = (tag, tensor)
                    $0.metadata.pluginData.pluginName = "text"
                }
            ]
        }
    }

    /// Writes what waits, so that TensorBoard sees it.
    /// - Throws: `TrainingRecordError.unwritable`, as on a full disk; the events then still wait.
    public func flush() throws(TrainingRecordError) {
        guard !waiting.isEmpty else { return }
        try TrainingRecordError.rethrowing { () throws(FileError) in try file.append(waiting) }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Writes what waits, and makes it outlast a failure of the machine.
    /// - Throws: `TrainingRecordError.unwritable`.
    public func synchronize() throws(TrainingRecordError) {
        try flush()
        try TrainingRecordError.rethrowing { () throws(FileError) in try file.synchronize() }
    }

    /// Writes what waits, and closes the file; nothing may be written after it.
    /// - Throws: `TrainingRecordError.unwritable`; the file is closed all the same.
    public func close() throws(TrainingRecordError) {
        defer { (waiting, isClosed) = ([], true) }
        let flushed = Result { () throws(TrainingRecordError) in try flush() }
        try TrainingRecordError.rethrowing { () throws(FileError) in try file.close() }
        try flushed.get()
    }

    private static func value(_ tag: String, _ number: Double) -> TensorBoardSummary.Value {
        .with { ($0.tag, $0.simpleValue) = (tag, Float(number)) }
    }

    /// Adds an event, unless so many wait already that the disk must take them first.
    private func add(
        step: Int, time: Double?, _ fill: (inout TensorBoardEvent) -> Void
    ) throws(TrainingRecordError) {
        guard !isClosed else { throw .unwritable(file: path, reason: "it is closed") }
        if waiting.count >= EventWriter.bufferSize { try flush() }
        var event = TensorBoardEvent()
        event.wallTime = time ?? Date().timeIntervalSince1970
        event.step = Int64(step)
        fill(&event)
        let bytes: [UInt8]
        do {
            bytes = try event.serializedBytes()
        } catch {
            throw .unwritable(file: path, reason: "an event cannot be encoded: \(error)")
        }
        waiting += RecordFraming.framed(bytes)
    }
}
