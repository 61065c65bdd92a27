internal import TenHost

TenHost.main(extensions: [Blocker.self, Keeper.self, Greeter.self, Chatterer.self, Clerk.self, Trapper.self])
