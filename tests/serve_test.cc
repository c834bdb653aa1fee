// `ezpt serve` as browsers, probes and other users of the machine meet it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "support/command_line.h"
#include "support/server_process.h"

namespace ezpt {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kBegunWithin = std::chrono::seconds(60);
constexpr auto kTriedAgainAfter = std::chrono::milliseconds(1100);  ///< /readyz tries at most once a second.
constexpr auto kLookAgain = std::chrono::milliseconds(20);
const std::string kFilm = "/virtual-patient/squat.mp4?scenario=shallow";
const std::pair<std::string, std::string> kOwnPage{"Sec-Fetch-Site", "same-origin"};

class Serve : public test::CommandLine {
 protected:
  /// "name=value" that a page of the server sets.
  static std::string CookieOf(const test::HttpReply& page) {
    const std::string set = page.Header("Set-Cookie");
    return set.substr(0, set.find(';'));
  }

  [[nodiscard]] int FilmsBeingDrawn() const {
    int count = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_ / "films", error)) {
      if (entry.path().filename().string().find(".part") != std::string::npos) ++count;
    }
    return count;
  }
};

TEST_F(Serve, ACookieOutlivesTheProcessAndAnInventedOneIsNobodys) {
  std::string cookie;
  {
    const test::ServerProcess server(Database());
    ASSERT_TRUE(server.up());
    cookie = CookieOf(server.Ask("GET", "/"));
    EXPECT_THAT(cookie, StartsWith("ezpt_owner="));
  }
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  EXPECT_EQ(server.Ask("GET", "/", {{"Cookie", cookie}}).Header("Set-Cookie"), "") << "known again";
  const std::string invented = "ezpt_owner=" + std::string(64, 'a');
  EXPECT_NE(server.Ask("GET", "/", {{"Cookie", invented}}).Header("Set-Cookie"), "");
  const test::HttpReply refused =
      server.Ask("POST", "/api/sessions", {{"Cookie", invented}, {"Origin", server.Origin()}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("Cookies are needed"));
}

TEST_F(Serve, OverHttpsTheCookieIsThisHostsAloneAndBrowsersStay) {
  const test::ServerProcess server(Database(), "--https");
  ASSERT_TRUE(server.up());
  const test::HttpReply page = server.Ask("GET", "/");
  EXPECT_THAT(page.Header("Set-Cookie"), StartsWith("__Host-ezpt_owner="));
  EXPECT_THAT(page.Header("Set-Cookie"), HasSubstr("; Secure"));
  EXPECT_EQ(page.Header("Strict-Transport-Security"), "max-age=63072000");
}

TEST_F(Serve, WhoComesByHttpsForTheFirstTimeKeepsTheirHistoryAndLosesTheOldCookie) {
  std::string cookie;
  {
    const test::ServerProcess server(Database());
    cookie = CookieOf(server.Ask("GET", "/"));
  }
  const test::ServerProcess server(Database(), "--https");
  ASSERT_TRUE(server.up());
  const test::HttpReply page = server.Ask("GET", "/", {{"Cookie", cookie}});
  const std::string token = cookie.substr(cookie.find('='));
  EXPECT_THAT(page.head, HasSubstr("Set-Cookie: __Host-ezpt_owner" + token)) << "the same person";
  EXPECT_THAT(page.head, HasSubstr("Set-Cookie: ezpt_owner=; Path=/; Max-Age=0;"));
}

TEST_F(Serve, ItIsNotReadyWhenWhatItWritesIsLost) {
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  EXPECT_EQ(server.Ask("GET", "/readyz").status, 200);
  for (const char* ending : {"", "-wal", "-shm"}) fs::remove(Database() + ending);
  std::this_thread::sleep_for(kTriedAgainAfter);
  const test::HttpReply reply = server.Ask("GET", "/readyz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, Not(HasSubstr("sql")));
  EXPECT_EQ(server.Ask("GET", "/healthz").status, 200) << "it runs";
}

TEST_F(Serve, ItIsNotReadyWhileTheDiskIsFull) {
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  server.SetDisk(test::ServerProcess::Disk::kFull);
  const test::HttpReply full = server.Ask("GET", "/readyz");
  EXPECT_EQ(full.status, 503);
  EXPECT_THAT(full.body, Not(HasSubstr("sql")));
  EXPECT_EQ(server.Ask("GET", "/healthz").status, 200) << "it runs";
  server.SetDisk(test::ServerProcess::Disk::kHasRoom);
  std::this_thread::sleep_for(kTriedAgainAfter);
  EXPECT_EQ(server.Ask("GET", "/readyz").status, 200);
}

TEST_F(Serve, WhatItMakesIsReadByNobodyElse) {
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  EXPECT_THAT(server.AskAndGo(kFilm, {kOwnPage}), StartsWith("HTTP/1.1 200"));
  const auto deadline = std::chrono::steady_clock::now() + kBegunWithin;
  while (FilmsBeingDrawn() == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kLookAgain);
  EXPECT_GT(FilmsBeingDrawn(), 0);
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder_, error)) {
    if (const auto kind = entry.path().extension(); kind == ".log" || kind == ".out") continue;  // The shell made it.
    const fs::perms others = entry.status(error).permissions() & (fs::perms::group_all | fs::perms::others_all);
    EXPECT_TRUE(error || others == fs::perms::none) << entry.path();
  }
}

TEST_F(Serve, AFilmIsDrawnForNoOtherSitesPage) {
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  for (const std::string site : {"cross-site", "same-site"}) {
    EXPECT_EQ(server.Ask("GET", kFilm, {{"Sec-Fetch-Site", site}}).status, 403) << site;
  }
  EXPECT_EQ(server.Ask("GET", kFilm, {{"Referer", "http://evil.example/"}}).status, 403);
}

TEST_F(Serve, AFileThatBrokeOffIsGoneOnWithAndAnotherMethodIsToldWhichThereAre) {
  const test::ServerProcess server(Database());
  ASSERT_TRUE(server.up());
  const test::HttpReply whole = server.Ask("GET", "/static/icons.svg");
  ASSERT_EQ(whole.status, 200) << whole.head;
  ASSERT_GT(whole.body.size(), 100u);
  const test::HttpReply rest =
      server.Ask("GET", "/static/icons.svg", {{"Range", "bytes=100-"}, {"If-Range", whole.Header("ETag")}});
  EXPECT_EQ(rest.status, 206);
  EXPECT_EQ(rest.body, whole.body.substr(100));
  const test::HttpReply refused = server.Ask("OPTIONS", "/");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.Header("Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace ezpt
