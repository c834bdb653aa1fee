#include "server/live/record_writer.h"

#include <algorithm>
#include <utility>

#include "server/guard.h"
#include "server/log.h"

namespace ezpt::server {

class RecordWriter::Record {
 public:
  struct Chunk {
    std::shared_ptr<const std::string> bytes;
    Clock::time_point appended;
    bool in_journal = false;
  };

  explicit Record(store::SessionRef of) : session(std::move(of)) {}

  const store::SessionRef session;
  int64_t lease = 0;
  std::function<void(const Error&)> on_refused;
  int stored = 0;
  std::deque<Chunk> waiting;
  std::size_t waiting_bytes = 0;
  std::optional<std::string> first_dropped;  ///< The record ends before this chunk.
  bool refused = false;                      ///< The store takes no more of it.
  bool abandoned = false;
  bool storing = false;  ///< Its first chunk is with the store just now.

  [[nodiscard]] bool all_stored() const { return waiting.empty() && !first_dropped && !refused; }
  [[nodiscard]] bool wants_the_store() const { return !waiting.empty() && !refused && !abandoned; }
};

RecordWriter::RecordWriter(store::SessionRepository& sessions, const Options& options)
    : sessions_(sessions),
      options_(options),
      journal_(options.journal, options.journal_key),
      thread_("record_writer_failed", [this] { Run(); }) {}

RecordWriter::~RecordWriter() { (void)Drain(Clock::now()); }

std::shared_ptr<RecordWriter::Record> RecordWriter::Open(const store::SessionRef& session, int64_t lease, int stored,
                                                         std::function<void(const Error&)> on_refused) {
  auto record = std::make_shared<Record>(session);
  record->lease = lease;
  record->stored = stored;
  record->on_refused = std::move(on_refused);
  const std::lock_guard lock(mutex_);
  records_.push_back(record);
  return record;
}

void RecordWriter::Append(Record& record, std::string bytes) {
  const std::lock_guard lock(mutex_);
  if (record.abandoned || record.first_dropped) return;
  const std::size_t size = bytes.size();
  if (record.waiting_bytes + size > options_.max_waiting_of_one || waiting_bytes_ + size > options_.max_waiting) {
    record.first_dropped = std::move(bytes);
    Log("record_cut_short");
    return;
  }
  record.waiting.push_back({std::make_shared<const std::string>(std::move(bytes)), Clock::now()});
  record.waiting_bytes += size;
  waiting_bytes_ += size;
  if (!prompt_) KeepInJournal(record);
  changed_.notify_all();
}

bool RecordWriter::WaitStored(Record& record, Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return !record.wants_the_store() || stopping_; });
  return record.all_stored();
}

void RecordWriter::SecureBeforeShown(Record& record, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (prompt_) prompt_ = changed_.wait_for(lock, patience, [&] { return !record.wants_the_store() || stopping_; });
  if (record.wants_the_store()) KeepInJournal(record);
}

/// Where the disk takes nothing either, the person is told as of any chunk that is not stored.
void RecordWriter::KeepInJournal(Record& record) {
  int index = record.stored;
  for (Record::Chunk& chunk : record.waiting) {
    if (!chunk.in_journal) chunk.in_journal = journal_.Keep({record.session.id(), record.lease, index, *chunk.bytes});
    ++index;
  }
}

void RecordWriter::Abandon(Record& record) {
  std::unique_lock lock(mutex_);
  record.abandoned = true;
  waiting_bytes_ -= record.waiting_bytes;
  record.waiting_bytes = 0;
  record.waiting.clear();
  // It is nobody's from now on, in the journal either: the others' are written anew.
  journal_.Clear();
  for (const auto& weak : records_) {
    const auto other = weak.lock();
    if (other == nullptr) continue;
    bool kept = false;
    for (Record::Chunk& chunk : other->waiting) kept = std::exchange(chunk.in_journal, false) || kept;
    if (kept) KeepInJournal(*other);
  }
  changed_.notify_all();
  changed_.wait(lock, [&] { return !record.storing; });
}

int RecordWriter::Stored(const Record& record) const {
  const std::lock_guard lock(mutex_);
  return record.stored;
}

bool RecordWriter::IsLate(const Record& record, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  if (record.abandoned) return false;
  if (record.first_dropped) return true;
  return !record.waiting.empty() && now - record.waiting.front().appended >= options_.late;
}

