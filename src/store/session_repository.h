#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace ezpt::store {

/// One session as lists show it. Figures are those of the summary recomputed
/// from the stored chunks; 0 while the session runs.
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
};

inline constexpr std::size_t kMaxChunkBytes = std::size_t{1} << 20;
inline constexpr int kMaxChunksPerSession = 4 * 3600;  ///< Four hours at one a second.
inline constexpr int kMaxListedSessions = 1000;

/// Sessions and their landmark chunks; never a picture. Reading and deleting name
/// the owner: another's session is kNotFound, as if it did not exist.
/// Thread-safe; calls block. What a call acknowledged survives `kill -9`.
class SessionRepository {
 public:
  explicit SessionRepository(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// Errors: kInvalidArgument when the id is taken or a text is over its column.
  Status Create(const SessionRow& row);

  /// Stores chunk `index`: 0, 1, 2 … The same chunk may come twice (a resumed
  /// connection); its first bytes stay. Errors: kNotFound for an unknown session,
  /// kInvalidArgument for a gap, kLimitExceeded over the limits above.
  Status AppendChunk(const std::string& id, int index, const std::string& bytes);

  /// Keeps the first `count` chunks and forgets the later ones: the record goes on from there with other bytes.
  /// Errors: kNotFound for an unknown session.
  Status KeepChunks(const std::string& id, int count);

  /// Stores the figures and the end of a row that exists. Errors: kNotFound.
  Status Finish(const SessionRow& row);

  /// The newest `limit` of the owner's sessions, newest first.
  [[nodiscard]] Result<std::vector<SessionRow>> List(const std::string& owner, int limit);
  [[nodiscard]] Result<SessionRow> Get(const std::string& owner, const std::string& id);
  /// The chunks' bytes in order. Not scoped: ask Get first.
  [[nodiscard]] Result<std::vector<std::string>> Chunks(const std::string& id);
  /// One chunk's bytes, and how many there are. Not scoped: ask Get first. Errors: kNotFound.
  [[nodiscard]] Result<std::string> Chunk(const std::string& id, int index);
  [[nodiscard]] Result<int> ChunkCount(const std::string& id);
  /// The session and its chunks.
  Status Delete(const std::string& owner, const std::string& id);
  /// Sessions that were never finished, oldest first.
  [[nodiscard]] Result<std::vector<SessionRow>> Unfinished();

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace ezpt::store
