#include "server/replayer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

namespace ezpt::server {
namespace {

class ReplayerTest : public testing::Test {
 protected:
  /// Another thread's wish; returns once it waits or runs.
  std::future<bool> Ask(const std::string& owner, std::size_t bytes, std::function<void()> work) {
    auto answer = std::async(std::launch::async, [this, owner, bytes, work = std::move(work)] {
      return replayer_
          .Run(owner, bytes,
               [&]() -> Result<int> {
                 work();
                 return 1;
               })
          .ok();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return answer;
  }

  Replayer replayer_{2};
  std::promise<void> release_;
  std::string order_;
};

TEST_F(ReplayerTest, TheSmallestGoesFirstAndNobodyHasTwoAtOnce) {
  auto running = Ask("anna", 9, [this] { release_.get_future().wait(); });
  auto large = Ask("berta", 8, [this] { order_ += 'l'; });
  auto small = Ask("clara", 1, [this] { order_ += 's'; });
  EXPECT_FALSE(Ask("anna", 1, [] {}).get()) << "has one under way";
  EXPECT_FALSE(Ask("dora", 1, [] {}).get()) << "too many wait";
  auto own = Ask("", 9, [this] { order_ += 'o'; });
  release_.set_value();
  EXPECT_TRUE(running.get() && large.get() && small.get() && own.get());
  EXPECT_EQ(order_, "slo");
}

}  // namespace
}  // namespace ezpt::server