bool RecordWriter::MayYetBeStored(const Record& record) const {
  const std::lock_guard lock(mutex_);
  return record.wants_the_store();
}

std::optional<std::string> RecordWriter::FirstUnstored(const Record& record) const {
  const std::lock_guard lock(mutex_);
  if (!record.waiting.empty()) return *record.waiting.front().bytes;
  return record.first_dropped;
}

int RecordWriter::Drain(Clock::time_point deadline) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return NothingWaits() || stopping_; });
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.Join();
  const std::lock_guard lock(mutex_);
  int left = 0;
  for (const auto& weak : records_) {
    const auto record = weak.lock();
    if (record == nullptr || record->abandoned) continue;
    if (record->wants_the_store()) KeepInJournal(*record);
    left += static_cast<int>(std::count_if(record->waiting.begin(), record->waiting.end(),
                                           [](const Record::Chunk& chunk) { return !chunk.in_journal; }));
  }
  return left;
}

bool RecordWriter::NothingWaits() {
  return std::none_of(records_.begin(), records_.end(), [](const std::weak_ptr<Record>& weak) {
    const auto record = weak.lock();
    return record != nullptr && record->wants_the_store();
  });
}

/// The next record in turn that has something to store, and moves it to the end.
std::shared_ptr<RecordWriter::Record> RecordWriter::Next() {
  for (auto it = records_.begin(); it != records_.end();) {
    auto record = it->lock();
    if (record == nullptr) {
      it = records_.erase(it);
      continue;
    }
    if (record->wants_the_store()) {
      records_.splice(records_.end(), records_, it);
      return record;
    }
    ++it;
  }
  return nullptr;
}

void RecordWriter::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (Clock::now() < try_again_at_) {
      changed_.wait_until(lock, try_again_at_, [this] { return stopping_; });
      continue;
    }
    const std::shared_ptr<Record> record = Next();
    if (record == nullptr) {
      changed_.wait(lock);
      continue;
    }
    StoreNext(lock, *record);
  }
}

/// Offers the record's first chunk to the store. What the store throws counts as an answer
/// of its own, after which the chunk is tried again: whoever waits for it is not left waiting.
void RecordWriter::StoreNext(std::unique_lock<std::mutex>& lock, Record& record) {
  const std::shared_ptr<const std::string> bytes = record.waiting.front().bytes;
  const int index = record.stored;
  const auto began = Clock::now();
  record.storing = true;
  lock.unlock();
  Status stored = Error{ErrorCode::kUnavailable, "the store failed"};
  Guarded("chunk_not_stored", [&] { stored = sessions_.AppendChunk(record.session, index, *bytes, record.lease); });
  lock.lock();
  record.storing = false;
  Acknowledge(record, stored, began);
  changed_.notify_all();
  if (!record.refused || !record.on_refused) return;
  const auto on_refused = std::exchange(record.on_refused, nullptr);
  lock.unlock();
  Guarded("refusal_not_told", [&] { on_refused(stored.error()); });
  lock.lock();
}

/// What the store answered about the record's first chunk.
void RecordWriter::Acknowledge(Record& record, const Status& stored, Clock::time_point began) {
  if (stored.ok()) {
    prompt_ = true;
    failing_since_.reset();
    pause_ = {};
    if (std::exchange(trouble_told_, false)) Log("chunks_stored_again");
    if (record.abandoned) return;
    const std::size_t size = record.waiting.front().bytes->size();
    record.waiting_bytes -= size;
    waiting_bytes_ -= size;
    record.waiting.pop_front();
    ++record.stored;
    if (NothingWaits()) journal_.Clear();
    return;
  }
  const Error& error = stored.error();
  if (error.code == ErrorCode::kBusy || error.code == ErrorCode::kUnavailable) return TellOfTrouble(error, began);
  if (record.abandoned) return;
  record.refused = true;
  Log("record_refused", {{"why", error.message}});
}

/// The store as a whole does not write: everybody's chunks wait. Said once.
void RecordWriter::TellOfTrouble(const Error& error, Clock::time_point began) {
  if (!failing_since_) failing_since_ = began;
  pause_ = std::clamp(pause_ * 2, options_.first_pause, options_.longest_pause);
  try_again_at_ = Clock::now() + pause_;
  if (trouble_told_ || Clock::now() - *failing_since_ < options_.late) return;
  trouble_told_ = true;
  Log("chunks_not_stored", {{"why", error.message}});
}

}  // namespace ezpt::server
