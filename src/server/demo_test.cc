#include "server/demo.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "coach/pipeline.h"
#include "exercise_yaml/yaml.h"
#include "server/log.h"
#include "server/owner.h"
#include "store/database.h"

namespace ezpt::server {
namespace {

constexpr auto kMadeWithin = std::chrono::seconds(120);
constexpr int kMany = 100;

TEST(DemoSessions, AVisitorGetsACopyThatIsTheirs) {
  ASSERT_TRUE(store::StartCrypto().ok());
  SetLogLevel(LogLevel::kSilent);
  auto squat = exercise::LoadDefinition(EZPT_SOURCE_DIR "/exercises/squat.yaml");
  ASSERT_TRUE(squat.ok()) << squat.error().message;
  const Library library({*std::move(squat)});
  auto database = store::Database::Open("sqlite::memory:");
  ASSERT_TRUE(database.ok());
  auto keys = store::KeyRing::Open(*database, "");
  ASSERT_TRUE(keys.ok());
  store::SessionRepository sessions(*database, *keys);
  DemoSessions demo(library, sessions);
  const auto deadline = std::chrono::steady_clock::now() + kMadeWithin;
  while (!demo.OfferedTo("visitor") && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_TRUE(demo.OfferedTo("visitor"));
  ASSERT_TRUE(demo.GiveTo("visitor").ok());
  ASSERT_TRUE(demo.GiveTo("visitor").ok()) << "asked twice, given once";
  EXPECT_FALSE(demo.OfferedTo("visitor"));
  EXPECT_TRUE(demo.OfferedTo("another"));

  const auto rows = sessions.List("visitor", kMany);
  ASSERT_TRUE(rows.ok());
  ASSERT_GE(rows->size(), 5u);
  int counted = 0;
  for (const store::StoredSession& row : *rows) {
    EXPECT_EQ(row.source, "demo");
    counted += row.count;
    const auto chunks = sessions.Chunks(row.ref());
    ASSERT_TRUE(chunks.ok());
    const auto summary = coach::Recompute(library.Find("squat"), *chunks);
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    EXPECT_EQ(summary->count, row.count) << "the record says what the list shows";
  }
  EXPECT_GT(counted, 0);
  ASSERT_TRUE(sessions.Delete("visitor", rows->front().id).ok());
  EXPECT_EQ(sessions.List("visitor", kMany)->size(), rows->size() - 1);
}

}  // namespace
}  // namespace ezpt::server
