"""Seeded cases of torchvision's operations, a module a subject: `cases(seed, dtype)` yields (name, tensors)."""
