#include "server/steady_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>

#include "server/log.h"

namespace ezpt::server {
namespace {

constexpr auto kWithin = std::chrono::seconds(10);
constexpr auto kLookAgain = std::chrono::milliseconds(1);

class SteadyThreadTest : public testing::Test {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kSilent); }
  void TearDown() override { SetLogLevel(LogLevel::kNormal); }

  static int OnceAtLeast(const std::atomic<int>& count, int wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kWithin;
    while (count < wanted && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kLookAgain);
    return count;
  }
};

TEST_F(SteadyThreadTest, GoesOnAfterWhatItsWorkThrows) {
  std::atomic<int> rounds = 0;
  std::atomic<bool> stopping = false;
  SteadyThread thread("work_failed", [&] {
    const int round = ++rounds;
    if (round == 1) throw std::bad_alloc();
    if (round == 2) throw round;  // Not even an exception of the standard library.
    while (!stopping) std::this_thread::sleep_for(kLookAgain);
  });
  EXPECT_EQ(OnceAtLeast(rounds, 3), 3);
  stopping = true;
  thread.Join();
  EXPECT_EQ(rounds, 3);
}

TEST_F(SteadyThreadTest, EndsWhileItsWorkDoesNothingButThrow) {
  std::atomic<int> rounds = 0;
  SteadyThread thread("work_failed", [&] {
    ++rounds;
    throw std::runtime_error("always");
  });
  EXPECT_GE(OnceAtLeast(rounds, 1), 1);
  thread.Join();
}

}  // namespace
}  // namespace ezpt::server
