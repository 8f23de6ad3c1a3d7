extension PixelField {
    /// The field as seen out of focus, by a Gaussian of a deviation in pixels; the border's values go on outside.
    ///
    /// Wide ones are three box filters in a row, whose cost does not grow with the deviation.
    func blurred(by deviation: Float) -> PixelField {
        guard deviation > 0.2, width > 0, height > 0 else { return self }
        let kernels: [[Float]]
        if deviation < 4 {
            let reach = Int((deviation * 3).rounded(.up))
            var weights = (-reach...reach).map { offset in
                exponential(-Float(offset * offset) / (2 * deviation * deviation))
            }
            let sum = weights.reduce(0, +)
            for index in weights.indices { weights[index] /= sum }
            kernels = [weights]
        } else {
            // A box of n pixels has the variance (n² - 1) / 12, and three have three times that.
            let length = (4 * deviation * deviation + 1).squareRoot()
            let reach = Int((length / 2).rounded(.down))
            return boxed(reach).boxed(reach).boxed(reach)
        }
        var result = self
        for kernel in kernels {
            result = result.filteredAcross(kernel).transposed().filteredAcross(kernel).transposed()
        }
        return result
    }

    private func filteredAcross(_ kernel: [Float]) -> PixelField {
        var result = self
        let reach = kernel.count / 2
        var line = [Float](repeating: 0, count: width + 2 * reach)
        for y in 0..<height {
            let start = y * width
            for x in line.indices { line[x] = values[start + min(max(x - reach, 0), width - 1)] }
            for x in 0..<width {
                var sum: Float = 0
                for tap in kernel.indices { sum += kernel[tap] * line[x + tap] }
                result.values[start + x] = sum
            }
        }
        return result
    }

    private func boxed(_ reach: Int) -> PixelField {
        boxedAcross(min(reach, width)).transposed().boxedAcross(min(reach, height)).transposed()
    }

    private func boxedAcross(_ reach: Int) -> PixelField {
        var result = self
        let scale = 1 / Float(2 * reach + 1)
        for y in 0..<height {
            let start = y * width
            let last = width - 1
            var sum: Float = 0
            for offset in -reach...reach { sum += values[start + min(max(offset, 0), last)] }
            for x in 0..<width {
                result.values[start + x] = sum * scale
                sum += values[start + min(x + reach + 1, last)] - values[start + max(x - reach, 0)]
            }
        }
        return result
    }

    private func transposed() -> PixelField {
        var result = PixelField(width: height, height: width)
        for y in 0..<height {
            for x in 0..<width { result.values[x * height + y] = values[y * width + x] }
        }
        return result
    }
}
