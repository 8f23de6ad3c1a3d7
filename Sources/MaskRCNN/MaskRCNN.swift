public import Geometry
