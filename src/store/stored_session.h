#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ezpt::store {

/// The right to write a running session, held by one process at a time. Who
/// takes it over raises the number, and every write names the number it holds:
/// a process that was stopped or cut off, and comes back, is refused instead of
/// writing into what another goes on with (a fencing token).
struct Lease {
  std::string holder;    ///< Names the process; at most 64 characters. Empty: nobody.
  int64_t number = 0;    ///< Grows with each holder.
  int64_t until_ms = 0;  ///< Renewed by its holder until then; milliseconds since 1970, UTC.

  friend bool operator==(const Lease&, const Lease&) = default;
};

/// One session as lists show it. Figures are those of its summary; 0 while it runs.
struct SessionRow {
  std::string id;
  std::string owner;  ///< Hash of the owner's token, never the token.
  std::string exercise;
  std::string side;    ///< "left", "right", "both" or "auto".
  std::string source;  ///< "camera", "virtual_patient" or "demo".
  std::string language = "en";
  int64_t started_ms = 0;  ///< Milliseconds since 1970, UTC.
  int64_t ended_ms = 0;    ///< 0: not finished.
  std::string ended;       ///< "done", "pain", "fatigue", "other", "lost"; empty while it runs.
  int count = 0;
  int target = 0;
  int correct = 0;
  double duration_s = 0;

  /// What gives the record its meaning; empty for sessions that began before schema 3.
  std::string definition_hash;  ///< Of DefinitionRepository.
  std::string engine;           ///< coach::kEngineVersion of the program that coached it.
  std::string pose_model;

  Lease lease;
  /// The session whose chunks and runs are this one's: itself, unless it is a copy (Copy).
  std::string record_id;
  int64_t bytes = 0;  ///< What it takes of the limits below.
  /// Under which its record is encrypted. Empty: a copy's, or stored plain by an earlier program.
  std::string key_id;
  /// The clinic as whose patient it was done, which may see it; empty: nobody's but the person's own.
  std::string clinic;
};

/// Which session it is: the only way to what is stored of it. A repository makes one where somebody asked for what is
/// theirs (SessionRepository::Get, List, ListForClinic), where they begin it (Create), and for the server's own work
/// (SessionUpkeep); an id alone, as a request brings it, reaches nothing.
class SessionRef {
 public:
  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  friend class StoredSession;
  explicit SessionRef(std::string id) : id_(std::move(id)) {}

  std::string id_;
};

/// A row as it is stored, and the way to its record. What is changed in the row does not change which session it is.
class StoredSession : public SessionRow {
 public:
  [[nodiscard]] const SessionRef& ref() const { return ref_; }

 private:
  friend class SessionRepository;
  friend class SessionUpkeep;
  explicit StoredSession(SessionRow row) : SessionRow(std::move(row)), ref_(id) {}
  [[nodiscard]] static std::vector<StoredSession> Of(std::vector<SessionRow> rows);

  SessionRef ref_;
};

/// One engine's answer about one session: its whole summary. The run of the
/// session's own engine is what the patient was shown; those of later engines
/// stand beside it.
struct ScoringRun {
  enum class Basis {
    kRecord,  ///< Recomputed from the whole record.
    kLive,    ///< As it was counted live: a part of the record could not be stored.
  };
  std::string engine;
  std::string definition_hash;
  Basis basis = Basis::kRecord;
  std::string missing;  ///< Which part of the record is not there, in words; empty: nothing.
  std::string summary;  ///< coach::StoredSummary.
  int64_t computed_ms = 0;
};

}  // namespace ezpt::store
