import Testing

import TenCore

@Suite("A secret")
struct SecretTests {
  let secret = Secret("hunter2")

  @Test("gives its text only when asked to reveal it")
  func reveal() {
    #expect(secret.reveal() == "hunter2")
    #expect(!secret.isEmpty)
    #expect(Secret("").isEmpty)
    #expect(secret == Secret("hunter2"))
    #expect(secret != Secret("other"))
  }

  @Test("shows stars however it is printed")
  func shows() {
    struct Holder { var secret: Secret, list: [Secret], maybe: Secret? }
    let holder = Holder(secret: secret, list: [secret], maybe: secret)
    var dumped = ""
    dump(holder, to: &dumped)
    var printed = ""
    print(holder, secret, to: &printed)
    for text in ["\(secret)", String(reflecting: secret), String(describing: holder), String(reflecting: holder), dumped, printed] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("***"))
    }
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }
}
