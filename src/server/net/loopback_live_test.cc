// The live protocol over real sockets.
#include <chrono>
#include <future>

#include "server/net/loopback_fixture.h"

namespace ezpt::server {
namespace {

TEST_F(LoopbackTest, UpgradeNeedsOriginHostAndCookie) {
  const std::string cookie = NewCookie();
  const std::string origin = Origin();
  EXPECT_EQ(LiveClient(port_).Connect({origin, "", cookie}), kSwitched);
  EXPECT_EQ(LiveClient(port_).Connect({"http://evil.example", "", cookie}), 403);
  EXPECT_EQ(LiveClient(port_).Connect({"", "", cookie}), 403);
  EXPECT_EQ(LiveClient(port_).Connect({"http://evil.example", "evil.example", cookie}), 403);
  EXPECT_EQ(LiveClient(port_).Connect({origin, "", ""}), 403);
}

/// Somebody with an account, on a device of theirs.
struct SignedInClient {
  clinic::Welcome welcome;
  std::string cookie;
};
SignedInClient SignInAsFirst(clinic::FrontDesk& desk) {
  const auto code = desk.CodeForTheFirst();
  EXPECT_TRUE(code.ok() && *code);
  const auto welcome = desk.Join(
      **code,
      {.sign_in_name = "ada", .display_name = "Ada", .password = "three short words", .clinic_name = "Elm Street"}, {});
  EXPECT_TRUE(welcome.ok());
  return {*welcome, "ezpt_sign_in=" + welcome->token};
}

TEST_F(LoopbackTest, WhatIsOpenEndsWithTheSignInWithinASecond) {
  constexpr std::chrono::milliseconds kASecond{1000};
  const SignedInClient ada = SignInAsFirst(*desk_);
  LiveClient hers(port_), a_strangers(port_);
  (void)Begin(hers, ada.cookie);
  (void)Begin(a_strangers, NewCookie());
  const auto ended = std::chrono::steady_clock::now();
  ASSERT_TRUE(desk_
                  ->Write("end",
                          [&](store::WriteTx& tx) {
                            return clinic::SignIns::End(tx, ada.welcome.sign_in.person, ada.welcome.sign_in.id);
                          })
                  .ok());
  EXPECT_EQ(hers.CloseCode(), 4010);
  EXPECT_LT(std::chrono::steady_clock::now() - ended, kASecond);
  a_strangers.SendBinary(Standing(1, 100));
  EXPECT_EQ(a_strangers.NextOf("feedback")["type"], "feedback") << "nobody else's";
  EXPECT_EQ(LiveClient(port_).ConnectAs(ada.cookie), 403);
}

TEST_F(LoopbackTest, BadMessagesCloseWithTheirCode) {
  const std::string cookie = NewCookie();
  const auto code_after = [&](auto send) {
    LiveClient client(port_);
    EXPECT_EQ(client.ConnectAs(cookie), kSwitched);
    send(client);
    return client.CloseCode();
  };
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendText("not json"); }), 4000);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendText("[1,2]"); }), 4000);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendJson({{"type", "dance"}}); }), 4000);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendJson(Hello({{"view", 7}})); }), 4000);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendText(std::string(20000, ' ')); }), 4000);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendJson({{"type", "pause"}}); }), 4001);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendBinary(Standing(0, 1)); }), 4001);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendJson(Hello({{"protocol", 99}})); }), 4002);
  EXPECT_EQ(code_after([](LiveClient& c) { c.SendJson(Hello({{"exercise", "moonwalk"}})); }), 4003);
  EXPECT_EQ(code_after([](LiveClient& c) {
              c.SendJson(Hello());
              c.SendBinary("\xE7\x01 short");
            }),
            4000);
  EXPECT_EQ(code_after([](LiveClient& c) {
              c.SendJson(Hello());
              (void)c.NextOf("welcome");
              for (uint32_t i = 0; i < 200; ++i) c.SendBinary(Standing(i, i));
            }),
            4008);
}

