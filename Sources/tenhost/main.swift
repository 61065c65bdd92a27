internal import TenHost

TenHost.main(extensions: [])
