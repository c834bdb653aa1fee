#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/sealing.h"

namespace ezpt::server {

/// A chunk on its way to the store.
struct JournaledChunk {
  std::string session;
  int64_t lease = 0;  ///< Under which it may be stored.
  int index = 0;
  std::string bytes;
};

/// Chunks that had to be shown before the store took them (another program holds
/// the database), in a file beside it: what `kill -9` would else take with it the
/// next server stores. Each process writes a file of its own, readable by nobody
/// else, and holds it locked as long as it lives: a file that nobody holds was left
/// by a process that died. One thread at a time.
///
/// Format: for each chunk the size and CRC-32 of what follows, four bytes each, then
/// the lease (8), the index (4), the size of the session's id (4), the id, the bytes;
/// little-endian. The file ends where that does not hold: there the process died. In a file whose name goes on with
/// "sealed-" the bytes are encrypted, bound to what stands before them; those of earlier programs are plain.
class ChunkJournal {
 public:
  /// @param prefix of the files' paths, the same for all processes on one database.
  ///   Empty: nothing is kept. Touches no file.
  /// @param key the same for all processes on one database, and after the master key was rotated. None: it is plain.
  explicit ChunkJournal(std::string prefix, std::optional<store::SecretKey> key = std::nullopt)
      : prefix_(std::move(prefix)), key_(std::move(key)) {}
  /// Leaves the file there if anything is in it.
  ~ChunkJournal();
  ChunkJournal(const ChunkJournal&) = delete;
  ChunkJournal& operator=(const ChunkJournal&) = delete;

  /// True once it would survive the process and a loss of power.
  bool Keep(const JournaledChunk& chunk);
  /// What was kept is stored, or nobody's any more.
  void Clear();

  /// Gives all that dead processes left to `store`, in order. A file goes once each
  /// of its chunks was stored, or refused for good; where `store` answers kBusy or
  /// kUnavailable it stays for the next time. Returns how many chunks were stored.
  int Recover(const std::function<Status(const JournaledChunk&)>& store) const;

 private:
  [[nodiscard]] bool Open();

  enum class Content { kPlain, kSealed };
  /// What was kept there, in order. REQUIRES: a key, where it is sealed.
  [[nodiscard]] std::vector<JournaledChunk> Read(const std::string& path, Content content_is) const;

  const std::string prefix_;
  const std::optional<store::SecretKey> key_;
  std::string path_;
  int file_ = -1;
  bool empty_ = true;
};

}  // namespace ezpt::server
