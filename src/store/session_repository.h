#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "store/key_ring.h"
#include "store/stored_session.h"

namespace ezpt::store {

inline constexpr std::size_t kMaxChunkBytes = std::size_t{1} << 20;
/// Four hours at one a second, and as many again that a repetition or a request closed.
inline constexpr int kMaxChunksPerSession = 2 * 4 * 3600;
inline constexpr int kMaxListedSessions = 1000;
/// Longer than this nobody can train without deleting; it bounds what one cookie fills lists with.
inline constexpr int kMaxSessionsPerOwner = 1000;
inline constexpr int kMaxCopies = 500;

/// How much is kept. A row takes kRowBytes of it, a chunk its size, without what encrypting adds.
struct StorageLimits {
  int64_t session_bytes = int64_t{32} << 20;  ///< About an hour at 30 frames a second.
  int64_t owner_bytes = int64_t{1} << 30;
  int64_t total_bytes = int64_t{16} << 30;
  /// Nothing new begins when less than this is left, of total_bytes or of the
  /// disk: it is kept for the sessions that are being recorded.
  int64_t reserve_bytes = int64_t{128} << 20;
};
inline constexpr int64_t kRowBytes = 1024;

/// Sessions, their landmark chunks and summaries; never a picture. Chunks and summaries are encrypted under a key of
/// their owner (store/record_seal.h); one that was changed or moved is kDamaged. Who asks is named first (Get, List,
/// Delete): another's session is kNotFound, as if it did not exist. All else takes the SessionRef that this gave.
/// What reads is const. Thread-safe; calls block, for up to Database::kLockPatience where another
/// process holds the database. What a call acknowledged survives `kill -9`; what
/// it refused changed nothing.
///
/// Errors of every call that writes: kBusy when the database stayed locked;
/// kUnavailable when it cannot be written (a full disk, a file that is gone).
/// Both may be tried again.
class SessionRepository {
 public:
  SessionRepository(std::shared_ptr<Database> database, std::shared_ptr<const KeyRing> keys, StorageLimits limits = {})
      : database_(std::move(database)), keys_(std::move(keys)), limits_(limits) {}

  /// Stores a new session under row.lease, whose number becomes 1.
  /// Errors: kInvalidArgument when the id is taken or a text is over its column;
  /// kLimitExceeded when the owner has too much stored; kUnavailable when
  /// reserve_bytes are not left.
  Result<StoredSession> Create(const SessionRow& row);

  /// Hands a session to `holder`: its number grows by one, and earlier holders
  /// are refused from here on. @param if_number only if it still is that number.
  /// Errors: kNotFound; kConflict when it is not, or the session has ended.
  Result<Lease> TakeLease(const SessionRef& session, const std::string& holder, int64_t until_ms,
                          std::optional<int64_t> if_number = std::nullopt);
  /// Every running session of that holder is held until then.
  Status RenewLeases(const std::string& holder, int64_t until_ms);

  /// One session is. Errors: kNotFound, kConflict.
  Status RenewLease(const SessionRef& session, const Lease& lease);

  /// Stores chunk `index`: 0, 1, 2 … The same chunk may come twice (a resumed
  /// connection); its first bytes stay. @param lease the number that the writer holds.
  /// Errors: kNotFound for an unknown session, kConflict when another holds it,
  /// kInvalidArgument for a gap, kLimitExceeded over the limits above.
  Status AppendChunk(const SessionRef& session, int index, const std::string& bytes, int64_t lease);

  /// Keeps the first `count` chunks and forgets the later ones: the record goes on from there with other bytes.
  /// Errors: kNotFound, kConflict.
  Status KeepChunks(const SessionRef& session, int count, int64_t lease);

  /// Stores the figures, the end and the provenance of a row that exists, and with them the run.
  /// A session that ended as "lost" may be finished again when it went on.
  /// Errors: kNotFound, kConflict.
  Status Finish(const StoredSession& row, const ScoringRun& run);

  /// Stores a session that is over elsewhere, with its record and what came of it: all of it or, where it breaks off,
  /// nothing. Errors: those of Create; kLimitExceeded where the record is too large.
  Status Import(const SessionRow& row, const std::vector<std::string>& chunks, const ScoringRun& run);

  /// Stores another engine's answer about a session that has ended; one that is stored stays.
  Status AddRun(const SessionRef& session, const ScoringRun& run);
  /// The runs of a session, the first stored first.
  [[nodiscard]] Result<std::vector<ScoringRun>> Runs(const SessionRef& session) const;

  /// A session of the same record under another id and owner, whose record is not
  /// stored again. The copy cannot be written to, and the original not deleted while there is one.
  /// Errors: those of Create; kBusy where kMaxCopies of it are kept.
  Status Copy(const SessionRef& session, const std::string& new_id, const std::string& new_owner);

  /// The newest `limit` of the owner's sessions, newest first.
  [[nodiscard]] Result<std::vector<StoredSession>> List(const std::string& owner, int limit) const;
  /// Those of them that were done as a patient of that clinic, for its people who may see the owner's chart: not what
  /// they did before, at home, or for another clinic. None where `clinic` is empty.
  [[nodiscard]] Result<std::vector<StoredSession>> ListForClinic(const std::string& owner, const std::string& clinic,
                                                                 int limit) const;
  [[nodiscard]] Result<StoredSession> Get(const std::string& owner, const std::string& id) const;
  /// True if anything is stored for that owner.
  [[nodiscard]] Result<bool> HasSessions(const std::string& owner) const;

  /// The chunks' bytes in order; at most limits.session_bytes in all. None where it was deleted meanwhile.
  [[nodiscard]] Result<std::vector<std::string>> Chunks(const SessionRef& session) const;
  /// One chunk's bytes, and how many there are. Errors: kNotFound.
  [[nodiscard]] Result<std::string> Chunk(const SessionRef& session, int index) const;
  [[nodiscard]] Result<int> ChunkCount(const SessionRef& session) const;

  /// The session, its runs and its chunks (a copy's are the original's, and stay).
  /// The bytes are overwritten in the database's files before this returns.
  /// Errors: kNotFound; kConflict where a copy needs the record.
  Status Delete(const std::string& owner, const std::string& id);

  [[nodiscard]] const StorageLimits& limits() const { return limits_; }

 private:
  std::shared_ptr<Database> database_;
  std::shared_ptr<const KeyRing> keys_;
  StorageLimits limits_;
};

}  // namespace ezpt::store
