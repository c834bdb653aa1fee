#include "server/demo.h"

#include <algorithm>
#include <array>

#include "body/virtual_patient/look.h"
#include "server/demo_session.h"
#include "server/guard.h"
#include "server/log.h"
#include "server/owner.h"
#include "server/priority.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

const std::string kDemoOwner = "demo";  // A cookie's hash has 64 digits.
constexpr int kDays = 21;
constexpr int kMaxDemoSessions = 100;
constexpr int64_t kDayMs = int64_t{24} * 3600 * 1000;
constexpr int64_t kMorningMs = int64_t{9} * 3600 * 1000;
constexpr int64_t kSlotMs = 300'000;
constexpr std::array<std::string_view, 3> kProgramme = {"squat", "sit_to_stand", "shoulder_abduction"};

/// What a patient did: every second day, with faults that become rarer.
std::vector<DemoSet> Plan(const Library& library, int64_t now) {
  std::vector<DemoSet> plan;
  const int64_t today = now - now % kDayMs;
  for (int days_ago = kDays; days_ago >= 1; days_ago -= 2) {
    int slot = 0;
    for (const std::string_view id : kProgramme) {
      const auto definition = library.Find(id);
      if (definition == nullptr) continue;
      DemoSet set;
      set.id = NewId();
      set.owner = kDemoOwner;
      set.definition = definition;
      set.started_ms = today - days_ago * kDayMs + kMorningMs + slot * kSlotMs;
      set.repetitions = set.prescribed = 8 + (kDays - days_ago) / 10;
      set.faulty = days_ago / 5;
      set.body_seed = set.seed = body::kFirstDemoSeed + static_cast<uint64_t>(days_ago * 10 + slot);
      plan.push_back(std::move(set));
      ++slot;
    }
  }
  return plan;
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
  EZPT_TRY(const std::vector<store::StoredSession> known, sessions_.List(kDemoOwner, kMaxDemoSessions));
  if (!known.empty()) return {};
  std::vector<DemoRecord> all;
  for (const DemoSet& set : Plan(library_, WallClockMs())) {
    if (stopping_) return {};
    EZPT_TRY(DemoRecord made, MakeDemoRecord(set));
    all.push_back(std::move(made));
  }
  // Stored only when all are made: a demo that was interrupted begins anew.
  for (const DemoRecord& made : all) EZPT_CHECK_OK(sessions_.Import(made.row, made.chunks, made.run));
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
  EZPT_TRY(const std::vector<store::StoredSession> rows, sessions_.List(kDemoOwner, kMaxDemoSessions));
  for (const store::StoredSession& row : rows) EZPT_CHECK_OK(sessions_.Copy(row.ref(), NewId(), owner));
  return {};
}

}  // namespace ezpt::server