TEST_F(LoopbackTest, PicturesThatCannotBeReadAreSaidAndAtLastRefused) {
  constexpr uint32_t kTolerated = 9;
  LiveClient client(port_);
  (void)Begin(client, NewCookie());
  const auto send_garbage = [&](uint32_t i) {
    client.SendBinary(EncodeFrameMessage({FrameType::kJpeg, i, 100.0 + i, 640, 480, "no picture at all"}));
    return client.NextOf("error");
  };
  for (uint32_t i = 1; i <= kTolerated; ++i) {
    const json error = send_garbage(i);
    ASSERT_EQ(error["code"], "bad_frame");
    EXPECT_FALSE(error["fatal"]);
  }
  // A frame that can be read begins the count anew.
  EXPECT_EQ(Exchange(client, 20, 1)["server"]["damaged"], kTolerated);
  for (uint32_t i = 21; i <= 20 + kTolerated; ++i) EXPECT_FALSE(send_garbage(i)["fatal"]);
  EXPECT_TRUE(send_garbage(40)["fatal"]);
  EXPECT_EQ(client.CloseCode(), 4009);
}

TEST_F(LoopbackTest, HugeMessageIsRefusedAndTheServerLivesOn) {
  constexpr std::size_t kHuge = 100u << 20;
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  (void)Begin(client, cookie);
  std::thread sender([&] { client.SendRaw(kHuge); });
  EXPECT_EQ(client.CloseCode(), 1009);
  EXPECT_NE(client.close_reason.find("512 KiB"), std::string::npos);
  sender.join();
  EXPECT_EQ(Fetch(port_, Method::kGet, "/healthz").status, 200);
}

TEST_F(LoopbackTest, FramesAreAnsweredInOrderAndStopSumsUp) {
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  const json welcome = Begin(client, cookie);
  ASSERT_FALSE(welcome.is_null());
  EXPECT_EQ(welcome["exercise"], "squat");
  EXPECT_FALSE(welcome["resumed"]);
  const json feedback = Exchange(client, 1, 40);
  EXPECT_EQ(feedback["sequence"], 40);
  EXPECT_EQ(feedback["landmarks"].size(), 51u);
  EXPECT_EQ(feedback["server"]["decoded"], 40);
  EXPECT_EQ(feedback["server"]["dropped"], 0);
  client.SendJson({{"type", "stop"}, {"reason", "fatigue"}});
  const json summary = client.NextOf("summary");
  ASSERT_FALSE(summary.is_null());
  EXPECT_EQ(summary["reason"], "fatigue");
  EXPECT_EQ(client.CloseCode(), 1000);
  EXPECT_EQ(StoredFrames(welcome["session"]), 40);
  const HttpAnswer page = Fetch(port_, Method::kGet, summary["url"], {{"Cookie", cookie}});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Squat"), std::string::npos);
}

TEST_F(LoopbackTest, NewestFrameWins) {
  constexpr uint32_t kSent = 60;
  LiveClient client(port_);
  (void)Begin(client, NewCookie());
  // Both workers are taken, so that frames must replace each other.
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  for (int i = 0; i < 2; ++i) (void)hub_->workers().Submit([released] { released.wait(); });
  for (uint32_t i = 1; i <= kSent; ++i) client.SendBinary(Standing(i, 100.0 + i / 30.0));
  const json busy = client.NextOf("busy");
  ASSERT_FALSE(busy.is_null());
  EXPECT_EQ(busy["scope"], "frame");
  EXPECT_EQ(Fetch(port_, Method::kGet, "/healthz").status, 200) << "pages answer while frames wait";
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  release.set_value();
  json feedback = client.NextOf("feedback");
  ASSERT_FALSE(feedback.is_null());
  EXPECT_EQ(feedback["sequence"], kSent);
  EXPECT_EQ(feedback["server"]["dropped"], kSent - 1);
}

TEST_F(LoopbackTest, FullServerSaysSoAtOnce) {
  StopServer();
  LiveHub::Options options;
  options.max_sessions = 1;
  StartServer(options);
  LiveClient first(port_);
  (void)Begin(first, NewCookie());
  // At once: no worker is free, and none is waited for.
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  for (int i = 0; i < 2; ++i) (void)hub_->workers().Submit([released] { released.wait(); });
  LiveClient second(port_);
  ASSERT_EQ(second.ConnectAs(NewCookie()), kSwitched);
  second.SendJson(Hello());
  EXPECT_EQ(second.NextOf("busy")["scope"], "session");
  EXPECT_EQ(second.CloseCode(), 4005);
  release.set_value();
}

}  // namespace
}  // namespace ezpt::server
