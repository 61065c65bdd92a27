@_exported public import TenCore
@_exported public import TenGraph
