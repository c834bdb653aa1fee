// WebSocket frames that no library would send, and places for live sessions that are taken for nothing.
#include <list>
#include <optional>

#include "server/net/loopback_fixture.h"
#include "server/net/raw_client.h"

namespace ezpt::server {
namespace {

using std::chrono::milliseconds;

constexpr char kPing = '\x89';
constexpr char kClose = '\x88';
constexpr char kEmptyFragment = '\x00';
constexpr char kFinalText = '\x81';

/// A short masked frame; a mask of zeros leaves the payload as it is.
std::string Frame(char first, const std::string& payload = "") {
  return std::string{first, static_cast<char>(0x80 | payload.size()), 0, 0, 0, 0} + payload;
}

std::string Times(int times, const std::string& text) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// The code of the close frame that `bytes`, unmasked frames, end with; 0 where there is none.
int CloseCodeIn(const std::string& bytes) {
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    const auto byte = [&](std::size_t i) { return static_cast<int>(static_cast<uint8_t>(bytes[i])); };
    const bool is_close = bytes[at] == kClose;
    int length = byte(at + 1);
    at += 2;
    if (length == 126 && at + 2 <= bytes.size()) {
      length = byte(at) << 8 | byte(at + 1);
      at += 2;
    }
    if (is_close && at + 2 <= bytes.size()) return byte(at) << 8 | byte(at + 1);
    at += static_cast<std::size_t>(length);
  }
  return 0;
}

/// Listens up to the close frame; its code.
int CloseCodeOf(RawClient& client) {
  std::string all;
  while (CloseCodeIn(all) == 0) {
    const std::string more = client.Receive();
    if (more.empty()) return 0;
    all += more;
  }
  return CloseCodeIn(all);
}

class LoopbackFrames : public LoopbackTest {
 protected:
  /// An upgraded connection of a new cookie's owner.
  RawClient Upgraded(const char* from = "127.0.0.1") {
    RawClient client(port_, from);
    const std::string host = "127.0.0.1:" + std::to_string(port_);
    EXPECT_TRUE(client.Send("GET /live HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                            "\r\nCookie: " + NewCookie() +
                            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    const std::string answer = client.Receive();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 101") << answer;
    EXPECT_NE(answer.find("\r\nDate: "), std::string::npos) << answer;
    return client;
  }

  void Restart(LiveHub::Options hub, const ListenOptions& listen) {
    StopServer();
    StartServer(hub, listen);
  }
};

TEST_F(LoopbackFrames, ControlFramesAndFragmentsCountTowardsTheRate) {
  constexpr int kFlood = 5000;
  constexpr int kTooFast = 4008;
  for (const char frame : {kPing, kEmptyFragment}) {
    RawClient client = Upgraded();
    // A fragment begins a message (binary), what follows goes on with it (continuation).
    const std::string begun = frame == kEmptyFragment ? Frame('\x02') : "";
    ASSERT_TRUE(client.Send(begun));
    (void)client.Send(Times(kFlood, Frame(frame)));
    EXPECT_EQ(CloseCodeOf(client), kTooFast) << static_cast<int>(frame);
  }
  RawClient modest = Upgraded();
  ASSERT_TRUE(modest.Send(Times(60, Frame(kPing)) + Frame(kFinalText, "")));
  EXPECT_EQ(CloseCodeOf(modest), 4000) << "pings are no fault; an empty message is";
}

TEST_F(LoopbackFrames, ACloseIsAnsweredWithItsCodeAndNonsenseWithAProtocolError) {
  RawClient leaving = Upgraded();
  ASSERT_TRUE(leaving.Send(Frame(kClose, "\x03\xe8")));
  EXPECT_EQ(CloseCodeOf(leaving), 1000);
  for (const std::string& nonsense : {std::string("\x82\x01x", 3), Frame('\xf2'), Frame('\x83'), Frame('\x09'),
                                      std::string("\x89\xfe\x01\x00\0\0\0\0", 8)}) {
    RawClient client = Upgraded();
    ASSERT_TRUE(client.Send(nonsense));
    EXPECT_EQ(CloseCodeOf(client), 1002) << "not masked, a reserved bit, no such opcode, "
                                            "a ping in fragments, a long ping";
  }
}

TEST_F(LoopbackFrames, WithoutHelloAWebSocketIsWorthNoMoreThanAnIdleConnection) {
  ListenOptions listen;
  listen.max_connections = 8;
  listen.live.hello_within = std::chrono::minutes(1);
  Restart({}, listen);
  std::list<RawClient> silent;
  for (int i = 0; i < 16; ++i) silent.push_back(Upgraded());
  LiveClient honest(port_);
  EXPECT_FALSE(Begin(honest, NewCookie()).is_null());
  for (int i = 0; i < 16; ++i) silent.push_back(Upgraded());
  EXPECT_EQ(Exchange(honest, 1, 1)["sequence"], 1) << "who trains is not displaced";
}

TEST_F(LoopbackFrames, HelloHasItsTime) {
  ListenOptions listen;
  listen.live.hello_within = milliseconds(100);
  Restart({}, listen);
  RawClient client = Upgraded();
  EXPECT_EQ(CloseCodeOf(client), 4001);
}

TEST_F(LoopbackFrames, OneCookieHoldsThreePlaces) {
  const std::string cookie = NewCookie();
  std::list<LiveClient> clients;
  for (int i = 0; i < 3; ++i) (void)Begin(clients.emplace_back(port_), cookie);
  LiveClient one_more(port_);
  ASSERT_EQ(one_more.ConnectAs(cookie), kSwitched);
  one_more.SendJson(Hello());
  EXPECT_EQ(one_more.NextOf("busy")["scope"], "session");
  EXPECT_EQ(one_more.CloseCode(), 4005);
  LiveClient other(port_);
  EXPECT_FALSE(Begin(other, NewCookie()).is_null());
}

TEST_F(LoopbackFrames, WhoIsSilentGivesWayWhenEveryPlaceIsTaken) {
  LiveHub::Options hub;
  hub.max_sessions = 2;
  ListenOptions listen;
  listen.live.unused = milliseconds(50);
  Restart(hub, listen);
  LiveClient training(port_);
  (void)Begin(training, NewCookie());
  (void)Exchange(training, 1, 3);
  LiveClient silent(port_);
  (void)Begin(silent, NewCookie());
  std::this_thread::sleep_for(2 * listen.live.unused);
  LiveClient newcomer(port_);
  EXPECT_FALSE(Begin(newcomer, NewCookie()).is_null());
  EXPECT_EQ(silent.CloseCode(), 4007);
  EXPECT_EQ(Exchange(training, 4, 1)["sequence"], 4);
  (void)Exchange(newcomer, 1, 1);
  LiveClient too_late(port_);
  ASSERT_EQ(too_late.ConnectAs(NewCookie()), kSwitched);
  too_late.SendJson(Hello());
  EXPECT_EQ(too_late.CloseCode(), 4005) << "both are in use";
}

TEST_F(LoopbackFrames, OneAddressHoldsItsShareOfThePlaces) {
  ListenOptions listen;
  listen.proxies = {"127.0.0.1"};
  listen.live.per_address = 2;
  Restart({}, listen);
  const auto begin = [&](const std::string& address) {
    RawClient client(port_);
    const std::string host = "127.0.0.1:" + std::to_string(port_);
    const std::string hello = Hello().dump();
    EXPECT_TRUE(client.Send("GET /live HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                            "\r\nCookie: " + NewCookie() + "\r\nX-Forwarded-For: 198.51.100.1, " + address +
                            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    (void)client.Receive();
    EXPECT_TRUE(client.Send(Frame(kFinalText, hello)));
    const std::string answer = client.Receive();
    const bool welcome = answer.find("\"welcome\"") != std::string::npos;
    return std::pair(std::move(client), welcome);
  };
  const auto first = begin("192.0.2.1");
  const auto second = begin("192.0.2.1");
  EXPECT_TRUE(first.second && second.second);
  EXPECT_FALSE(begin("192.0.2.1").second);
  EXPECT_TRUE(begin("192.0.2.2").second);
}

}  // namespace
}  // namespace ezpt::server
