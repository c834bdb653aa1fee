#include "server/demo_clinic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "clinic/care_team.h"
#include "clinic/patients.h"
#include "coach/pipeline.h"
#include "server/demo_fixture.h"
#include "server/demo_mark.h"
#include "server/log.h"

namespace ezpt::server {
namespace {

using ::testing::SizeIs;

/// Made once for all tests that only look.
class DemoClinicTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(store::StartCrypto().ok());
    SetLogLevel(LogLevel::kSilent);
    library_ = new Library(Exercises());
    demo_ = new Demonstration("sqlite::memory:");
    ASSERT_TRUE(AdmitDatabase(*demo_->database_, Demo::kYes).ok());
    const std::atomic<bool> stopping = false;
    const auto filled = FillDemoClinic(demo_->Parts(*library_), stopping);
    ASSERT_TRUE(filled.ok()) << filled.error().message;
    ASSERT_TRUE(*filled);
  }
  static void TearDownTestSuite() {
    delete demo_;
    delete library_;
  }

  static Library* library_;
  static Demonstration* demo_;
};

Library* DemoClinicTest::library_ = nullptr;
Demonstration* DemoClinicTest::demo_ = nullptr;

/// Correct ones of the repetitions that were done in the sets of these days.
double CorrectShare(const std::vector<store::StoredSession>& rows, int64_t from_ms, int64_t until_ms) {
  int count = 0, correct = 0;
  for (const store::SessionRow& row : rows) {
    if (row.started_ms < from_ms || row.started_ms >= until_ms) continue;
    count += row.count;
    correct += row.correct;
  }
  return count == 0 ? -1 : static_cast<double>(correct) / count;
}

TEST_F(DemoClinicTest, EverybodyIsThereAsWhatTheyAre) {
  for (const DemoPerson& person : kDemoPeople) {
    SCOPED_TRACE(person.name);
    EXPECT_EQ(demo_->AccountOf(person).display_name, person.name);
    EXPECT_EQ(demo_->AccountOf(person).is_operator, person.role == clinic::Role::kOperator);
    if (person.role == clinic::Role::kOperator) continue;
    EXPECT_NE(demo_->ScopeOf(person).clinic, "");
  }
  const clinic::Scope scope = demo_->ScopeOf(kIrma);
  const auto irma = demo_->Read([&](store::ReadTx& tx) { return clinic::Patients::List(tx, scope, WallClockMs()); });
  ASSERT_THAT(*irma, SizeIs(1));
  EXPECT_EQ(irma->front().owner, demo_->AccountOf(kIrma).owner) << "her sessions are found by her chart";
}

TEST_F(DemoClinicTest, WhoCaresForWhomIsAsItIsTold) {
  const int64_t now = demo_->MarkedMs();
  const auto patients = [&](const DemoPerson& who) {
    std::set<std::string> names;
    const clinic::Scope scope = demo_->ScopeOf(who);
    const auto rows = demo_->Read([&](store::ReadTx& tx) { return clinic::Patients::List(tx, scope, now); });
    for (const clinic::PatientRow& row : *rows) names.insert(row.name);
    return names;
  };
  const std::string irma(kIrma.name), jorge(kJorge.name), lena(kLena.name);
  EXPECT_EQ(patients(kDana), (std::set<std::string>{irma, jorge}));
  EXPECT_EQ(patients(kSam), (std::set<std::string>{irma, lena})) << "Irma's by a cover";
  EXPECT_EQ(patients(kElla), (std::set<std::string>{irma}));
  EXPECT_EQ(patients(kMaren), (std::set<std::string>{irma, jorge, lena})) << "names only";

  const clinic::Scope sam = demo_->ScopeOf(kSam), maren = demo_->ScopeOf(kMaren);
  const auto waiting = demo_->Read([&](store::ReadTx& tx) { return clinic::CareTeam::Waiting(tx, sam); });
  ASSERT_THAT(*waiting, SizeIs(1));
  EXPECT_EQ(waiting->front().patient_name, jorge);
  const auto emergencies = demo_->Read([&](store::ReadTx& tx) { return clinic::CareTeam::Emergencies(tx, maren); });
  ASSERT_THAT(*emergencies, SizeIs(2));
  EXPECT_FALSE(emergencies->front().is_reviewed);
  EXPECT_GT(emergencies->front().until_ms, now) << "still open";
  EXPECT_TRUE(emergencies->back().is_reviewed);
}

TEST_F(DemoClinicTest, TheLogTellsItInOrderAndVerifies) {
  const auto verdict = demo_->Read([&](store::ReadTx& tx) { return demo_->audit_.Verify(tx); });
  ASSERT_TRUE(verdict.ok());
  EXPECT_EQ(verdict->broken_at, 0);
  const clinic::Scope maren = demo_->ScopeOf(kMaren);
  const auto events = demo_->Read([&](store::ReadTx& tx) { return clinic::AuditLog::OfClinic(tx, maren, 0, kMany); });
  ASSERT_GE(events->size(), 12U);
  EXPECT_TRUE(std::is_sorted(events->begin(), events->end(),
                             [](const auto& newer, const auto& older) { return newer.at_ms > older.at_ms; }));
}

