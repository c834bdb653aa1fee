#include "server/live/worker_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <new>
#include <stdexcept>

#include "server/log.h"

namespace ezpt::server {
namespace {

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

}  // namespace
}  // namespace ezpt::server
