#include "server/live/live_hub.h"

#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "server/store_fixture.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

/// What a client was told.
struct Told {
  std::mutex mutex;
  std::vector<json> messages;
  std::optional<CloseCode> closed;
};

class LiveHubTest : public StoreTest {
 protected:
  std::unique_ptr<LiveHub> Hub(const LiveHub::Options& options) {
    return std::make_unique<LiveHub>(options, HubParts());
  }

  static Hello Squat(const std::string& resume = "") {
    Hello hello;
    hello.exercise = "squat";
    hello.resume = resume;
    return hello;
  }

  static ClientPorts Client(Told& told) {
    return {[&told](const std::string& text) {
              const std::lock_guard lock(told.mutex);
              told.messages.push_back(json::parse(text));
            },
            [&told](CloseCode code, const std::string&) {
              const std::lock_guard lock(told.mutex);
              told.closed = code;
            }};
  }

  /// Takes a worker until the promise is kept.
  static void Hold(LiveHub& hub, std::promise<void>& release, int workers) {
    const std::shared_future<void> released = release.get_future().share();
    for (int i = 0; i < workers; ++i) (void)hub.workers().Submit([released] { released.wait(); });
  }
};

TEST_F(LiveHubTest, WhoComesBackWhileItIsGivenUpGetsANewSessionThatLives) {
  LiveHub::Options options;
  options.workers = 1;
  options.keep = std::chrono::seconds(0);
  Told first, second;
  const auto hub = Hub(options);
  const auto started = hub->Start({"anna"}, Squat(), Client(first));
  ASSERT_TRUE(started.ok());
  const std::string id = started->set->id();
  std::promise<void> release;
  Hold(*hub, release, 1);
  ASSERT_TRUE(started->set->Detach(started->attachment));
  hub->Tick();  // Nobody came back in time: to be summed up as soon as a worker is free.
  const auto again = hub->Start({"anna"}, Squat(id), Client(second));
  ASSERT_TRUE(again.ok());
  EXPECT_NE(again->set->id(), id);
  EXPECT_FALSE(second.messages.at(0)["resumed"]);
  release.set_value();
  hub->ShutDown();
  EXPECT_EQ(second.closed, CloseCode::kGoingAway) << "and not as the session that was given up";
}

TEST_F(LiveHubTest, SomebodyWhoIsHereTakesThePlaceOfSomebodyWhoLeft) {
  LiveHub::Options options;
  options.max_sessions = 1;
  Told first, second;
  const auto hub = Hub(options);
  const auto started = hub->Start({"anna"}, Squat(), Client(first));
  ASSERT_TRUE(started.ok());
  EXPECT_TRUE(hub->IsFull());
  EXPECT_EQ(hub->Start({"berta"}, Squat(), Client(second)).error().code, ErrorCode::kBusy);
  ASSERT_TRUE(started->set->Detach(started->attachment));
  EXPECT_FALSE(hub->IsFull());
  const auto other = hub->Start({"berta"}, Squat(), Client(second));
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(hub->Has(started->set->id()));
  EXPECT_TRUE(hub->Has(other->set->id()));
}

TEST_F(LiveHubTest, ADeletedSessionIsNotGoneOnWith) {
  Told first, second;
  const auto hub = Hub({});
  const auto started = hub->Start({"anna"}, Squat(), Client(first));
  ASSERT_TRUE(started.ok());
  hub->Drop("berta", started->set->id(), CloseCode::kNormal, "deleted");
  EXPECT_TRUE(hub->Has(started->set->id())) << "not hers to delete";
  hub->Drop("anna", started->set->id(), CloseCode::kNormal, "deleted");
  EXPECT_FALSE(started->set->Attach(Client(second), {}));
}

TEST_F(LiveHubTest, NothingIsStoredOnceItIsDropped) {
  Told told;
  LiveHub::Options options;
  options.workers = 1;
  const auto hub = Hub(options);
  const auto started = hub->Start({"anna"}, Squat(), Client(told));
  ASSERT_TRUE(started.ok());
  const std::string id = started->set->id();
  std::promise<void> release;
  Hold(*hub, release, 1);
  started->set->OfferCommand({coach::CommandKind::kStop, coach::StopReason::kDone, {}});
  hub->Drop("anna", id, CloseCode::kTakenOver, "elsewhere");
  release.set_value();
  hub->ShutDown();
  EXPECT_EQ(told.closed, CloseCode::kTakenOver);
  EXPECT_EQ(sessions_->Get("anna", id)->ended, "") << "whoever took it over says how it ended";
}

TEST_F(LiveHubTest, WhoWentOnElsewhereAndComesBackGoesOnWithWhatWasDoneThere) {
  Told told;
  const auto here = Hub({});
  const auto there = Hub({});
  const auto frame = [](uint32_t sequence) {
    return EncodeFrameMessage({FrameType::kLandmarks, sequence, 1.0 * sequence, 640, 480, std::string(4, '\0')});
  };
  const auto wait_for = [](const std::function<bool()>& met) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!met() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  };
  /// One frame, which is stored as a chunk of its own when the connection is lost.
  const auto train = [&](const LiveHub::Started& started, uint32_t sequence, int chunks) {
    started.set->OfferFrame(frame(sequence));
    wait_for([&] {
      const std::lock_guard lock(told.mutex);
      return told.messages.back().value("sequence", 0U) == sequence;
    });
    EXPECT_TRUE(started.set->Detach(started.attachment));
    wait_for([&] { return *sessions_->ChunkCount(Ref(started.set->id())) == chunks; });
  };
  const auto begun = here->Start({"anna"}, Squat(), Client(told));
  ASSERT_TRUE(begun.ok());
  const std::string id = begun->set->id();
  train(*begun, 1, 1);
  const auto elsewhere = there->Start({"anna"}, Squat(id), Client(told));
  ASSERT_TRUE(elsewhere.ok());
  EXPECT_EQ(elsewhere->set->id(), id);
  train(*elsewhere, 2, 2);
  const auto back = here->Start({"anna"}, Squat(id), Client(told));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->set->id(), id);
  EXPECT_NE(back->set, begun->set) << "which remembers only the first frame";
  EXPECT_EQ(back->set->lease_number(), 3);
}

}  // namespace
}  // namespace ezpt::server