TEST_F(DemoClinicTest, IrmaImproves) {
  const auto rows = demo_->SessionsOf(kIrma);
  const int64_t end = demo_->MarkedMs(), begin = end - 7 * kDemoWeeks * kDemoDayMs;
  ASSERT_GE(rows.size(), 30U);
  const std::string irma = demo_->AccountOf(kIrma).id;
  const auto clinics = demo_->Read([&](store::ReadTx& tx) { return clinic::Clinics::Of(tx, irma, WallClockMs()); });
  EXPECT_EQ(rows.front().clinic, clinics->front().clinic) << "else her therapist does not see them";
  const double first = CorrectShare(rows, begin, begin + 14 * kDemoDayMs);
  const double middle = CorrectShare(rows, begin + 14 * kDemoDayMs, begin + 28 * kDemoDayMs);
  const double last = CorrectShare(rows, end - 14 * kDemoDayMs, end);
  EXPECT_LT(first, middle - 0.1);
  EXPECT_LT(middle, last);
  EXPECT_GT(last, 0.9);
  // And her knee gets straighter.
  const auto straightness = [&](const store::StoredSession& row) {
    const auto summary = coach::Recompute(library_->Find(row.exercise), *demo_->sessions_->Chunks(row.ref()));
    EXPECT_TRUE(summary.ok());
    double sum = 0;
    int measured = 0;
    for (const auto& rep : summary->reps) {
      for (const auto& measure : rep.measures) {
        if (measure.id != "knee_flexion" || !measure.value) continue;
        sum += *measure.value;
        ++measured;
      }
    }
    EXPECT_GT(measured, 0);
    return measured == 0 ? 0 : sum / measured;
  };
  const auto is_leg = [](const store::SessionRow& row) { return row.exercise == "long_arc_quad"; };
  const auto newest = std::find_if(rows.begin(), rows.end(), is_leg);
  const auto oldest = std::find_if(rows.rbegin(), rows.rend(), is_leg);
  EXPECT_GT(straightness(*oldest), straightness(*newest) + 5.0);
}

TEST_F(DemoClinicTest, JorgeHasPainAndDoesLess) {
  const auto rows = demo_->SessionsOf(kJorge);
  ASSERT_GE(rows.size(), 24U);
  int stopped = 0, first = 0, last = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < 8) last += rows[i].count;
    if (i + 8 >= rows.size()) first += rows[i].count;
    const auto pain = demo_->person_->PainOf(rows[i].ref());
    ASSERT_TRUE(pain.ok());
    EXPECT_EQ(pain->has_value(), rows[i].ended == "pain");
    if (!*pain) continue;
    ++stopped;
    EXPECT_GE(**pain, 5);
    EXPECT_LE(**pain, 7);
    EXPECT_LT(rows[i].count, rows[i].target);
  }
  EXPECT_GE(stopped, 4);
  EXPECT_LT(last, first * 3 / 4);
}

TEST_F(DemoClinicTest, LenaDidWellAndStopped) {
  const auto rows = demo_->SessionsOf(kLena);
  ASSERT_GE(rows.size(), 20U);
  EXPECT_LE(rows.front().started_ms, demo_->MarkedMs() - 14 * kDemoDayMs);
  EXPECT_GT(CorrectShare(rows, 0, demo_->MarkedMs()), 0.85);
}

TEST_F(DemoClinicTest, EachSessionIsWholeOverAndOfThePast) {
  for (const DemoPerson& person : kDemoPeople) {
    for (const store::StoredSession& row : demo_->SessionsOf(person)) {
      SCOPED_TRACE(testing::Message() << person.name << " " << row.exercise << " " << FormatUtc(row.started_ms));
      EXPECT_EQ(row.source, "demo");
      EXPECT_GT(row.count, 0);
      EXPECT_LT(row.ended_ms, demo_->MarkedMs());
      EXPECT_THAT(*demo_->sessions_->Runs(row.ref()), SizeIs(1));
      const auto summary = coach::Recompute(library_->Find(row.exercise), *demo_->sessions_->Chunks(row.ref()));
      ASSERT_TRUE(summary.ok()) << summary.error().message;
      EXPECT_EQ(summary->count, row.count) << "the record says what the list shows";
    }
  }
}

TEST_F(DemoClinicTest, AnotherStartAddsNothingAndBringsNothingBack) {
  const auto before = demo_->SessionsOf(kLena);
  const std::string deleted = before.back().id;
  ASSERT_TRUE(demo_->sessions_->Delete(before.back().owner, deleted).ok());
  const std::atomic<bool> stopping = false;
  ASSERT_TRUE(FillDemoClinic(demo_->Parts(*library_), stopping).ok());
  EXPECT_EQ(demo_->SessionsOf(kLena).size(), before.size() - 1) << "what somebody deleted stays deleted";
  const clinic::Scope maren = demo_->ScopeOf(kMaren);
  const auto members =
      demo_->Read([&](store::ReadTx& tx) { return clinic::Clinics::Members(tx, maren, WallClockMs()); });
  EXPECT_THAT(*members, SizeIs(kDemoPeople.size() - 1)) << "all but the operator";
}

}  // namespace
}  // namespace ezpt::server
