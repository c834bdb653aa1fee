#include "store/person_repository.h"

#include <gtest/gtest.h>

#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

constexpr const char* kAtMost45 = R"({"quantity":"knee_flexion","most":45})";

TEST_P(EachEngine, TheLaterLimitStaysWhicheverComesFirst) {
  PersonRepository person(Open());
  ASSERT_TRUE(person.SetLimit("a", {"squat", kAtMost45, 200}).ok());
  ASSERT_TRUE(person.SetLimit("a", {"squat", "", 100}).ok());  // Was said before, on a page without a connection.
  auto limits = person.Limits("a");
  ASSERT_TRUE(limits.ok());
  ASSERT_EQ(limits->size(), 1U);
  EXPECT_EQ(limits->front().limit_json, kAtMost45);
  ASSERT_TRUE(person.SetLimit("a", {"squat", "", 300}).ok());
  limits = person.Limits("a");
  ASSERT_EQ(limits->size(), 1U);
  EXPECT_EQ(limits->front().limit_json, "");
  EXPECT_TRUE(person.Limits("b")->empty());
}

TEST_P(EachEngine, PainIsRememberedUntilASessionWithout) {
  const auto database = Open();
  PersonRepository person(database);
  SessionRepository sessions = SessionsOf(database);
  StoredSession hurt = *sessions.Create(Row("s1", "a", 1000));
  hurt.ended_ms = 2000;
  hurt.ended = "pain";
  ASSERT_TRUE(sessions.Finish(hurt, RunBy("1", "{}")).ok());
  auto last = person.LastPain("a", "squat");
  ASSERT_TRUE(last.ok() && last->has_value());
  EXPECT_FALSE((*last)->score);
  EXPECT_EQ(person.SetPain("b", "s1", 7).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(person.SetPain("a", "s1", 7).ok());
  last = person.LastPain("a", "squat");
  EXPECT_EQ((*last)->score, 7);
  EXPECT_EQ(*person.PainOf(hurt.ref()), 7);

  StoredSession well = *sessions.Create(Row("s2", "a", 3000));
  EXPECT_TRUE(person.LastPain("a", "squat")->has_value());  // It is not over.
  well.ended_ms = 4000;
  well.ended = "done";
  ASSERT_TRUE(sessions.Finish(well, RunBy("1", "{}")).ok());
  EXPECT_FALSE(person.LastPain("a", "squat")->has_value());
  ASSERT_TRUE(sessions.Delete("a", "s1").ok());
  EXPECT_FALSE(*person.PainOf(hurt.ref()));
}

}  // namespace
}  // namespace ezpt::store
