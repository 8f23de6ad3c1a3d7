import Zoo

/// The files that the commands know by name.
///
/// No command but `weights fetch` brings them here.
typealias PublishedWeights = Zoo.PublishedWeights
