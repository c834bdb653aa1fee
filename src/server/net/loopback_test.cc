#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <thread>

#include "coach/session_record.h"
#include "pose/tracker.h"
#include "server/log.h"
#include "server/net/listener.h"
#include "server/net/test_client.h"
#include "server/owner.h"
#include "server/pages/pages.h"
#include "store/database.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr int kSwitched = 101;
constexpr auto kStoredWithin = std::chrono::seconds(5);
constexpr unsigned kHungAfterSeconds = 120;  ///< A client that waits for ever ends the tests, rather than the day.

/// A whole server on a free port; landmarks instead of pictures, so that no
/// model is needed.
class LoopbackTest : public testing::Test {
 protected:
  void SetUp() override {
    (void)alarm(kHungAfterSeconds);
    ASSERT_TRUE(InitRandom());
    SetLogLevel(LogLevel::kSilent);
    auto library = Library::Load(EZPT_SOURCE_DIR "/exercises");
    ASSERT_TRUE(library.ok()) << library.error().message;
    library_ = std::make_unique<Library>(*std::move(library));
    auto templates = Templates::Load(EZPT_SOURCE_DIR "/src/server/templates");
    ASSERT_TRUE(templates.ok()) << templates.error().message;
    templates_ = std::make_unique<Templates>(*std::move(templates));
    auto database = store::Database::Open("sqlite::memory:");
    ASSERT_TRUE(database.ok()) << database.error().message;
    sessions_ = std::make_unique<store::SessionRepository>(*database);
    StartServer({});
  }

  void TearDown() override {
    StopServer();
    (void)alarm(0);
  }

  void StartServer(LiveHub::Options options) {
    hub_ = std::make_unique<LiveHub>(options, HubParts());
    ListenOptions listen;
    listen.port = 0;
    auto listener = Listener::Open(listen);
    ASSERT_TRUE(listener.ok()) << listener.error().message;
    listener_ = *std::move(listener);
    port_ = listener_->port();
    Site site{.library = library_.get(),
              .templates = templates_.get(),
              .files = &files_,
              .sessions = sessions_.get(),
              .hub = hub_.get(),
              .virtual_patient = &virtual_patient_,
              .demo_offered = nullptr,
              .give_demo = nullptr};
    application_ = std::make_unique<Application>(ApplicationOptions{HostsFor("127.0.0.1", port_, {}), Transport::kHttp},
                                                 MakeRouter(site), *templates_);
    thread_ = std::thread([this] { listener_->Serve(*application_, *hub_, [] {}); });
  }

  void StopServer() {
    if (!thread_.joinable()) return;
    listener_->Stop();
    thread_.join();
    listener_.reset();
    hub_.reset();
  }

  LiveHub::Parts HubParts() {
    return {.library = library_.get(),
            .sessions = sessions_.get(),
            .create_pipeline =
                [](Library::Entry definition, const body::StreamInfo& stream, const coach::SessionOptions& options) {
                  return coach::Pipeline::Create(std::move(definition), stream, options, {});
                },
            .restore_pipeline =
                [](Library::Entry definition, std::span<const std::string> chunks) {
                  return coach::Restore(std::move(definition), chunks, {});
                }};
  }

  std::string NewCookie() { return Fetch(port_, http::verb::get, "/").cookie; }

  static json Hello(const json& changes = json::object()) {
    json hello = {{"type", "hello"},
                  {"protocol", 1},
                  {"exercise", "squat"},
                  {"side", nullptr},
                  {"language", "en"},
                  {"resume", nullptr},
                  {"view", {{"width", 640}, {"height", 480}}}};
    hello.update(changes);
    return hello;
  }

  /// A person who stands still, seen whole.
  static std::string Standing(uint32_t sequence, double t) {
    std::string payload("\0\1\0\0", 4);
    constexpr float kY[17] = {.15F, .14F, .14F, .15F, .15F, .25F, .25F, .37F, .37F,
                              .48F, .48F, .5F,  .5F,  .7F,  .7F,  .9F,  .9F};
    for (const float y : kY) {
      const float point[3] = {0.5F, y, 0.9F};
      payload.append(reinterpret_cast<const char*>(point), sizeof(point));
    }
    return EncodeFrameMessage({FrameType::kLandmarks, sequence, t, 640, 480, payload});
  }

