#include "server/history.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "coach/engine_version.h"
#include "coach/pipeline.h"
#include "coach/stored_summary.h"
#include "exercise/json.h"
#include "server/pages/session_view.h"
#include "server/store_fixture.h"
#include "server/virtual_patient.h"

namespace ezpt::server {
namespace {

constexpr double kFps = 15.0;
const std::string kEngine(coach::kEngineVersion);

class HistoryTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (HasFatalFailure()) return;
    ASSERT_TRUE(history_->KeepDefinitions().ok());
  }

  std::unique_ptr<History> MakeHistory(const Library& library) {
    return std::make_unique<History>(HistoryParts(library));
  }

  /// A library in which the squat's text has changed since.
  Library ChangedLibrary() const {
    exercise::Definition changed = *library_->Find("squat");
    changed.names.begin()->second = "Another squat";
    return Library({std::move(changed)});
  }

  /// A squat of one repetition, as it is stored once it is over.
  store::StoredSession Train(const std::string& id) {
    PatientClip clip;
    clip.repetitions = 1;
    const auto definition = library_->Find("squat");
    auto patient = body::VirtualPatient::Create(ScriptFor(*definition, clip));
    EXPECT_TRUE(patient.ok());
    auto pipeline = coach::Pipeline::Create(definition, {.width = 640, .height = 480}, {}, {});
    EXPECT_TRUE(pipeline.ok());
    for (uint32_t i = 0; i < patient->duration().value * kFps; ++i) {
      const Seconds t(i / kFps);
      EXPECT_TRUE(pipeline->ProcessLandmarks({t, patient->Truth(t).image}, i).ok());
    }
    pipeline->Apply(coach::CommandKind::kStop);
    summary_ = pipeline->Summary();
    store::SessionRow row;
    row.id = id;
    row.owner = "anna";
    row.exercise = "squat";
    row.side = "auto";
    row.source = "camera";
    row.definition_hash = exercise::DefinitionHash(*definition);
    row.engine = kEngine;
    row.lease.number = 1;
    auto created = sessions_->Create(row);
    EXPECT_TRUE(created.ok());
    int index = 0;
    for (const std::string& chunk : pipeline->TakeChunks(coach::Pipeline::Take::kEverything)) {
      EXPECT_TRUE(sessions_->AppendChunk(created->ref(), index++, chunk, 1).ok());
    }
    created->ended = "done";
    created->ended_ms = 9;
    SetFigures(summary_, *created);
    return *created;
  }

  coach::SessionSummary summary_;
};

TEST_F(HistoryTest, TheStoredSummaryIsShownWithoutReadingTheRecord) {
  store::StoredSession row = Train("s1");
  coach::SessionSummary stored = summary_;
  stored.count = 77;  // What no reading of the record gives.
  ASSERT_TRUE(sessions_->Finish(row, MakeRun(stored, row, store::ScoringRun::Basis::kRecord, "")).ok());
  const auto account = history_->AccountOf(row);
  ASSERT_TRUE(account.ok()) << account.error().message;
  EXPECT_EQ(account->summary, stored);
  EXPECT_TRUE(account->recomputable);
  EXPECT_TRUE(MakeSessionView(row, *account, std::nullopt, "en").notes.empty());
}

TEST_F(HistoryTest, ASummaryThatWasCountedLiveSaysSo) {
  store::StoredSession row = Train("s1");
  const auto run = MakeRun(summary_, row, store::ScoringRun::Basis::kLive, "from 0:12 to 0:17");
  ASSERT_TRUE(sessions_->Finish(row, run).ok());
  const auto account = history_->AccountOf(row);
  EXPECT_FALSE(account->recomputable);
  const std::vector<NoteView> notes = MakeSessionView(row, *account, std::nullopt, "en").notes;
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].text, "Counted live: a part of the recording could not be stored (from 0:12 to 0:17).");
}

