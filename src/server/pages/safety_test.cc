#include "server/pages/safety.h"

#include <gtest/gtest.h>

#include "coach/limits.h"
#include "server/pages/safety_view.h"
#include "server/store_fixture.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using nlohmann::json;

const json kAtMost45 = {{"quantity", "knee_flexion"}, {"side", nullptr}, {"least", nullptr}, {"most", 45}};

class SafetyTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (HasFatalFailure()) return;
    site_.library = library_.get();
    site_.sessions = sessions_.get();
    site_.person = person_.get();
    SiteRoutes routes(site_, router_);
    AddSafetyRoutes(routes);
  }

  Response Ask(Method method, const std::string& path, const json& body = {}, const std::string& owner = "anna") {
    Request request;
    request.method = method;
    request.path = path;
    request.body = body.dump();
    const Router::Match match = router_.Find(method, path);
    if (match.route == nullptr) return ErrorReply(404, "no route");
    request.params = match.params;
    return match.route->handler({.person = {owner, ""}, .is_new = false}, request);
  }
  json Kept(const std::string& owner = "anna") {
    return json::parse(*Ask(Method::kGet, "/api/limits/squat", {}, owner).body)["limit"];
  }
  int Set(const json& limit, int64_t set_ms) {
    return Ask(Method::kPut, "/api/limits/squat", {{"limit", limit}, {"set_ms", set_ms}}).status;
  }

  Site site_;
  Router router_;
};

TEST_F(SafetyTest, ALimitIsKeptWithThePersonUntilItIsTakenAwayLater) {
  const int64_t now = WallClockMs();
  EXPECT_EQ(Set(kAtMost45, now - 2000), 200);
  EXPECT_EQ(Kept(), kAtMost45);
  EXPECT_TRUE(Kept("bert").is_null());
  EXPECT_EQ(Set(nullptr, now - 3000), 200);  // From a page that was offline: it had been said before.
  EXPECT_EQ(Kept(), kAtMost45);
  EXPECT_EQ(Set(nullptr, now - 1000), 200);
  EXPECT_TRUE(Kept().is_null());
  // A clock that is days ahead does not make it the last word for days.
  EXPECT_EQ(Set(kAtMost45, now + 86'400'000), 200);
  EXPECT_EQ(Set(nullptr, WallClockMs() + 1), 200);
  EXPECT_TRUE(Kept().is_null());
}

TEST_F(SafetyTest, ALimitThatCannotBeKeptIsRefused) {
  const int64_t now = WallClockMs();
  for (const json& limit :
       {json(45), json{{"quantity", "knee_flexion"}, {"most", "45"}}, json{{"quantity", "knee_flexion"}, {"most", 10}},
        json{{"quantity", "knee"}, {"most", 45}}, json{{"quantity", "knee_flexion"}, {"least", 60}, {"most", 45}},
        json{{"quantity", "knee_flexion"}, {"most", 1e9}},
        json{{"quantity", "knee_flexion"}, {"most", 45}, {"side", "front"}}}) {
    EXPECT_EQ(Set(limit, now), 400) << limit;
  }
  EXPECT_TRUE(Kept().is_null());
  EXPECT_EQ(Ask(Method::kPut, "/api/limits/no_such", {{"limit", nullptr}}).status, 404);
}

TEST_F(SafetyTest, ThePageKnowsTheLimitAndWhatHurt) {
  ASSERT_EQ(Set(kAtMost45, WallClockMs()), 200);
  store::SessionRow begun;
  begun.id = "s1";
  begun.owner = "anna";
  begun.exercise = "squat";
  begun.started_ms = WallClockMs() - 5000;
  auto row = sessions_->Create(begun);
  ASSERT_TRUE(row.ok());
  row->ended_ms = WallClockMs();
  row->ended = "pain";
  store::ScoringRun run;
  run.engine = "1";
  run.summary = "{}";
  ASSERT_TRUE(sessions_->Finish(*row, run).ok());
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions/s1/pain", {{"score", 11}}).status, 400);
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions/s1/pain", {{"score", 7}}, "bert").status, 404);
  EXPECT_EQ(Ask(Method::kPost, "/api/sessions/s1/pain", {{"score", 7}}).status, 200);

  const auto definition = library_->Find("squat");
  const auto view = MakeSafetyView(site_, {.person = {"anna", ""}, .is_new = false}, *definition);
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(json::parse(view->kept)["limit"], kAtMost45);
  EXPECT_EQ(LimitText(*definition, *coach::ParseLimit({{"limit", kAtMost45}}), "en"), "Knee bend: no more than 45°");
  EXPECT_EQ(view->pain->score, 7);
  EXPECT_EQ(view->easier->url, "/exercises/sit_to_stand");
  EXPECT_EQ(view->choices.size(), 2U);
  EXPECT_FALSE(MakeSafetyView(site_, {.person = {"bert", ""}, .is_new = false}, *definition)->has_pain);
}

}  // namespace
}  // namespace ezpt::server
