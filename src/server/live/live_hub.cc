#include "server/live/live_hub.h"

#include <algorithm>
#include <vector>

#include "server/log.h"
#include "server/owner.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kExpired = "The earlier session could not be continued; what was done is in My sessions.";

body::StreamInfo StreamOf(const Hello& hello) {
  body::StreamInfo stream;
  stream.width = hello.width;
  stream.height = hello.height;
  return stream;
}

/// What the record itself says: a page that resumes may ask for something else.
Result<coach::RecordChunk> FirstChunk(const std::vector<std::string>& chunks) {
  if (chunks.empty()) return Error{ErrorCode::kNotFound, "session: nothing was recorded"};
  return coach::DecodeChunk(std::as_bytes(std::span(chunks.front())));
}

}  // namespace

LiveHub::LiveHub(const Options& options, Parts parts)
    : options_(options), parts_(std::move(parts)), pool_(options.workers), started_(LiveSet::Clock::now()) {}

LiveHub::~LiveHub() { ShutDown(); }

Result<LiveHub::Started> LiveHub::Start(const std::string& owner, const Hello& hello, ClientPorts client) {
  if (hello.resume.empty()) return StartNew(owner, hello, std::move(client), "");
  std::shared_ptr<LiveSet> set = FindResumable(owner, hello.resume);
  if (set == nullptr) {
    auto restored = RestoreFromStore(owner, hello);
    if (!restored.ok() && restored.error().code == ErrorCode::kBusy) return restored.error();
    if (restored.ok()) set = *restored;
  }
  Welcome welcome;
  welcome.resumed = true;
  welcome.side = hello.side;
  welcome.keep_s = static_cast<int>(options_.keep.count());
  if (set != nullptr) {
    if (const auto attachment = set->Attach(client, std::move(welcome))) return Started{std::move(set), *attachment};
  }
  return StartNew(owner, hello, std::move(client), std::string(kExpired));
}

Result<LiveHub::Started> LiveHub::StartNew(const std::string& owner, const Hello& hello, ClientPorts client,
                                           std::string resume_failed) {
  const Library::Entry definition = parts_.library->Find(hello.exercise);
  if (definition == nullptr) return Error{ErrorCode::kNotFound, "This exercise is not in the library."};
  EZPT_CHECK_OK(Reserve());
  const auto make = [&]() -> Result<std::shared_ptr<LiveSet>> {
    coach::SessionOptions session;
    session.side = hello.side;
    session.language = hello.language;
    EZPT_TRY(coach::Pipeline pipeline, parts_.create_pipeline(definition, StreamOf(hello), session));
    store::SessionRow row;
    row.id = RandomId();
    row.owner = owner;
    row.exercise = definition->id;
    row.side = SideName(hello.side);
    row.source = Name(hello.source);
    row.language = hello.language;
    row.started_ms = WallClockMs();
    EZPT_CHECK_OK(parts_.sessions->Create(row));
    row.lease.number = 1;
    return MakeSet(std::move(row), definition, std::move(pipeline), StreamOf(hello), 0);
  };
  auto set = make();
  if (!set.ok()) {
    const std::lock_guard lock(mutex_);
    --starting_;
    return set.error();
  }
  Insert(*set);
  Welcome welcome;
  welcome.resume_failed = std::move(resume_failed);
  welcome.side = hello.side;
  welcome.keep_s = static_cast<int>(options_.keep.count());
  const auto attachment = (*set)->Attach(std::move(client), std::move(welcome));
  if (!attachment) return Error{ErrorCode::kBusy, "The session was deleted before it began."};
  return Started{*set, *attachment};
}

std::shared_ptr<LiveSet> LiveHub::FindResumable(const std::string& owner, const std::string& token) const {
  const std::lock_guard lock(mutex_);
  const auto it = sets_.find(token);
  return it != sets_.end() && it->second->owner() == owner ? it->second : nullptr;
}

Result<std::shared_ptr<LiveSet>> LiveHub::RestoreFromStore(const std::string& owner, const Hello& hello) {
  const std::lock_guard one_at_a_time(restore_mutex_);
  if (auto restored = FindResumable(owner, hello.resume)) return restored;
  EZPT_TRY(store::SessionRow row, parts_.sessions->Get(owner, hello.resume));
  const Library::Entry definition = parts_.library->Find(row.exercise);
  if (row.ended_ms != 0 || definition == nullptr) return Error{ErrorCode::kNotFound, std::string(kExpired)};
  EZPT_CHECK_OK(Reserve());
  const auto restore = [&]() -> Result<std::shared_ptr<LiveSet>> {
    EZPT_TRY(const std::vector<std::string> chunks, parts_.sessions->Chunks(row.id));
    EZPT_TRY(const coach::RecordChunk first, FirstChunk(chunks));
    EZPT_TRY(coach::Pipeline pipeline, parts_.restore_pipeline(definition, chunks));
    return MakeSet(std::move(row), definition, std::move(pipeline), first.stream, static_cast<int>(chunks.size()));
  };
  auto set = restore();
  if (!set.ok()) {
    const std::lock_guard lock(mutex_);
    --starting_;
    return set.error();
  }
  Insert(*set);
  return set;
}

