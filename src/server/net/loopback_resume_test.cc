// Sessions that lose their connection, over real sockets.
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

}  // namespace
}  // namespace ezpt::server
