// release-only: it measures the server's memory, and a sanitizer has its own beside it.
//
// Attacks on the real `ezpt serve` beside somebody who trains: that one gets all answers, and afterwards open files and
// memory are where they were.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <list>
#include <thread>
#include <vector>

#include "media/picture_fixture.h"
#include "server/live/frame_message.h"
#include "server/net/raw_client.h"
#include "support/player.h"
#include "support/server_process.h"

namespace ezpt::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using server::LiveClient;
using server::RawClient;
using std::chrono::milliseconds;

constexpr int kRepetitions = 4;
constexpr int kEvery = 3;  ///< Of the recorded squat's frames; it counts the same at 10 a second.
constexpr unsigned kHungAfterSeconds = 240;
constexpr auto kBackWithin = std::chrono::seconds(60);  ///< Films are given up at the lowest priority.
constexpr auto kLookAgain = milliseconds(50);
/// Mebibytes that the process may have more after a round of attacks than after the first: the coefficients of the
/// dearest picture that is still decoded (1920×1920, 11 MiB), which may lie between two pieces that stay.
constexpr double kMemoryTolerance = 12;
constexpr int kSide = 1920;  ///< The largest that a live frame may announce.

/// Costs a decoder far more than a camera's picture does.
std::string GreyJpeg(int side, int scans) {
  return media::ProgressiveJpeg(std::vector<uint8_t>(static_cast<std::size_t>(side) * 3, 100), side, scans);
}

class UnderAttack : public testing::Test {
 protected:
  void SetUp() override {
    (void)alarm(kHungAfterSeconds);
    folder_ = fs::temp_directory_path() / ("ezpt_attack_" + std::to_string(getpid()) + "_" +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    MakeHome(folder_);
    served_ = std::make_unique<ServerProcess>((folder_ / "ezpt.db").string(), "--workers 2", folder_.string());
    ASSERT_TRUE(served_->up());
  }
  void TearDown() override {
    served_.reset();
    fs::remove_all(folder_);
    (void)alarm(0);
  }

  [[nodiscard]] int port() const { return served_->port(); }
  [[nodiscard]] std::string NewCookie() const { return server::Fetch(port(), server::Method::kGet, "/").cookie; }

  /// Sends that picture as live frames, as somebody of a cookie of their own, until `stop`.
  void SendPictures(const std::string& jpeg, int frames) const {
    LiveClient client(port());
    if (client.ConnectAs(NewCookie()) != 101) return;
    client.SendJson(Hello());
    if (client.NextOf("welcome").is_null()) return;
    for (int i = 1; i <= frames; ++i) {
      client.SendBinary(server::EncodeFrameMessage(
          {server::FrameType::kJpeg, static_cast<uint32_t>(i), i / 15.0, kSide, kSide, jpeg}));
      const json answer = client.Next();
      if (answer.is_null()) return;
    }
    client.SendJson({{"type", "stop"}, {"reason", "done"}});
    (void)client.NextOf("summary");
  }

  static json Hello(const std::string& resume = "") {
    return {{"type", "hello"},
            {"protocol", 1},
            {"exercise", "squat"},
            {"side", nullptr},
            {"language", "en"},
            {"resume", resume.empty() ? json(nullptr) : json(resume)},
            {"view", {{"width", kSide}, {"height", kSide}}},
            {"source", "camera"}};
  }

  [[nodiscard]] int FilmsBeingDrawn() const {
    int count = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_ / "films", error)) {
      count += entry.path().filename().string().find(".part") != std::string::npos ? 1 : 0;
    }
    return count;
  }
  [[nodiscard]] int FilmsBeingDrawnOnceAtMost(int wanted) const {
    const auto deadline = std::chrono::steady_clock::now() + kBackWithin;
    while (FilmsBeingDrawn() > wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kLookAgain);
    }
    return FilmsBeingDrawn();
  }

  fs::path folder_;
  std::unique_ptr<ServerProcess> served_;
};

/// Somebody who trains all the while, at ten frames a second; without anybody the server would draw films ahead.
class Bystander {
 public:
  Bystander(int port, const std::string& cookie) {
    EXPECT_FALSE(player_.Begin(port, cookie, "squat").is_null());
    thread_ = std::thread([this] {
      for (int step = 1; step <= kSteps && !stop_; ++step) {
        answered_ = answered_ && player_.Play(static_cast<double>(step) / kSteps);
        std::this_thread::sleep_for(milliseconds(90));
      }
    });
  }
  ~Bystander() {
    if (thread_.joinable()) (void)WasAnsweredAlways();
  }
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;

  /// Ends it. Whether each frame had its answer.
  bool WasAnsweredAlways() {
    stop_ = true;
    thread_.join();
    return answered_;
  }

 private:
  static constexpr int kLoops = 20;
  static constexpr int kSteps = 60 * kLoops;
  Player player_{EZPT_SOURCE_DIR "/tests/reports/good.jsonl", kLoops, kEvery};
  std::atomic<bool> stop_ = false;
  std::atomic<bool> answered_ = true;
  std::thread thread_;
};

TEST_F(UnderAttack, PicturesThatCostMuchTakeNoAnswerFromWhoTrains) {
  const std::string bomb = GreyJpeg(8192, 64);
  const std::string dearest = GreyJpeg(kSide, 24);
  std::atomic<bool> stop = false;
  std::list<std::thread> attackers;
  for (int i = 0; i < 4; ++i) {
    attackers.emplace_back([&, i] {
      while (!stop) SendPictures(i % 2 == 0 ? bomb : dearest, 10);
    });
  }
  Player honest(EZPT_SOURCE_DIR "/tests/reports/good.jsonl", kRepetitions, kEvery);
  EXPECT_FALSE(honest.Begin(port(), NewCookie(), "squat").is_null());
  EXPECT_TRUE(honest.Play(1)) << "each frame has its answer";
  const json summary = honest.Stop();
  stop = true;
  for (std::thread& attacker : attackers) attacker.join();
  ASSERT_FALSE(summary.is_null());
  EXPECT_EQ(summary["count"], kRepetitions);
}

