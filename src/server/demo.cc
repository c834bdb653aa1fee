#include "server/demo.h"

#include <algorithm>
#include <array>

#include "coach/engine_version.h"
#include "coach/pipeline.h"
#include "exercise/json.h"
#include "pose/tracker.h"
#include "server/guard.h"
#include "server/history.h"
#include "server/log.h"
#include "server/owner.h"
#include "server/priority.h"
#include "server/virtual_patient.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

const std::string kDemoOwner = "demo";  // A cookie's hash has 64 digits.
constexpr int kDays = 21;
constexpr int kMaxDemoSessions = 100;
constexpr double kFps = 15.0;
constexpr int64_t kDayMs = int64_t{24} * 3600 * 1000;
constexpr int64_t kMorningMs = int64_t{9} * 3600 * 1000;
constexpr std::array<std::string_view, 3> kProgramme = {"squat", "sit_to_stand", "shoulder_abduction"};

/// What a patient did on one day: every second day, with faults that become rarer.
struct DemoSession {
  Library::Entry definition;
  int days_ago = 0;
  int slot = 0;  ///< 0, 1 … within the day.
  int repetitions = 8;
  int faulty = 0;  ///< So many of them, spread evenly.
  uint64_t seed = 0;
};

std::vector<DemoSession> Plan(const Library& library) {
  std::vector<DemoSession> plan;
  for (int days_ago = kDays; days_ago >= 1; days_ago -= 2) {
    int slot = 0;
    for (const std::string_view id : kProgramme) {
      const auto definition = library.Find(id);
      if (definition == nullptr) continue;
      DemoSession session;
      session.definition = definition;
      session.days_ago = days_ago;
      session.slot = slot++;
      session.repetitions = 8 + (kDays - days_ago) / 10;
      session.faulty = days_ago / 5;
      session.seed = body::kFirstDemoSeed + static_cast<uint64_t>(days_ago * 10 + session.slot);
      plan.push_back(std::move(session));
    }
  }
  return plan;
}

PatientClip ClipOf(const DemoSession& session) {
  PatientClip clip;
  clip.view = session.definition->views.front();
  clip.repetitions = session.repetitions;
  clip.seed = session.seed;
  clip.fault = &session.definition->faults.front();
  for (int i = 0; i < session.faulty; ++i) clip.faulty.push_back(i * session.repetitions / session.faulty);
  return clip;
}

struct Made {
  store::SessionRow row;
  std::vector<std::string> chunks;
  store::ScoringRun run;
};

Result<Made> MakeSession(const DemoSession& session, int64_t now) {
  EZPT_TRY(const body::VirtualPatient patient,
           body::VirtualPatient::Create(ScriptFor(*session.definition, ClipOf(session))));
  body::StreamInfo stream;
  stream.width = patient.camera().width;
  stream.height = patient.camera().height;
  stream.fps = kFps;
  coach::SessionOptions options;
  options.sets = 1;
  options.reps = static_cast<uint16_t>(session.repetitions);
  EZPT_TRY(coach::Pipeline pipeline, coach::Pipeline::Create(session.definition, stream, options, {}));
  const auto frames = static_cast<uint32_t>(patient.duration().value * kFps);
  for (uint32_t i = 0; i < frames && pipeline.state() != coach::SessionState::kDone; ++i) {
    const Seconds t(i / kFps);
    const auto feedback = pipeline.ProcessLandmarks({t, patient.Truth(t).image}, i);
    if (!feedback.ok()) return feedback.error();
  }
  pipeline.Apply(coach::CommandKind::kStop, coach::StopReason::kDone);
  Made made;
  made.chunks = pipeline.TakeChunks(coach::Pipeline::Take::kEverything);
  SetFigures(pipeline.Summary(), made.row);
  made.row.id = RandomId();
  made.row.owner = kDemoOwner;
  made.row.exercise = session.definition->id;
  made.row.side = "auto";
  made.row.source = "demo";
  const int64_t today = now - now % kDayMs;
  made.row.started_ms = today - session.days_ago * kDayMs + kMorningMs + session.slot * int64_t{300000};
  made.row.ended_ms = made.row.started_ms + static_cast<int64_t>(made.row.duration_s * 1000);
  made.row.ended = "done";
  made.row.definition_hash = exercise::DefinitionHash(*session.definition);
  made.row.engine = coach::kEngineVersion;
  made.row.lease.number = 1;
  made.run = MakeRun(pipeline.Summary(), made.row, store::ScoringRun::Basis::kRecord, "");
  return made;
}

Status Store(store::SessionRepository& sessions, const Made& made) {
  EZPT_CHECK_OK(sessions.Create(made.row));
  for (std::size_t i = 0; i < made.chunks.size(); ++i) {
    EZPT_CHECK_OK(sessions.AppendChunk(made.row.id, static_cast<int>(i), made.chunks[i], made.row.lease.number));
  }
  return sessions.Finish(made.row, made.run);
}

}  // namespace

DemoSessions::DemoSessions(const Library& library, store::SessionRepository& sessions)
    : library_(library), sessions_(sessions), maker_([this] { Guarded("demo_failed", [this] { Make(); }); }) {}

DemoSessions::~DemoSessions() {
  stopping_ = true;
  maker_.join();
}

void DemoSessions::Make() {
  YieldToOthers();
  const Status made = MakeSessions();
  if (!made.ok()) {
    Log("demo_failed", {{"why", made.error().message}});
  } else if (!stopping_) {
    ready_ = true;
    Log("demo_ready");
  }
}

Status DemoSessions::MakeSessions() {
  EZPT_TRY(const std::vector<store::SessionRow> known, sessions_.List(kDemoOwner, kMaxDemoSessions));
  if (!known.empty()) return {};
  std::vector<Made> all;
  const int64_t now = WallClockMs();
  for (const DemoSession& session : Plan(library_)) {
    if (stopping_) return {};
    EZPT_TRY(Made made, MakeSession(session, now));
    all.push_back(std::move(made));
  }
  // Stored only when all are made: a demo that was interrupted begins anew.
  for (const Made& made : all) EZPT_CHECK_OK(Store(sessions_, made));
  return {};
}

bool DemoSessions::OfferedTo(const std::string& owner) const {
  if (!ready_) return false;
  const auto rows = sessions_.List(owner, kMaxDemoSessions);
  return rows.ok() && std::none_of(rows->begin(), rows->end(), [](const auto& row) { return row.source == "demo"; });
}

Status DemoSessions::GiveTo(const std::string& owner) {
  const std::lock_guard lock(giving_);
  if (!ready_) return Error{ErrorCode::kUnavailable, "The demonstration is still being made: try again in a moment."};
  if (!OfferedTo(owner)) return {};
  EZPT_TRY(const std::vector<store::SessionRow> rows, sessions_.List(kDemoOwner, kMaxDemoSessions));
  for (const store::SessionRow& row : rows) EZPT_CHECK_OK(sessions_.Copy(row.id, RandomId(), owner));
  return {};
}

}  // namespace ezpt::server