TEST_F(HistoryTest, AnEarlierEnginesAnswerStaysAndOursStandsBesideIt) {
  store::StoredSession row = Train("s1");
  row.engine = "of-before";
  store::ScoringRun run = MakeRun(summary_, row, store::ScoringRun::Basis::kRecord, "");
  run.engine = "of-before";
  coach::SessionSummary before = summary_;
  before.count = 9;
  run.summary = coach::StoredSummary(before);
  run.computed_ms = 1;
  ASSERT_TRUE(sessions_->Finish(row, run).ok());
  EXPECT_EQ(*history_->SumUpSome(false), 1);
  EXPECT_EQ(*history_->SumUpSome(false), 0) << "once is enough";
  const auto account = history_->AccountOf(row);
  EXPECT_EQ(account->summary.count, 9) << "what the person was shown";
  EXPECT_EQ(account->engine, "of-before");
  EXPECT_FALSE(account->recomputable);
  ASSERT_TRUE(account->now);
  EXPECT_EQ(account->now->count, 1);
  const SessionView view = MakeSessionView(row, *account, std::nullopt, "en");
  EXPECT_EQ(view.notes.at(0).id, "not_recomputable");
  EXPECT_EQ(view.now->engine, kEngine);
}

TEST_F(HistoryTest, ASessionIsReadWithTheDefinitionThatItWasCoachedBy) {
  store::StoredSession row = Train("s1");
  ASSERT_TRUE(sessions_->Finish(row, MakeRun(summary_, row, store::ScoringRun::Basis::kRecord, "")).ok());
  const Library changed = ChangedLibrary();
  const auto later = MakeHistory(changed);
  ASSERT_TRUE(later->KeepDefinitions().ok());
  const auto account = later->AccountOf(row);
  ASSERT_TRUE(account.ok()) << account.error().message;
  EXPECT_EQ(account->definition->names, library_->Find("squat")->names);
  row.definition_hash = std::string(64, '0');
  EXPECT_EQ(later->AccountOf(row).error().code, ErrorCode::kNotFound);
}

/// As the migration finds them: no hash, no engine, no summary.
TEST_F(HistoryTest, SessionsOfBeforeAreSummedUpOnceForAll) {
  store::StoredSession row = Train("s1");
  row.definition_hash.clear();
  row.engine.clear();
  store::ScoringRun run = MakeRun(summary_, row, store::ScoringRun::Basis::kRecord, "");
  run.engine = "none";
  ASSERT_TRUE(sessions_->Finish(row, run).ok());
  ASSERT_EQ(*history_->SumUpSome(false), 1);
  const auto runs = sessions_->Runs(row.ref());
  ASSERT_EQ(runs->size(), 2U);
  const auto ours = runs->at(0).engine == kEngine ? runs->at(0) : runs->at(1);
  EXPECT_EQ(ours.definition_hash, exercise::DefinitionHash(*library_->Find("squat")));
  EXPECT_EQ(*coach::ParseStoredSummary(ours.summary), summary_);
}

TEST_F(HistoryTest, ARecordThatCannotBeReadKeepsItsFigures) {
  store::StoredSession row = Train("s1");
  row.count = 5;
  row.engine.clear();
  const int chunks = *sessions_->ChunkCount(row.ref());
  ASSERT_TRUE(sessions_->AppendChunk(row.ref(), chunks, "no chunk at all", 1).ok());
  store::ScoringRun run = MakeRun(summary_, row, store::ScoringRun::Basis::kRecord, "");
  run.engine = "none";
  run.summary = "not readable";
  ASSERT_TRUE(sessions_->Finish(row, run).ok());
  ASSERT_EQ(*history_->SumUpSome(false), 1);
  EXPECT_EQ(*history_->SumUpSome(false), 0) << "it is not tried for ever";
  const auto account = history_->AccountOf(row);
  ASSERT_TRUE(account.ok());
  EXPECT_EQ(account->summary.count, 5);
}

}  // namespace
}  // namespace ezpt::server
