internal import TenCore