  /// Sends frames one by one, each after the answer to the last. The last feedback.
  static json Exchange(LiveClient& client, uint32_t first, uint32_t count) {
    json feedback;
    for (uint32_t i = first; i < first + count; ++i) {
      client.SendBinary(Standing(i, 100.0 + i / 30.0));
      feedback = client.NextOf("feedback");
    }
    return feedback;
  }

  /// Frames in the store's chunks of that session.
  int StoredFrames(const std::string& session) {
    int frames = 0;
    const auto chunks = sessions_->Chunks(session);
    if (!chunks.ok()) return -1;
    for (const std::string& bytes : *chunks) {
      const auto chunk = coach::DecodeChunk(std::as_bytes(std::span(bytes)));
      if (!chunk.ok()) return -1;
      for (const auto& item : chunk->items) frames += std::holds_alternative<coach::RecordedFrame>(item) ? 1 : 0;
    }
    return frames;
  }

  int WaitForStoredFrames(const std::string& session, int wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kStoredWithin;
    while (StoredFrames(session) < wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return StoredFrames(session);
  }

  std::unique_ptr<Library> library_;
  std::unique_ptr<Templates> templates_;
  std::unique_ptr<store::SessionRepository> sessions_;
  StaticFiles files_{EZPT_SOURCE_DIR "/web/static"};
  VirtualPatient virtual_patient_{{.fps = 4}, {.width = 96, .height = 72, .repetitions = 1}};
  std::unique_ptr<LiveHub> hub_;
  std::unique_ptr<Application> application_;
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
  int port_ = 0;
};

TEST_F(LoopbackTest, EveryPageAnswers) {
  const std::string cookie = NewCookie();
  for (const std::string page : {"/", "/exercises/squat", "/exercises/squat/session", "/sessions", "/about/privacy",
                                 "/exercises.json", "/exercises/squat.json", "/api/sessions", "/healthz"}) {
    const HttpAnswer answer = Fetch(port_, http::verb::get, page, {{"Cookie", cookie}});
    EXPECT_EQ(answer.status, 200) << page << " " << answer.body;
    EXPECT_FALSE(answer.body.empty()) << page;
  }
  EXPECT_EQ(Fetch(port_, http::verb::get, "/exercises/nothing").status, 404);
  EXPECT_EQ(Fetch(port_, http::verb::head, "/").status, 200);
}

TEST_F(LoopbackTest, AFilmArrivesWhileItIsDrawnAndInRangesAfterwards) {
  const std::string film = "/virtual-patient/squat.mp4?scenario=demo";
  const HttpAnswer drawn = Fetch(port_, http::verb::get, film);
  ASSERT_EQ(drawn.status, 200);
  EXPECT_EQ(drawn.body.substr(4, 4), "ftyp");
  const HttpAnswer kept = Fetch(port_, http::verb::get, film);
  ASSERT_EQ(kept.status, 200);
  EXPECT_EQ(kept.body, drawn.body);
  const HttpAnswer part = Fetch(port_, http::verb::get, film, {{"Range", "bytes=4-7"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "ftyp");
  EXPECT_EQ(Fetch(port_, http::verb::get, "/virtual-patient/squat.mp4?scenario=nothing").status, 404);
}

TEST_F(LoopbackTest, MalformedAndOversizedRequestsAreRefused) {
  EXPECT_EQ(RawFirstLine(port_, "nonsense\r\n\r\n"), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(RawFirstLine(port_, "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n").substr(0, 12), "HTTP/1.1 400");
  const std::string header(20000, 'x');
  EXPECT_EQ(RawFirstLine(port_, "GET / HTTP/1.1\r\nX: " + header + "\r\n\r\n").substr(0, 12), "HTTP/1.1 431");
  EXPECT_EQ(RawFirstLine(port_, "POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n").substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(Fetch(port_, http::verb::get, "/healthz").status, 200);
}

TEST_F(LoopbackTest, UpgradeNeedsOriginHostAndCookie) {
  const std::string cookie = NewCookie();
  const std::string origin = "http://127.0.0.1:" + std::to_string(port_);
  EXPECT_EQ(LiveClient(port_).Connect({origin, "", cookie}), kSwitched);
  EXPECT_EQ(LiveClient(port_).Connect({"http://evil.example", "", cookie}), 403);
  EXPECT_EQ(LiveClient(port_).Connect({"", "", cookie}), 403);
  EXPECT_EQ(LiveClient(port_).Connect({"http://evil.example", "evil.example", cookie}), 403);
  EXPECT_EQ(LiveClient(port_).Connect({origin, "", ""}), 403);
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
  ASSERT_EQ(client.ConnectAs(NewCookie()), kSwitched);
  client.SendJson(Hello());
  ASSERT_FALSE(client.NextOf("welcome").is_null());
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
  ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
  client.SendJson(Hello());
  ASSERT_FALSE(client.NextOf("welcome").is_null());
  std::thread sender([&] { client.SendRaw(kHuge); });
  EXPECT_EQ(client.CloseCode(), 1009);
  EXPECT_NE(client.close_reason.find("512 KiB"), std::string::npos);
  sender.join();
  EXPECT_EQ(Fetch(port_, http::verb::get, "/healthz").status, 200);
}

TEST_F(LoopbackTest, FramesAreAnsweredInOrderAndStopSumsUp) {
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
  client.SendJson(Hello());
  const json welcome = client.NextOf("welcome");
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
  const HttpAnswer page = Fetch(port_, http::verb::get, summary["url"], {{"Cookie", cookie}});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Squat"), std::string::npos);
}

TEST_F(LoopbackTest, NewestFrameWins) {
  constexpr uint32_t kSent = 60;
  LiveClient client(port_);
  ASSERT_EQ(client.ConnectAs(NewCookie()), kSwitched);
  client.SendJson(Hello());
  ASSERT_FALSE(client.NextOf("welcome").is_null());
  // Both workers are taken, so that frames must replace each other.
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  for (int i = 0; i < 2; ++i) hub_->RunSoon([released] { released.wait(); });
  for (uint32_t i = 1; i <= kSent; ++i) client.SendBinary(Standing(i, 100.0 + i / 30.0));
  const json busy = client.NextOf("busy");
  ASSERT_FALSE(busy.is_null());
  EXPECT_EQ(busy["scope"], "frame");
  EXPECT_EQ(Fetch(port_, http::verb::get, "/healthz").status, 200) << "pages answer while frames wait";
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  release.set_value();
  json feedback = client.NextOf("feedback");
  ASSERT_FALSE(feedback.is_null());
  EXPECT_EQ(feedback["sequence"], kSent);
  EXPECT_EQ(feedback["server"]["dropped"], kSent - 1);
}

TEST_F(LoopbackTest, LostConnectionIsStoredAtOnceAndResumed) {
  const std::string cookie = NewCookie();
  std::string token;
  {
    LiveClient client(port_);
    ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
    client.SendJson(Hello());
    token = client.NextOf("welcome")["resume_token"];
    (void)Exchange(client, 1, 50);
    client.Vanish();
  }
  EXPECT_EQ(WaitForStoredFrames(token, 50), 50);
  LiveClient stranger(port_);
  ASSERT_EQ(stranger.ConnectAs(NewCookie()), kSwitched);
  stranger.SendJson(Hello({{"resume", token}}));
  const json refused = stranger.NextOf("welcome");
  EXPECT_FALSE(refused["resumed"]);
  EXPECT_TRUE(refused["resume_failed"].is_string());

  LiveClient again(port_);
  ASSERT_EQ(again.ConnectAs(cookie), kSwitched);
  again.SendJson(Hello({{"resume", token}}));
  const json welcome = again.NextOf("welcome");
  EXPECT_TRUE(welcome["resumed"]);
  EXPECT_EQ(welcome["session"], token);
  EXPECT_EQ(Exchange(again, 200, 10)["sequence"], 209);

  LiveClient newer(port_);
  ASSERT_EQ(newer.ConnectAs(cookie), kSwitched);
  newer.SendJson(Hello({{"resume", token}}));
  EXPECT_TRUE(newer.NextOf("welcome")["resumed"]);
  EXPECT_EQ(again.CloseCode(), 4006);
}

TEST_F(LoopbackTest, SessionGoesOnAfterTheServerRestarts) {
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
  client.SendJson(Hello());
  const std::string token = client.NextOf("welcome")["resume_token"];
  (void)Exchange(client, 1, 20);
  std::thread stopper([this] { StopServer(); });
  EXPECT_EQ(client.CloseCode(), 1001);
  stopper.join();
  EXPECT_EQ(StoredFrames(token), 20);
  StartServer({});
  LiveClient again(port_);
  ASSERT_EQ(again.ConnectAs(cookie), kSwitched);
  again.SendJson(Hello({{"resume", token}}));
  EXPECT_TRUE(again.NextOf("welcome")["resumed"]);
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
  ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
  client.SendJson(Hello());
  const std::string id = client.NextOf("welcome")["session"];
  (void)Exchange(client, 1, 5);
  client.Vanish();
  const auto deadline = std::chrono::steady_clock::now() + kStoredWithin;
  std::string list;
  while (list.find("connection lost") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
    list = Fetch(port_, http::verb::get, "/api/sessions", {{"Cookie", cookie}}).body;
  }
  EXPECT_NE(list.find("connection lost"), std::string::npos) << list;
}

TEST_F(LoopbackTest, FullServerSaysSoAtOnce) {
  StopServer();
  LiveHub::Options options;
  options.max_sessions = 1;
  StartServer(options);
  LiveClient first(port_);
  ASSERT_EQ(first.ConnectAs(NewCookie()), kSwitched);
  first.SendJson(Hello());
  ASSERT_FALSE(first.NextOf("welcome").is_null());
  LiveClient second(port_);
  ASSERT_EQ(second.ConnectAs(NewCookie()), kSwitched);
  second.SendJson(Hello());
  EXPECT_EQ(second.NextOf("busy")["scope"], "session");
  EXPECT_EQ(second.CloseCode(), 4005);
}

TEST_F(LoopbackTest, SessionsBelongToTheirCookie) {
  const std::string cookie = NewCookie();
  const std::string origin = "http://127.0.0.1:" + std::to_string(port_);
  LiveClient client(port_);
  ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
  client.SendJson(Hello());
  const std::string id = client.NextOf("welcome")["session"];
  (void)Exchange(client, 1, 5);
  client.SendJson({{"type", "stop"}});
  EXPECT_EQ(client.CloseCode(), 1000);

  const std::string other = NewCookie();
  EXPECT_EQ(Fetch(port_, http::verb::get, "/sessions/" + id, {{"Cookie", other}}).status, 404);
  EXPECT_EQ(Fetch(port_, http::verb::get, "/api/sessions/" + id, {{"Cookie", other}}).status, 404);
  EXPECT_EQ(Fetch(port_, http::verb::get, "/api/sessions", {{"Cookie", other}}).body.find(id), std::string::npos);
  EXPECT_EQ(Fetch(port_, http::verb::delete_, "/api/sessions/" + id, {{"Cookie", other}, {"Origin", origin}}).status,
            404);
  const std::string remove = "/api/sessions/" + id + "/delete";
  EXPECT_EQ(Fetch(port_, http::verb::post, remove, {{"Cookie", cookie}, {"Origin", "http://evil.example"}}).status,
            403);
  EXPECT_EQ(Fetch(port_, http::verb::get, "/sessions/" + id, {{"Cookie", cookie}}).status, 200);
  EXPECT_EQ(Fetch(port_, http::verb::post, remove, {{"Cookie", cookie}, {"Origin", origin}}).status, 303);
  EXPECT_EQ(Fetch(port_, http::verb::get, "/sessions/" + id, {{"Cookie", cookie}}).status, 404);
  EXPECT_EQ(StoredFrames(id), 0);
}

TEST_F(LoopbackTest, DeletingALiveSessionEndsIt) {
  const std::string cookie = NewCookie();
  LiveClient client(port_);
  ASSERT_EQ(client.ConnectAs(cookie), kSwitched);
  client.SendJson(Hello());
  const std::string id = client.NextOf("welcome")["session"];
  (void)Exchange(client, 1, 5);
  const std::string origin = "http://127.0.0.1:" + std::to_string(port_);
  EXPECT_EQ(Fetch(port_, http::verb::delete_, "/api/sessions/" + id, {{"Cookie", cookie}, {"Origin", origin}}).status,
            204);
  EXPECT_EQ(client.CloseCode(), 1000);
  EXPECT_EQ(StoredFrames(id), 0);
}

}  // namespace
}  // namespace ezpt::server
