import COCO
import Datasets
import Geometry
import Testing

/// Which images are copies of one source, by their names.
struct ImageCopiesTests {
    private func groups(_ names: String...) -> [[String]] {
        ImageCopies(names: names).groups.map { $0.map { names[$0] } }
    }

    @Test(arguments: [
        ["plate0_png.rf.0a1b2c3d.jpg", "plate0_png.rf.9f8e7d6c.jpg"],
        ["train/a_jpg.rf.00aa11bb22cc33dd44ee55ff66aa77bb.jpg", "valid/a_jpg.rf.ffaa11bb22cc33dd44ee55ff66aa77bb.jpg"],
        ["a.png", "a_aug1.png", "a_aug2.png"], ["a_aug_0.png", "a_aug_1.png"], ["a.png", "a_flip.png"],
        ["a.png", "a-hflip-rot90.png"], ["a.png", "a_rot_180.png"], ["a.png", "a_Flipped.png", "a_BRIGHT2.png"],
        ["a.png", "a-1.png", "a-2.png"], ["a.png", "a (1).png"], ["a.png", "a copy.png", "a - Copy.png"],
        ["a.png", "flip_a.png"], ["images/a.png", "augmented/a_flip.png"], ["s1/a.png", "s1/a_1.png"],
    ])
    func copiesAreFound(names: [String]) {
        let places = ImageCopies(names: ["other.png"] + names).groups
        #expect(places == [Array(1...names.count)])
    }

    @Test(arguments: [
        // Pictures of a series, tiles, frames: their numbers are their own names.
        ["img_1.png", "img_2.png", "img_3.png"], ["a-1.png", "a-2.png"], ["cells (1).png", "cells (2).png"],
        ["frame_0001.png", "frame_0002.png", "frame.png"], ["slide7_x0_y0.png", "slide7_x0_y1.png"],
        // The same name in other folders is another picture.
        ["case1/img.png", "case2/img.png"], ["case1/img.png", "case2/img.png", "case3/img_flip.png"],
        ["flip.png", "rot90.png"], ["dark_1.png", "dark_2.png"], ["a.rf.1.png", "a.rf.2.png"],
        ["crop_0001.png", "crop_0002.png"],
    ])
    func otherPicturesAreNone(names: [String]) {
        #expect(ImageCopies(names: names).groups == [])
    }

    @Test func whatIsNumberedInGreatNumbersIsASeries() {
        let names = ["cell.png"] + (1...40).map { "cell_\($0).png" }
        #expect(ImageCopies(names: names).groups.isEmpty)
        #expect(ImageCopies(names: (0..<200).map { "video_crop\($0).png" }).groups.isEmpty)
        #expect(ImageCopies(names: [nil, nil, ""]).groups.isEmpty)
    }

    private var dataset: Dataset {
        var dataset = Dataset(categories: [ObjectCategory(id: 1, name: "cell")])
        for source in 0..<8 {
            for copy in ["", "_flip", "_rot90"] {
                let id = dataset.images.count + 1
                dataset.images.append(
                    DatasetImage(id: id, fileName: "p\(source)\(copy).png", size: .init(width: 9, height: 9)))
                dataset.annotations.append(
                    Annotation(
                        id: id, imageID: id, categoryID: 1, box: AnnotationBox(x: 1, y: 1, width: 3, height: 3),
                        area: 9, segmentation: nil))
            }
        }
        return dataset
    }

    private func sources(_ dataset: Dataset) -> Set<Substring> {
        Set(dataset.images.compactMap { $0.fileName?.prefix(2) })
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func copiesStayInOnePart(seed: UInt64) throws {
        let parts = try dataset.split(into: [("train", 3), ("val", 1)], seed: seed)
        #expect(parts.map(\.dataset.images.count) == [18, 6])
        #expect(sources(parts[0].dataset).isDisjoint(with: sources(parts[1].dataset)))
        for fold in try dataset.folds(4, seed: seed) {
            #expect(sources(fold.training).isDisjoint(with: sources(fold.validation)))
        }
        let free = try dataset.split(into: [("train", 3), ("val", 1)], seed: seed, partsCopies: true)
        #expect(!sources(free[0].dataset).isDisjoint(with: sources(free[1].dataset)))
    }

    @Test func copiesAcrossDataSetsAreAWarning() throws {
        var (train, val) = (dataset, dataset)
        train.images.removeAll { $0.id % 3 == 0 }
        train.annotations.removeAll { $0.imageID % 3 == 0 }
        val.images.removeAll { $0.id != 3 }
        val.annotations.removeAll { $0.imageID != 3 }
        let check = DatasetCheck([.init(name: "train", dataset: train), .init(name: "val", dataset: val)])
        let faults = check.faults.filter { $0.kind == .sharedImageSource }
        #expect(
            faults.map(\.description) == [
                "val: images[0].file_name (p0_rot90.png): by its name the picture has one source with p0.png in train"
            ])
    }
}
