import TenCore
