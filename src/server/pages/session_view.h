#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exercise/definition.h"
#include "server/history.h"
#include "server/pages/measure_view.h"
#include "server/view.h"
#include "store/session_repository.h"

/// What pages and the API show of sessions.
namespace ezpt::server {

/// In a list. `GET /api/sessions` answers these.
struct SessionRowView {
  std::string id;
  std::string url;
  std::string delete_url;  ///< POST.
  std::string exercise;
  std::string exercise_name;
  std::string side;
  std::string started;  ///< ISO 8601, UTC: a script may show local time.
  std::string started_text;
  std::string duration_text;  ///< "1 min 12 s".
  double duration_s = 0;
  int count = 0;
  int target = 0;
  int correct = 0;
  bool is_finished = false;
  std::string ended_text;  ///< "completed", "finished by you", "stopped because it hurt", "connection lost".
  bool is_demo = false;
};
BOOST_DESCRIBE_STRUCT(SessionRowView, (),
                      (id, url, delete_url, exercise, exercise_name, side, started, started_text, duration_text,
                       duration_s, count, target, correct, is_finished, ended_text, is_demo))

struct FaultView {
  std::string id;
  std::string name;
  std::string cue;
  std::string severity;
};
BOOST_DESCRIBE_STRUCT(FaultView, (), (id, name, cue, severity))

/// In how many repetitions of a session.
struct FaultTotalView : FaultView {
  int count = 0;
};
BOOST_DESCRIBE_STRUCT(FaultTotalView, (FaultView), (count))

struct RepView {
  int number = 0;
  int set = 0;
  std::string duration_text;
  bool has_score = false;
  std::string score_text;
  bool is_correct = false;
  std::optional<std::string> side;
  std::vector<MeasureView> measures;
  std::vector<FaultView> faults;
};
BOOST_DESCRIBE_STRUCT(RepView, (),
                      (number, set, duration_text, has_score, score_text, is_correct, side, measures, faults))

/// What the figures do not say: "no_picture", "counted_live", "not_recomputable".
struct NoteView {
  std::string id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (id, text))

/// This program's own answer, beside an earlier one's.
struct NowView {
  std::string engine;
  int count = 0;
  int correct = 0;
};
BOOST_DESCRIBE_STRUCT(NowView, (), (engine, count, correct))

/// On its own page; `GET /api/sessions/ID` answers it.
struct SessionView : SessionRowView {
  int clean = 0;  ///< Repetitions without any fault; `correct` ones may have a minor one.
  bool has_sets = false;
  int sets = 0;
  int reps_a_set = 0;
  std::string verdict;     ///< What it came to, in sentences; empty without a repetition.
  bool fold_reps = false;  ///< So many that the page folds them.
  int reps_count = 0;
  std::vector<NoteView> notes;
  std::string engine;  ///< Whose answer the figures are; empty while it runs.
  bool recomputable = false;
  std::optional<NowView> now;
  bool has_limit = false;
  std::string limit_text;      ///< That the set was held to.
  bool hurt = false;           ///< Stopped because of pain.
  bool asks_for_pain = false;  ///< And nobody has said how bad it was.
  bool has_pain = false;
  int pain = 0;  ///< 0 to 10.
  bool has_reps = false;
  std::vector<RepView> reps;
  bool has_faults = false;
  std::vector<FaultTotalView> faults;
  bool has_measures = false;
  std::vector<MeasureTotalView> measures;
  std::string exercise_url;
  std::string again_url;
  std::string json_url;
};
BOOST_DESCRIBE_STRUCT(SessionView, (SessionRowView),
                      (clean, has_sets, sets, reps_a_set, verdict, fold_reps, reps_count, notes, engine, recomputable,
                       now, has_limit, limit_text, hurt, asks_for_pain, has_pain, pain, has_reps, reps, has_faults,
                       faults, has_measures, measures, exercise_url, again_url, json_url))

/// @param definition null where the exercise is no longer known.
[[nodiscard]] SessionRowView MakeRow(const store::SessionRow& row, const exercise::Definition* definition,
                                     const std::string& language);

/// @param pain how bad it was, where somebody has said so.
[[nodiscard]] SessionView MakeSessionView(const store::SessionRow& row, const SessionAccount& account,
                                          std::optional<int> pain, const std::string& language);

}  // namespace ezpt::server
