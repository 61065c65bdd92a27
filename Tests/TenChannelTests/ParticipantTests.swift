import TenChannel
import Testing

@Test func onlyAParticipantOfMediaHasAUID() {
  #expect(Participant.rtc(17).uid == 17)
  #expect(Participant.rtm("17").uid == nil)
}
