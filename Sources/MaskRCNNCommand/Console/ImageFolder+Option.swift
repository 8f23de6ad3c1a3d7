import Datasets

extension ImageFolder {
    /// The help of `--allow-outside`.
    static let optionHelp =
        "Open images that the data set names outside of the folder of images: by \"..\", from the root, or by links."
}
