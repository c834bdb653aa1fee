#include "server/http.h"

#include <gtest/gtest.h>

#include "server/router.h"

namespace ezpt::server {
namespace {

TEST(PercentDecode, DecodesAndRefusesHalves) {
  EXPECT_EQ(PercentDecode("a%20b+c", PlusSign::kIsSpace), "a b c");
  EXPECT_EQ(PercentDecode("a+b", PlusSign::kIsPlus), "a+b");
  EXPECT_EQ(PercentDecode("a%2", PlusSign::kIsPlus), std::nullopt);
  EXPECT_EQ(PercentDecode("a%zz", PlusSign::kIsPlus), std::nullopt);
  EXPECT_EQ(PercentDecode("a%00b", PlusSign::kIsPlus), std::nullopt);
}

TEST(ParseTarget, SplitsPathAndQuery) {
  Request request;
  ASSERT_TRUE(ParseTarget("/exercises/squat.json?view=side_left&x=%26&flag", request).ok());
  EXPECT_EQ(request.path, "/exercises/squat.json");
  EXPECT_EQ(request.Query("view"), "side_left");
  EXPECT_EQ(request.Query("x"), "&");
  EXPECT_EQ(request.Query("flag"), "");
  EXPECT_EQ(request.query.size(), 3u);
}

TEST(ParseTarget, RefusesOtherFormsAndLongOnes) {
  Request request;
  EXPECT_FALSE(ParseTarget("", request).ok());
  EXPECT_FALSE(ParseTarget("http://elsewhere/", request).ok());
  EXPECT_FALSE(ParseTarget("/" + std::string(3000, 'a'), request).ok());
  EXPECT_FALSE(ParseTarget("/a%00", request).ok());
}

TEST(CookieValue, FindsWholeNamesOnly) {
  EXPECT_EQ(CookieValue("a=1; ezpt_owner=abc; b=2", "ezpt_owner"), "abc");
  EXPECT_EQ(CookieValue("xezpt_owner=abc", "ezpt_owner"), "");
  EXPECT_EQ(CookieValue("ezpt_owner", "ezpt_owner"), "");
  EXPECT_EQ(CookieValue(";;;", "a"), "");
}

TEST(PlainWords, TellWhatWasAskedForAndNothingOfTheInside) {
  EXPECT_EQ(PlainWords({ErrorCode::kNotFound, "There is no such session."}), "There is no such session.");
  const std::string inside = "cannot store: sqlite3_statement_backend::loadOne: database is locked";
  for (const ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kInternal, ErrorCode::kDamaged, ErrorCode::kBusy}) {
    const std::string words = PlainWords({code, inside});
    EXPECT_FALSE(words.empty());
    EXPECT_EQ(words.find("sql"), std::string::npos) << words;
    EXPECT_EQ(words.find("database"), std::string::npos) << words;
  }
}

Response Named(const std::string& name, const Request& request) {
  return Reply(200, "text/plain", name + ":" + std::string(request.Param("id")));
}

Router TestRouter() {
  Router router;
  const auto add = [&](Method method, std::string pattern, std::string name) {
    router.Add(method, std::move(pattern), Access::kAnybody,
               [name](const Context&, const Request& request) { return Named(name, request); });
  };
  add(Method::kGet, "/exercises/{id}.json", "json");
  add(Method::kGet, "/exercises/{id}", "page");
  add(Method::kPost, "/api/sessions/{id}/delete", "delete");
  add(Method::kGet, "/static/{id*}", "file");
  return router;
}

std::string Answer(const Router& router, Method method, std::string_view path) {
  Router::Match match = router.Find(method, path);
  if (match.route == nullptr) return match.allowed.empty() ? "404" : "405 " + match.allowed;
  Request request;
  request.params = match.params;
  return *match.route->handler({}, request).body;
}

TEST(Router, MatchesSegmentsEndingsAndRests) {
  const Router router = TestRouter();
  EXPECT_EQ(Answer(router, Method::kGet, "/exercises/squat.json"), "json:squat");
  EXPECT_EQ(Answer(router, Method::kGet, "/exercises/squat"), "page:squat");
  EXPECT_EQ(Answer(router, Method::kHead, "/exercises/squat"), "page:squat");
  EXPECT_EQ(Answer(router, Method::kGet, "/static/a/b.css"), "file:a/b.css");
  EXPECT_EQ(Answer(router, Method::kPost, "/api/sessions/7/delete"), "delete:7");
}

TEST(Router, TellsUnknownFromWrongMethod) {
  const Router router = TestRouter();
  EXPECT_EQ(Answer(router, Method::kGet, "/exercises/"), "404");
  EXPECT_EQ(Answer(router, Method::kGet, "/exercises/a/b"), "404");
  EXPECT_EQ(Answer(router, Method::kGet, "/static/"), "404");
  EXPECT_EQ(Answer(router, Method::kGet, "/api/sessions/7/delete"), "405 POST");
  EXPECT_EQ(Answer(router, Method::kDelete, "/exercises/squat.json"), "405 GET, HEAD");
  EXPECT_EQ(Answer(router, Method::kOther, "/exercises/squat"), "405 GET, HEAD");
}

}  // namespace
}  // namespace ezpt::server
