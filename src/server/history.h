#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "coach/feedback.h"
#include "server/library.h"
#include "server/replayer.h"
#include "server/steady_thread.h"
#include "store/definition_repository.h"
#include "store/session_repository.h"
#include "store/session_upkeep.h"

namespace ezpt::server {

/// What a session came to, as it is to be shown.
struct SessionAccount {
  Library::Entry definition;  ///< The one that it was coached by.
  coach::SessionSummary summary;
  /// The engine whose answer the summary is; empty while the session runs.
  std::string engine;
  /// False where the record cannot be read again as it was: the engine is another
  /// than this program's, or a part of the record could not be stored.
  bool recomputable = true;
  bool counted_live = false;  ///< The summary is what was counted live.
  std::string missing;        ///< Which part of the record is not there.
  /// This program's own answer, where the shown one is another engine's.
  std::optional<coach::SessionSummary> now;
};

/// Sessions that are over, with the definition and the engine that they name: a
/// summary that was stored is shown for ever, and what a later engine makes of the
/// record stands beside it. Thread-safe; calls block on the store and the replayer.
class History {
 public:
  struct Parts {
    const Library* library = nullptr;
    store::SessionRepository* sessions = nullptr;
    const store::SessionUpkeep* upkeep = nullptr;
    store::DefinitionRepository* definitions = nullptr;
    Replayer* replayer = nullptr;
  };
  explicit History(const Parts& parts);

  /// Stores every definition of the library under its hash. Call before a session begins.
  Status KeepDefinitions();

  /// The exercise's definition of that hash; without one (sessions of before
  /// definitions were kept) today's. Errors: kNotFound.
  [[nodiscard]] Result<Library::Entry> DefinitionOf(const std::string& exercise, const std::string& hash) const;

  /// Errors: kNotFound for the definition; kBusy where too many records are being read.
  [[nodiscard]] Result<SessionAccount> AccountOf(const store::StoredSession& row) const;

  /// What this engine makes of the session's record, and its figures into the row. Of a
  /// record that is damaged, or whose exercise is not known, the row's figures stay, and
  /// the run says so. Errors: kBusy, kUnavailable: what may be tried again.
  [[nodiscard]] Result<store::ScoringRun> SumUp(store::StoredSession& row) const;

  /// Stores that of sessions that have ended and that this engine has not read, some at a time.
  /// @return how many; 0 when there are none left.
  [[nodiscard]] Result<int> SumUpSome(const std::atomic<bool>& stop);

 private:
  [[nodiscard]] Result<coach::SessionSummary> FromRecord(const std::string& asking, const store::StoredSession& row,
                                                         const Library::Entry& definition) const;

  Parts parts_;
  std::map<std::string, Library::Entry> by_hash_;  ///< The library's.
};

/// The figures of a summary, into the session's row.
void SetFigures(const coach::SessionSummary& summary, store::SessionRow& row);

/// What this program's engine made of a record.
[[nodiscard]] store::ScoringRun MakeRun(const coach::SessionSummary& summary, const store::SessionRow& row,
                                        store::ScoringRun::Basis basis, std::string missing);

/// Reads, behind everything else, the records that this program's engine has not read:
/// those of before summaries were stored, and after an update all of them.
class HistoryReader {
 public:
  explicit HistoryReader(History& history);
  ~HistoryReader();
  HistoryReader(const HistoryReader&) = delete;
  HistoryReader& operator=(const HistoryReader&) = delete;

 private:
  void Read();

  History& history_;
  std::atomic<bool> stopping_ = false;
  SteadyThread thread_;
};

}  // namespace ezpt::server
