#include "server/static_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/owner.h"

namespace ezpt::server {
namespace {

class StaticFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store::StartCrypto().ok());
    base_ = std::filesystem::path(testing::TempDir()) / ("ezpt_static_" + NewId());
    std::filesystem::create_directories(base_ / "dist/sub");
    Write("dist/site.css", "body{}");
    Write("dist/sub/font-5K2JXQ7A.woff2", "font");
    Write("dist/.hidden", "hidden");
    Write("secret.txt", "secret");
    std::filesystem::create_symlink(base_ / "secret.txt", base_ / "dist/link.txt");
  }
  void TearDown() override { std::filesystem::remove_all(base_); }

  void Write(const std::string& name, const std::string& text) { std::ofstream(base_ / name) << text; }

  std::filesystem::path base_;
};

TEST_F(StaticFilesTest, ServesWithTypeAndCaching) {
  const StaticFiles files((base_ / "dist").string());
  const Response css = files.Get("site.css");
  EXPECT_EQ(*css.body, "body{}");
  EXPECT_EQ(css.Header("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(css.Header("Cache-Control"), "no-cache");
  EXPECT_NE(files.Get("sub/font-5K2JXQ7A.woff2").Header("Cache-Control").find("immutable"), std::string_view::npos);

  EXPECT_EQ(css.Header("Accept-Ranges"), "bytes") << "a slow line goes on where it broke";

  Request request;
  request.headers = {{"if-none-match", std::string(css.Header("ETag"))}};
  EXPECT_EQ(ApplyConditions(request, files.Get("site.css")).status, 304);
}

TEST_F(StaticFilesTest, NothingOutsideTheFolder) {
  const StaticFiles files((base_ / "dist").string());
  for (const std::string name : {"../secret.txt", "link.txt", ".hidden", "/etc/passwd", "sub/../../secret.txt", "sub",
                                 "", "nothing.css", "sub//font-5K2JXQ7A.woff2"}) {
    EXPECT_EQ(files.Get(name).status, 404) << name;
  }
}

TEST(HasContentHash, OnlyWhatLooksLikeOne) {
  EXPECT_TRUE(HasContentHash("atkinson-latin-wght-normal-JZLP3FT4.woff2"));
  EXPECT_FALSE(HasContentHash("atkinson-hyperlegible-next.LICENSE.txt"));
  EXPECT_FALSE(HasContentHash("site.css"));
}

}  // namespace
}  // namespace ezpt::server
