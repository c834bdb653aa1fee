#include "server/open_files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace ezpt::server {
namespace {

TEST(AllowOpenFiles, RaisesWhatMayBeRaisedAndSaysWhatMayNot) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit low = before;
  low.rlim_cur = 100;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_TRUE(AllowOpenFiles(200).ok());
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, 200u);
  if (before.rlim_max < 2'000'000'000) {
    const Status refused = AllowOpenFiles(2'000'000'000);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("--max-sessions"), std::string::npos) << refused.error().message;
  }
  (void)setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace ezpt::server
