#include "server/readiness.h"

#include <gtest/gtest.h>

#include "server/log.h"

namespace ezpt::server {
namespace {

TEST(Readiness, SaysWhatTheProbeFoundAndNothingOfItsWords) {
  SetLogLevel(LogLevel::kSilent);
  Status state;
  Readiness readiness([&] { return state; }, std::chrono::milliseconds(0));
  EXPECT_EQ(readiness.Answer().status, 200);
  state = Error{ErrorCode::kUnavailable, "sqlite: disk full"};
  const Response response = readiness.Answer();
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body->find("sqlite"), std::string::npos);
  state = {};
  EXPECT_EQ(readiness.Answer().status, 200) << "as soon as it can again";
}

TEST(Readiness, HoweverOftenItIsAskedItTriesOnceAWhile) {
  int tried = 0;
  Readiness readiness(
      [&] {
        ++tried;
        return Status();
      },
      std::chrono::hours(1));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(readiness.Answer().status, 200);
  EXPECT_EQ(tried, 1);
}

}  // namespace
}  // namespace ezpt::server
