"""HCL's native syntax as nodes with places (HCL Native Syntax Specification).

It reads blocks, attributes and expressions, and evaluates what can be known without running anything. The reading is
linear, bounded, and ends at the first fault; what stands before it is kept.
"""
