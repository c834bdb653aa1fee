#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "coach/session_record.h"
#include "server/library.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// One set of the demonstration, as the virtual patient does it.
struct DemoSet {
  std::string id = {};  ///< Of the session that it becomes.
  std::string owner = {};
  std::string clinic = {};  ///< SessionRow::clinic.
  Library::Entry definition;
  int64_t started_ms = 0;
  int prescribed = 8;           ///< Repetitions that were to be done.
  int repetitions = 8;          ///< That are done before the set is stopped.
  int faulty = 0;               ///< So many of them show the fault, spread evenly.
  std::string_view fault = {};  ///< Its id; empty: the exercise's first.
  double range = 1.0;           ///< How far each goes, of the exercise's own way from start to end.
  coach::StopReason stopped = coach::StopReason::kDone;
  uint64_t body_seed = 0;  ///< Who does it: the same is the same person.
  uint64_t seed = 0;       ///< Of what differs from day to day: where the camera stands, and how they move.
};

/// A session that is over, with its record and what came of it.
struct DemoRecord {
  store::SessionRow row;
  std::vector<std::string> chunks;
  store::ScoringRun run;
};

/// Does the set: the virtual patient's landmarks, through the same pipeline as a live session's.
/// Errors: those of the virtual patient's script and of the pipeline. Cost: some tenths of a second.
[[nodiscard]] Result<DemoRecord> MakeDemoRecord(const DemoSet& set);

}  // namespace ezpt::server
