#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/error.h"
#include "server/live/chunk_journal.h"
#include "server/steady_thread.h"
#include "store/session_repository.h"

namespace ezpt::server {

/// Brings the chunks of all live sessions to the store, each session's in order,
/// on a thread of its own: a database that is locked or full holds up nobody who
/// is being coached. A chunk leaves its queue only when the store has acknowledged
/// it; until then it is tried again, with growing pauses. Thread-safe.
class RecordWriter {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    std::chrono::milliseconds first_pause{100};
    std::chrono::milliseconds longest_pause{2000};
    /// A chunk that waits longer is said to be late, in the log and to the person.
    std::chrono::milliseconds late{3000};
    /// What may wait, in bytes: of one session (an hour and more of landmarks), and in all.
    std::size_t max_waiting_of_one = std::size_t{16} << 20;
    std::size_t max_waiting = std::size_t{64} << 20;
    /// Where chunks are kept that are shown before the store takes them: ChunkJournal's prefix.
    std::string journal = "";
    /// Under which they are encrypted there.
    std::optional<store::SecretKey> journal_key = std::nullopt;
  };

  /// One session's way to the store. What it holds is the writer's.
  class Record;

  RecordWriter(store::SessionRepository& sessions, const Options& options);
  /// What waits is dropped: Drain first.
  ~RecordWriter();
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  /// @param stored how many chunks of the session are stored already.
  /// @param on_refused called once, by the writer's thread, when the store takes no
  ///   more of this session: kConflict (another process holds it), kNotFound (it was
  ///   deleted), kLimitExceeded (it has no room left) or a defect of ours.
  [[nodiscard]] std::shared_ptr<Record> Open(const store::SessionRef& session, int64_t lease, int stored,
                                             std::function<void(const Error&)> on_refused);

  /// The next chunk. Over the limits above it is dropped, and so is what follows
  /// it: the record then ends before it. While the store is known to be slow it is put
  /// into the journal: a few milliseconds for the disk.
  void Append(Record& record, std::string bytes);

  /// True when all that was appended is acknowledged. Returns early where that
  /// cannot come true any more.
  [[nodiscard]] bool WaitStored(Record& record, Clock::time_point deadline);
  /// Before something is shown that the record's chunks hold: waits until they are
  /// stored, for `patience` at most, and not at all while the store is known to be
  /// slow, so that an outage is waited for once and not with every chunk. What is not
  /// stored by then is put into the journal: a few milliseconds for the disk.
  void SecureBeforeShown(Record& record, std::chrono::milliseconds patience);

  /// Nothing of it is stored after this call. Waits for what is being stored now.
  void Abandon(Record& record);

  [[nodiscard]] int Stored(const Record& record) const;
  [[nodiscard]] bool IsLate(const Record& record, Clock::time_point now) const;
  /// True while something may still be stored by waiting.
  [[nodiscard]] bool MayYetBeStored(const Record& record) const;
  /// The first chunk that is not stored; nothing when all are.
  [[nodiscard]] std::optional<std::string> FirstUnstored(const Record& record) const;

  /// Waits until everything is stored, or the deadline, and stops the thread. What is
  /// left goes into the journal. Returns how many chunks are in neither.
  int Drain(Clock::time_point deadline);

 private:
  void Run();
  void StoreNext(std::unique_lock<std::mutex>& lock, Record& record);
  [[nodiscard]] std::shared_ptr<Record> Next();
  void Acknowledge(Record& record, const Status& stored, Clock::time_point began);
  void TellOfTrouble(const Error& error, Clock::time_point began);
  [[nodiscard]] bool NothingWaits();
  void KeepInJournal(Record& record);

  store::SessionRepository& sessions_;
  const Options options_;

  mutable std::mutex mutex_;  ///< Guards what follows, and every Record.
  std::condition_variable changed_;
  std::list<std::weak_ptr<Record>> records_;  ///< The one whose turn it is first.
  std::size_t waiting_bytes_ = 0;
  ChunkJournal journal_;
  bool prompt_ = true;  ///< The last chunk that was waited for came in time.
  std::optional<Clock::time_point> failing_since_;
  bool trouble_told_ = false;
  std::chrono::milliseconds pause_{};
  Clock::time_point try_again_at_{};
  bool stopping_ = false;
  SteadyThread thread_;
};

}  // namespace ezpt::server