/// One round of everything. What is left of each is the server's affair.
class Attacks {
 public:
  Attacks(const ServerProcess& served, std::string cookie) : served_(served), cookie_(std::move(cookie)) {}

  void IdleSockets() const {
    std::list<RawClient> idle;
    for (int i = 0; i < 100; ++i) idle.emplace_back(served_.port());
  }
  void Hellos(const json& hello) const {
    for (int i = 0; i < 30; ++i) {
      LiveClient client(served_.port());
      if (client.ConnectAs(cookie_) != 101) continue;
      client.SendJson(hello);
      (void)client.Next();
      client.Vanish();
    }
  }
  void Resumes(json hello) const {
    LiveClient first(served_.port());
    if (first.ConnectAs(cookie_) != 101) return;
    first.SendJson(hello);
    hello["resume"] = first.NextOf("welcome").value("resume_token", "");
    for (int i = 0; i < 10; ++i) {
      LiveClient again(served_.port());
      if (again.ConnectAs(cookie_) != 101) continue;
      again.SendJson(hello);
      (void)again.NextOf("welcome");
      again.Vanish();
    }
  }
  void Pings() const {
    RawClient client(served_.port());
    (void)client.Send("GET /live HTTP/1.1\r\n" + Own() +
                      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    std::string pings;
    for (int i = 0; i < 5000; ++i) pings += std::string("\x89\x80\0\0\0\0", 6);
    (void)client.Send(pings);
    (void)client.Receive();
  }
  void Films() const {
    for (const char* scenario : {"shallow", "demo", "nothing"}) {
      (void)served_.AskAndGo(std::string("/virtual-patient/squat.mp4?scenario=") + scenario,
                             {{"Sec-Fetch-Site", "same-origin"}});
    }
  }
  /// Bodies that are said to be longer than what comes, sessions that get no chunk, chunks that are none.
  void Uploads() const {
    for (int i = 0; i < 10; ++i) {
      RawClient client(served_.port());
      (void)client.Send("PUT /api/sessions/0123456789abcdef0123456789abcdef/chunks/0 HTTP/1.1\r\n" + Own() +
                        "Content-Length: 60000\r\n\r\n" + std::string(30000, 'x'));
    }
    Say("POST /api/sessions HTTP/1.1\r\n" + Own() + "Connection: close\r\nContent-Length: 60000\r\n\r\n" +
        std::string(60000, '['));
  }
  void BadHttp() const {
    for (int i = 0; i < 10; ++i) {
      Say("POST / HTTP/1.1\r\n" + Own() + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
      Say("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x'));
    }
  }

 private:
  void Say(const std::string& bytes) const {
    RawClient client(served_.port());
    (void)client.Send(bytes);
    (void)client.ReceiveAll();
  }
  [[nodiscard]] std::string Own() const {
    return "Host: 127.0.0.1:" + std::to_string(served_.port()) + "\r\nOrigin: " + served_.Origin() +
           "\r\nCookie: " + cookie_ + "\r\n";
  }

  const ServerProcess& served_;
  const std::string cookie_;
};

TEST_F(UnderAttack, OpenFilesAndMemoryAreWhereTheyWere) {
  const std::string bomb = GreyJpeg(8192, 64);
  const std::string dearest = GreyJpeg(kSide, 24);
  const Attacks attacks(*served_, NewCookie());
  Bystander bystander(port(), NewCookie());
  constexpr int kRounds = 3;
  const int films = FilmsBeingDrawn();  // One that is drawn ahead waits while anybody trains.
  std::size_t files = 0;
  double memory = 0;
  for (int round = 0; round < kRounds; ++round) {
    attacks.IdleSockets();
    std::list<std::thread> pictures;
    for (const std::string* jpeg : {&bomb, &dearest, &dearest}) {
      pictures.emplace_back([&, jpeg] { SendPictures(*jpeg, 2); });
    }
    attacks.Hellos(Hello());
    attacks.Resumes(Hello());
    attacks.Pings();
    attacks.Films();
    attacks.Uploads();
    attacks.BadHttp();
    for (std::thread& thread : pictures) thread.join();
    EXPECT_LE(FilmsBeingDrawnOnceAtMost(films), films) << "nobody listens to one";
    if (round == 0) {
      // What the first round brings for good: caches, and each thread's stack.
      files = served_->OpenFiles();
      memory = served_->Mebibytes();
      continue;
    }
    const auto deadline = std::chrono::steady_clock::now() + kBackWithin;
    while ((served_->OpenFiles() > files || served_->Mebibytes() > memory + kMemoryTolerance) &&
           std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kLookAgain);
    }
    EXPECT_LE(served_->OpenFiles(), files) << "after round " << round + 1;
    EXPECT_LE(served_->Mebibytes(), memory + kMemoryTolerance) << "MiB, " << memory << " after the first round";
  }
  std::printf("after a round of attacks: %zu open files, %.1f MiB; after %d: %zu, %.1f MiB\n", files, memory, kRounds,
              served_->OpenFiles(), served_->Mebibytes());
  EXPECT_TRUE(bystander.WasAnsweredAlways());
}

}  // namespace
}  // namespace ezpt::test
