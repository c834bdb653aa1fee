#include "server/live/worker_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <new>
#include <stdexcept>
#include <string>

#include "server/log.h"

namespace ezpt::server {
namespace {

using std::chrono::milliseconds;

TEST(WorkerPool, AJobThatThrowsEndsAlone) {
  SetLogLevel(LogLevel::kSilent);
  WorkerPool pool(1);
  pool.Submit([] { throw std::runtime_error("broken"); });
  pool.Submit([] { throw std::bad_alloc(); });
  pool.Submit([] { throw 7; });
  std::promise<int> after;
  pool.Submit([&after] { after.set_value(1); });
  EXPECT_EQ(after.get_future().get(), 1) << "the one thread goes on";
  SetLogLevel(LogLevel::kNormal);
}

TEST(WorkerPool, OfThoseThatWaitWhoHadLeastOfTheThreadsGoesFirst) {
  WorkerPool pool(1);
  std::promise<void> release;
  std::string order;
  (void)pool.Submit([released = release.get_future().share()] { released.wait(); });
  const auto job = [&order](char name) { return [&order, name] { order += name; }; };
  (void)pool.Submit(job('d'), milliseconds(900));
  (void)pool.Submit(job('b'), milliseconds(20));
  (void)pool.Submit(job('c'), milliseconds(20));
  EXPECT_EQ(pool.Submit(job('a')), WorkerPool::Start::kWaits);
  release.set_value();
  pool.Drain();
  EXPECT_EQ(order, "abcd");
}

}  // namespace
}  // namespace ezpt::server
