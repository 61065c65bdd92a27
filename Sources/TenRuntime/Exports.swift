@_exported public import Logging
@_exported public import TenCore
@_exported public import TenGraph
