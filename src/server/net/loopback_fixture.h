#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "clinic/front_desk.h"
#include "coach/session_record.h"
#include "server/live/frame_message.h"
#include "server/live/sign_in_watch.h"
#include "server/net/listener.h"
#include "server/net/loopback_client.h"
#include "server/pages/pages.h"
#include "server/store_fixture.h"
#include "server/wall_clock.h"

namespace ezpt::server {

using nlohmann::json;

inline constexpr int kSwitched = 101;
inline constexpr auto kStoredWithin = std::chrono::seconds(5);
/// A client that waits for ever ends the tests, rather than the day.
inline constexpr unsigned kHungAfterSeconds = 120;

/// A whole server on a free port; landmarks instead of pictures, so that no
/// model is needed.
class LoopbackTest : public StoreTest {
 protected:
  void SetUp() override {
    (void)alarm(kHungAfterSeconds);
    StoreTest::SetUp();
    if (HasFatalFailure()) return;
    auto templates = Templates::Load(EZPT_SOURCE_DIR "/src/server/templates");
    ASSERT_TRUE(templates.ok()) << templates.error().message;
    templates_ = std::make_unique<Templates>(*std::move(templates));
    StartServer({});
  }

  void TearDown() override {
    StopServer();
    (void)alarm(0);
  }

  void StartServer(LiveHub::Options options, ListenOptions listen = {}) {
    desk_ = std::make_unique<clinic::FrontDesk>(
        clinic::FrontDesk::Parts{.database = database_, .key = store::SecretKey::Random(), .now_ms = WallClockMs});
    sign_ins_ = std::make_unique<SignInWatch>([this](const std::string& sign_in) {
      return desk_->Read("who", [&](store::ReadTx& tx) { return clinic::SignIns::Holds(tx, sign_in, WallClockMs()); });
    });
    LiveHub::Parts parts = HubParts();
    parts.sign_ins = sign_ins_.get();
    hub_ = std::make_unique<LiveHub>(options, std::move(parts));
    listen.port = 0;
    auto listener = Listener::Open(listen);
    ASSERT_TRUE(listener.ok()) << listener.error().message;
    listener_ = *std::move(listener);
    port_ = listener_->port();
    site_ = std::unique_ptr<Site>(new Site{.library = library_.get(),
                                           .templates = templates_.get(),
                                           .files = &files_,
                                           .sessions = sessions_.get(),
                                           .person = person_.get(),
                                           .history = history_.get(),
                                           .replayer = replayer_.get(),
                                           .hub = hub_.get(),
                                           .virtual_patient = &virtual_patient_,
                                           .demo_offered = demo_offered_,
                                           .desk = desk_.get()});
    ApplicationOptions how{.hosts = HostsFor("127.0.0.1", port_, {}), .secret = secret_};
    how.holder_of = [this](const std::string& token) {
      return desk_->Read(
          "who", [&](store::ReadTx& tx) { return clinic::SignIns::Find(tx, clinic::HashToken(token), WallClockMs()); });
    };
    application_ = std::make_unique<Application>(std::move(how), MakeRouter(*site_), *templates_);
    thread_ = std::thread([this] { listener_->Serve(*application_, *hub_, [] {}); });
  }

  void StopServer() {
    if (!thread_.joinable()) return;
    listener_->Stop();
    thread_.join();
    listener_.reset();
    hub_.reset();
  }

  /// What a page of this server's own says it comes from.
  [[nodiscard]] std::string Origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string NewCookie() { return Fetch(port_, Method::kGet, "/").cookie; }

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

  /// As that cookie's owner begins a set, or goes on with one: the `welcome`.
  static json Begin(LiveClient& client, const std::string& cookie, const json& changes = json::object()) {
    EXPECT_EQ(client.ConnectAs(cookie), kSwitched);
    client.SendJson(Hello(changes));
    json welcome = client.NextOf("welcome");
    EXPECT_FALSE(welcome.is_null());
    return welcome;
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
    const auto row = upkeep_->Find(session);
    if (!row.ok()) return 0;  // It was deleted.
    const auto chunks = sessions_->Chunks(row->ref());
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

  std::unique_ptr<Templates> templates_;
  StaticFiles files_{EZPT_SOURCE_DIR "/web/static"};
  VirtualPatient virtual_patient_{{.folder = "", .fps = 4}, {.width = 96, .height = 72, .repetitions = 4}};
  const std::string secret_ = "the same after a restart, as the one in the database";
  std::function<bool(const std::string&)> demo_offered_;  ///< Asked for the list of sessions.
  std::unique_ptr<clinic::FrontDesk> desk_;
  std::unique_ptr<SignInWatch> sign_ins_;
  std::unique_ptr<LiveHub> hub_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<Application> application_;
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace ezpt::server
