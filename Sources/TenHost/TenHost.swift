public enum TenHost {}
