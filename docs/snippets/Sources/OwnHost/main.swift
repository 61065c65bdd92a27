// snippet
import TenHost

TenHost.main(extensions: [Hello.self])
// end
