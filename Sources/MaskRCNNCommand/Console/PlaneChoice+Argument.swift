public import ArgumentParser
public import Imaging

extension PlaneChoice.Projection: ExpressibleByArgument {}