Status LiveHub::Reserve() {
  const Error busy{ErrorCode::kBusy, "Every place for a live session is taken."};
  std::shared_ptr<LiveSet> longest_lost;
  {
    const std::lock_guard lock(mutex_);
    if (shut_down_) return busy;
    if (static_cast<int>(sets_.size()) + starting_ < options_.max_sessions) {
      ++starting_;
      return {};
    }
    auto longest = LiveSet::Clock::time_point::max();
    for (const auto& [id, set] : sets_) {
      const auto lost = set->lost_since();
      if (!lost || *lost >= longest) continue;
      longest = *lost;
      longest_lost = set;
    }
    if (longest_lost == nullptr) return busy;
    // Somebody who is here goes before somebody who may come back, unless that is happening just now.
    longest_lost->Expire();
    if (!longest_lost->lost_since()) return busy;
    sets_.erase(longest_lost->id());
    ++starting_;
  }
  return {};
}

bool LiveHub::IsBusy() const {
  const std::lock_guard lock(mutex_);
  return !sets_.empty() || starting_ > 0;
}

bool LiveHub::IsFull() const {
  const std::lock_guard lock(mutex_);
  if (static_cast<int>(sets_.size()) + starting_ < options_.max_sessions) return false;
  return std::none_of(sets_.begin(), sets_.end(), [](const auto& entry) { return entry.second->lost_since(); });
}

void LiveHub::Insert(const std::shared_ptr<LiveSet>& set) {
  const std::lock_guard lock(mutex_);
  --starting_;
  sets_[set->id()] = set;
}

std::shared_ptr<LiveSet> LiveHub::MakeSet(store::SessionRow row, Library::Entry definition, coach::Pipeline pipeline,
                                          const body::StreamInfo& stream, int stored_chunks) {
  return std::make_shared<LiveSet>(LiveSet::Parts{
      .row = std::move(row),
      .definition = std::move(definition),
      .pipeline = std::move(pipeline),
      .stream = stream,
      .stored_chunks = stored_chunks,
      .library = parts_.library,
      .sessions = parts_.sessions,
      .pool = &pool_,
      .on_finished =
          [this](const std::string& id) {
            const std::lock_guard lock(mutex_);
            sets_.erase(id);
          },
  });
}

void LiveHub::Tick() {
  std::vector<std::shared_ptr<LiveSet>> expired;
  const auto now = LiveSet::Clock::now();
  bool finish_abandoned = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, set] : sets_) {
      const auto lost = set->lost_since();
      if (lost && now - *lost >= options_.keep) expired.push_back(set);
    }
    if (!abandoned_finished_ && !shut_down_ && now - started_ >= options_.keep) {
      abandoned_finished_ = true;
      finish_abandoned = true;
    }
  }
  for (const auto& set : expired) set->Expire();
  if (finish_abandoned) RunSoon([this] { FinishAbandoned(); });
}

/// Sessions that an earlier process left, and that nobody came back to.
void LiveHub::FinishAbandoned() {
  auto rows = parts_.sessions->Unfinished();
  if (!rows.ok()) return Log("unfinished_not_listed", {{"why", rows.error().message}});
  for (store::SessionRow& row : *rows) {
    const std::lock_guard nobody_resumes_it_meanwhile(restore_mutex_);
    if (Has(row.id)) continue;
    const Library::Entry definition = parts_.library->Find(row.exercise);
    const auto chunks = parts_.sessions->Chunks(row.id);
    if (definition != nullptr && chunks.ok() && !chunks->empty()) {
      const auto summary = coach::Recompute(definition, *chunks);
      if (summary.ok()) SetFigures(*summary, row);
    }
    row.ended = "lost";
    row.ended_ms = row.started_ms + static_cast<int64_t>(row.duration_s * 1000);
    const Status stored = parts_.sessions->Finish(row, RunOf(row));
    if (!stored.ok()) Log("session_not_finished", {{"why", stored.error().message}});
  }
}

bool LiveHub::Has(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return sets_.contains(id);
}

void LiveHub::Drop(const std::string& owner, const std::string& id, CloseCode code, const std::string& reason) {
  std::shared_ptr<LiveSet> set;
  {
    const std::lock_guard lock(mutex_);
    const auto it = sets_.find(id);
    if (it == sets_.end() || it->second->owner() != owner) return;
    set = it->second;
    sets_.erase(it);
  }
  set->Abandon(code, reason);
}

void LiveHub::ShutDown() {
  std::map<std::string, std::shared_ptr<LiveSet>> sets;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(shut_down_, true)) return;
  }
  pool_.Drain();
  {
    const std::lock_guard lock(mutex_);
    sets.swap(sets_);
  }
  for (const auto& [id, set] : sets) set->ShutDown();
}

}  // namespace ezpt::server
