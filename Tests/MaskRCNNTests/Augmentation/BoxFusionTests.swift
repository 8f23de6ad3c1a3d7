import MaskRCNN
import Testing

/// Weighted boxes fusion, by hand.
struct BoxFusionTests {
    private typealias Candidate = BoxFusion.Candidate

    private func box(_ corners: [Double], _ score: Double, label: Int = 1) -> BoxFusion.Candidate {
        Candidate(corners: corners, label: label, score: score)
    }

    /// Two views show [0, 0, 10, 10] with 0.9 and [0, 0, 10, 8] with 0.6: IoU 80/100 = 0.8 > 0.55. Fused: y2 = (0.9·10 + 0.6·8) / 1.5 = 9.2,
    /// score (0.9 + 0.6)/2 · min(2, 2)/2 = 0.75.
    @Test func theMeanIsWeightedByScores() {
        let fused = BoxFusion(overlap: 0.55, viewCount: 2)([box([0, 0, 10, 8], 0.6), box([0, 0, 10, 10], 0.9)])
        #expect(fused.count == 1)
        #expect(abs(fused[0].corners[3] - 9.2) < 1e-12 && fused[0].corners[..<3] == [0, 0, 10])
        #expect(abs(fused[0].score - 0.75) < 1e-12)
    }

    /// One of four views shows it: 0.8 · 1/4 = 0.2, the corners as they are.
    @Test func whatFewViewsShowIsLessSure() {
        let corners = [0.1, 0.2, 3.3, 4.7]
        let fused = BoxFusion(overlap: 0.55, viewCount: 4)([box(corners, 0.8)])
        #expect(fused == [box(corners, 0.2)])
    }

    /// Three boxes in two views: the mean (0.9 + 0.6 + 0.3)/3 = 0.6, times min(3, 2)/2 = 1.
    @Test func moreBoxesThanViewsScoreTheMean() {
        let same = [0.0, 0, 10, 10]
        let fused = BoxFusion(overlap: 0.55, viewCount: 2)([box(same, 0.9), box(same, 0.6), box(same, 0.3)])
        #expect(fused.count == 1 && abs(fused[0].score - 0.6) < 1e-12)
        #expect(zip(fused[0].corners, same).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    /// Classes stay apart, and so do boxes that overlap by no more than the threshold: [0, 0, 10, 10] and [0, 0, 10, 5] by 0.5.
    @Test func othersStayApart() {
        let found = BoxFusion(overlap: 0.5, viewCount: 1)([
            box([0, 0, 10, 10], 0.9), box([0, 0, 10, 5], 0.8), box([0, 0, 10, 10], 0.7, label: 2),
        ])
        #expect(found.map(\.score) == [0.9, 0.8, 0.7] && found.map(\.label) == [1, 1, 2])
        #expect(BoxFusion(overlap: 0.5, viewCount: 1)([]) == [])
    }

    /// The box joins the one that it overlaps most, not the first: IoU with [0,0,10,10] is 80/100, with [0,0,10,8.5] it is 80/85.
    @Test func theNearestIsJoined() {
        let found = BoxFusion(overlap: 0.75, viewCount: 1)([
            box([0, 0, 10, 10], 0.9, label: 1), box([0, 20, 10, 28.5], 0.8), box([0, 20, 10, 28], 0.4),
        ])
        // (0.8 · 28.5 + 0.4 · 28) / 1.2 = 28.333…; score (0.8 + 0.4)/2 · min(2, 1)/1 = 0.6.
        #expect(found.count == 2 && abs(found[1].corners[3] - 85.0 / 3) < 1e-12 && abs(found[1].score - 0.6) < 1e-12)
    }

    /// Boxes without area overlap nothing, and scores of nothing leave no division by zero.
    @Test func degenerateBoxesStay() {
        let point = [5.0, 5, 5, 5]
        #expect(BoxFusion(overlap: 0.5, viewCount: 1)([box(point, 0), box(point, 0)]).count == 2)
        let same = [0.0, 0, 1, 1]
        let fused = BoxFusion(overlap: 0.5, viewCount: 2)([box(same, 0), box(same, 0)])
        #expect(fused == [box(same, 0)])
    }
}
