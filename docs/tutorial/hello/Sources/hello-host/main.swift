import Hello
import Recorder
import TenHost

TenHost.main(extensions: [Hello.self, Recorder.self])
