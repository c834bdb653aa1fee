#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ezpt::server {

/// One session as lists show it. Figures are those of the summary that was
/// recomputed from the stored chunks; they are 0 while the session runs.
struct SessionRow {
  std::string id;        ///< 32 hexadecimal digits, random.
  std::string owner;     ///< Hash of the owner's token, never the token.
  std::string exercise;
  std::string side;      ///< "left", "right", "both" or "auto".
  std::string source;    ///< "camera", "virtual_patient" or "demo".
  std::string language = "en";
  int64_t started_ms = 0;
  int64_t ended_ms = 0;  ///< 0: not finished.
  std::string ended;     ///< "done", "pain", "fatigue", "other", "lost"; empty while it runs.
  int count = 0;
  int target = 0;
  int correct = 0;
  double duration_s = 0;
};

/// What the server keeps of sessions: rows and landmark chunks; never a picture.
/// Calls block (SQL has its own thread behind them): not from the I/O thread.
/// Thread-safe. A call that returned success survives the process.
class SessionStore {
 public:
  virtual ~SessionStore() = default;

  [[nodiscard]] virtual Status Create(const SessionRow& row) = 0;
  /// Appends in order: `index` is 0, 1, 2 … within the session.
  [[nodiscard]] virtual Status AppendChunk(const std::string& id, int index, const std::string& bytes) = 0;
  /// Stores the figures and the end of a row that exists.
  [[nodiscard]] virtual Status Finish(const SessionRow& row) = 0;

  /// Newest first.
  [[nodiscard]] virtual Result<std::vector<SessionRow>> List(const std::string& owner, int limit) = 0;
  /// kNotFound also where it is another owner's: nobody learns that it exists.
  [[nodiscard]] virtual Result<SessionRow> Get(const std::string& owner, const std::string& id) = 0;
  [[nodiscard]] virtual Result<std::vector<std::string>> Chunks(const std::string& id) = 0;
  /// Row and chunks. kNotFound as Get.
  [[nodiscard]] virtual Status Delete(const std::string& owner, const std::string& id) = 0;
  /// Sessions that no process finished.
  [[nodiscard]] virtual Result<std::vector<SessionRow>> Unfinished() = 0;
};

}  // namespace ezpt::server
