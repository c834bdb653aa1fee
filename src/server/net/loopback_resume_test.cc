// Sessions that lose their connection, over real sockets.
#include <algorithm>

#include "server/net/loopback_fixture.h"

namespace ezpt::server {
namespace {

TEST_F(LoopbackTest, LostConnectionIsStoredAtOnceAndResumed) {
  const std::string cookie = NewCookie();
  std::string token;
  {
    LiveClient client(port_);
    token = Begin(client, cookie)["resume_token"];
    (void)Exchange(client, 1, 50);
    client.Vanish();
  }
  EXPECT_EQ(WaitForStoredFrames(token, 50), 50);
  LiveClient stranger(port_);
  const json refused = Begin(stranger, NewCookie(), {{"resume", token}});
  EXPECT_FALSE(refused["resumed"]);
  EXPECT_TRUE(refused["resume_failed"].is_string());

  LiveClient again(port_);
  const json welcome = Begin(again, cookie, {{"resume", token}});
  EXPECT_TRUE(welcome["resumed"]);
  EXPECT_EQ(welcome["session"], token);
  EXPECT_EQ(Exchange(again, 200, 10)["sequence"], 209);

  LiveClient newer(port_);
  EXPECT_TRUE(Begin(newer, cookie, {{"resume", token}})["resumed"]);
  EXPECT_EQ(again.CloseCode(), 4006);
}

TEST_F(LoopbackTest, SessionGoesOnAfterTheServerRestarts) {
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  const std::string token = Begin(client, cookie)["resume_token"];
  (void)Exchange(client, 1, 20);
  std::thread stopper([this] { StopServer(); });
  EXPECT_EQ(client.CloseCode(), 1001);
  stopper.join();
  EXPECT_EQ(StoredFrames(token), 20);
  StartServer({});
  LiveClient again(port_);
  EXPECT_TRUE(Begin(again, cookie, {{"resume", token}})["resumed"]);
  (void)Exchange(again, 21, 5);
  again.SendJson({{"type", "stop"}});
  EXPECT_FALSE(again.NextOf("summary").is_null());
  EXPECT_EQ(StoredFrames(token), 25);
}

TEST_F(LoopbackTest, SessionThatNobodyResumesIsSummedUp) {
  StopServer();
  LiveHub::Options options;
  options.keep = std::chrono::seconds(0);
  StartServer(options);
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  const std::string id = Begin(client, cookie)["session"];
  (void)Exchange(client, 1, 5);
  client.Vanish();
  const auto deadline = std::chrono::steady_clock::now() + kStoredWithin;
  std::string list;
  while (list.find("connection lost") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
    list = Fetch(port_, Method::kGet, "/api/sessions", {{"Cookie", cookie}}).body;
  }
  EXPECT_NE(list.find("connection lost"), std::string::npos) << list;
}

class LittleRoomTest : public LoopbackTest {
 protected:
  static constexpr int64_t kRoom = 10'000;  ///< For one second of landmarks, not for two.
  [[nodiscard]] store::StorageLimits Limits() const override { return {.session_bytes = kRoom}; }
};

TEST_F(LittleRoomTest, SessionWhoseRecordIsFullEndsInOrderWithAllThatWasDone) {
  constexpr uint32_t kThreeSeconds = 90;
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  const std::string id = Begin(client, cookie)["session"];
  json notice;
  for (uint32_t i = 0; i < kThreeSeconds && notice.is_null(); ++i) {
    client.SendBinary(Standing(i, 100.0 + i / 30.0));
    json answer = client.Next();
    while (!answer.is_null() && answer["type"] == "busy") answer = client.Next();  // That frame still waits.
    if (answer["type"] != "feedback") notice = answer;
  }
  if (notice.is_null()) notice = client.NextOf("notice");  // The store answered after the last frame.
  ASSERT_FALSE(notice.is_null());
  EXPECT_EQ(notice["code"], "full");
  const json summary = client.NextOf("summary");
  ASSERT_FALSE(summary.is_null());
  EXPECT_GT(summary["duration_s"], 1) << "as it was seen, longer than what is stored";
  const json& notes = summary["notes"];  // Beside it stands why nothing was counted: the person only stood.
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const json& note) { return note["id"] == "counted_live"; }))
      << notes;
  EXPECT_EQ(client.CloseCode(), 1000);
  const auto runs = sessions_->Runs(Ref(id));
  ASSERT_TRUE(runs.ok());
  ASSERT_EQ(runs->size(), 1U);
  EXPECT_EQ(runs->front().basis, store::ScoringRun::Basis::kLive);
  EXPECT_TRUE(runs->front().missing.starts_with("0:0")) << runs->front().missing;
}

TEST_F(LoopbackTest, CommandsThatNobodyTapsSoFastAreNotRecorded) {
  constexpr int kTaps = 100;
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  const std::string id = Begin(client, cookie)["session"];
  (void)Exchange(client, 1, 1);
  for (int i = 0; i < kTaps; ++i) client.SendJson({{"type", i % 2 == 0 ? "pause" : "resume"}});
  client.SendJson({{"type", "stop"}});
  ASSERT_FALSE(client.NextOf("summary").is_null()) << "a stop is taken always";
  const auto chunks = sessions_->Chunks(Ref(id));
  ASSERT_TRUE(chunks.ok());
  std::size_t commands = 0;
  for (const std::string& bytes : *chunks) {
    const auto chunk = coach::DecodeChunk(std::as_bytes(std::span(bytes)));
    for (const auto& item : chunk->items) commands += std::holds_alternative<coach::Command>(item) ? 1 : 0;
  }
  EXPECT_LE(commands, 15U);
}

}  // namespace
}  // namespace ezpt::server
