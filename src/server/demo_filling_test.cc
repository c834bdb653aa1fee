// How a demonstration's database is filled, and that no other is taken for one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "coach/pipeline.h"
#include "server/demo_clinic.h"
#include "server/demo_fixture.h"
#include "server/demo_mark.h"
#include "server/demo_weeks.h"
#include "server/log.h"

namespace ezpt::server {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

/// One exercise of each patient's at most: what is broken off is soon there again.
class DemoFilling : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store::StartCrypto().ok());
    SetLogLevel(LogLevel::kSilent);
    std::vector<exercise::Definition> definitions;
    definitions.push_back(*Exercises().Find("shoulder_flexion"));
    library_ = std::make_unique<Library>(std::move(definitions));
    ASSERT_TRUE(AdmitDatabase(*demo_.database_, Demo::kYes).ok());
  }
  [[nodiscard]] std::vector<DemoDay> Plan() {
    return DemoWeeksOf(kJorge.sign_in_name, *library_, demo_.AccountOf(kJorge).owner, demo_.MarkedMs());
  }

  std::unique_ptr<Library> library_;
  Demonstration demo_{"sqlite::memory:"};
  std::atomic<bool> stopping_ = false;
};

TEST_F(DemoFilling, WhatWasBrokenOffGoesOnAndNothingIsThereTwice) {
  stopping_ = true;
  auto filled = FillDemoClinic(demo_.Parts(*library_), stopping_);
  ASSERT_TRUE(filled.ok()) << filled.error().message;
  EXPECT_FALSE(*filled);
  const std::vector<DemoDay> plan = Plan();
  ASSERT_GE(plan.size(), 10U);
  EXPECT_THAT(demo_.SessionsOf(kJorge), SizeIs(0)) << "the people are there, and nothing of theirs";
  // The first was stored; the second an earlier program left half stored, and the third, too, and the server ended it.
  const auto first = MakeDemoRecord(plan[0].set), second = MakeDemoRecord(plan[1].set),
             third = MakeDemoRecord(plan[2].set);
  ASSERT_TRUE(first.ok() && second.ok() && third.ok());
  ASSERT_TRUE(demo_.sessions_->Import(first->row, first->chunks, first->run).ok());
  std::vector<store::StoredSession> halves;
  for (const DemoRecord* half : {&*second, &*third}) {
    store::SessionRow row = half->row;
    row.ended_ms = 0;
    row.ended.clear();
    halves.push_back(*demo_.sessions_->Create(row));
    ASSERT_TRUE(demo_.sessions_->AppendChunk(halves.back().ref(), 0, half->chunks.front(), 1).ok());
  }
  store::StoredSession lost = halves.back();
  lost.ended = "lost";
  lost.ended_ms = third->row.ended_ms;
  ASSERT_TRUE(demo_.sessions_->Finish(lost, third->run).ok());

  stopping_ = false;
  filled = FillDemoClinic(demo_.Parts(*library_), stopping_);
  ASSERT_TRUE(filled.ok()) << filled.error().message;
  EXPECT_TRUE(*filled);
  const auto rows = demo_.SessionsOf(kJorge);
  ASSERT_EQ(rows.size(), plan.size());
  for (const store::StoredSession& row : rows) {
    const auto day = std::find_if(plan.begin(), plan.end(), [&](const DemoDay& d) { return d.set.id == row.id; });
    ASSERT_NE(day, plan.end());
    EXPECT_EQ(row.ended, coach::Name(day->set.stopped));
    EXPECT_EQ(*demo_.person_->PainOf(row.ref()), day->pain);
  }
  EXPECT_EQ(*demo_.sessions_->ChunkCount(lost.ref()), static_cast<int>(third->chunks.size()));
}

TEST_F(DemoFilling, WhoComesSecondFindsThePeopleThere) {
  ASSERT_TRUE(AddDemoPeople(*demo_.database_, demo_.audit_, demo_.MarkedMs()).ok());
  const std::string owner = demo_.AccountOf(kIrma).owner;
  ASSERT_TRUE(AddDemoPeople(*demo_.database_, demo_.audit_, demo_.MarkedMs()).ok());
  EXPECT_EQ(demo_.AccountOf(kIrma).owner, owner);
}

TEST_F(DemoFilling, OnItsThreadItIsReadyOrStopsAtOnce) {
  const Library none(std::vector<exercise::Definition>{});
  {
    const DemoClinic stopped(demo_.Parts(*library_));  // Ended while it works.
  }
  const DemoClinic clinic(demo_.Parts(none));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!clinic.is_ready() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(clinic.is_ready());
}

TEST(DemoMark, ARealDatabaseIsNoDemonstrationAndADemonstrationIsNoRealOne) {
  ASSERT_TRUE(store::StartCrypto().ok());
  const Demonstration fresh("sqlite::memory:");
  EXPECT_TRUE(AdmitDatabase(*fresh.database_, Demo::kNo).ok()) << "nobody's yet, and not marked by it";
  EXPECT_TRUE(AdmitDatabase(*fresh.database_, Demo::kYes).ok());
  EXPECT_TRUE(AdmitDatabase(*fresh.database_, Demo::kYes).ok()) << "the next start";
  const Status refused = AdmitDatabase(*fresh.database_, Demo::kNo);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("Start it with --demo"));
}

TEST(DemoMark, AccountsOrSessionsOfPeopleAreRefused) {
  ASSERT_TRUE(store::StartCrypto().ok());
  const Demonstration with_account("sqlite::memory:");
  const clinic::Account account{
      .id = clinic::NewId(), .sign_in_name = "somebody", .display_name = "Somebody", .owner = clinic::NewToken()};
  ASSERT_TRUE(
      with_account.database_
          ->Write("a test writes", [&](store::WriteTx& tx) { return clinic::Accounts::Create(tx, account, "a hash"); })
          .ok());
  const Demonstration with_session("sqlite::memory:");
  store::SessionRow row;
  row.id = "s1";
  row.owner = "a cookie's";
  row.exercise = "squat";
  row.source = "camera";
  ASSERT_TRUE(with_session.sessions_->Create(row).ok());
  for (const Demonstration* demo : {&with_account, &with_session}) {
    const Status refused = AdmitDatabase(*demo->database_, Demo::kYes);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("this database is not a demonstration"));
    EXPECT_TRUE(AdmitDatabase(*demo->database_, Demo::kNo).ok());
  }
  const std::atomic<bool> stopping = false;
  const auto filled = FillDemoClinic(with_account.Parts(Exercises()), stopping);
  EXPECT_EQ(filled.error().code, ErrorCode::kForbidden) << "nothing is filled that is not marked";
}

}  // namespace
}  // namespace ezpt::server
