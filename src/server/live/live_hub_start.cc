// How sessions come into the hub: begun, found again, restored from the store.
#include <utility>

#include "coach/engine_version.h"
#include "exercise/json.h"
#include "server/live/live_hub.h"
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

std::optional<Seconds> FirstFrame(const coach::RecordChunk& chunk) {
  for (const coach::RecordItem& item : chunk.items) {
    if (std::holds_alternative<coach::RecordedFrame>(item)) return coach::TimeOf(item);
  }
  return std::nullopt;
}

/// The store's trouble in words for the person; its own are for the log.
Error NotNow(const Error& error) {
  if (error.code != ErrorCode::kBusy && error.code != ErrorCode::kUnavailable) return error;
  Log("session_not_started", {{"why", error.message}});
  return {ErrorCode::kUnavailable, "The server cannot save a session just now. Try again in a minute."};
}

Welcome WelcomeOf(const Hello& hello, std::chrono::milliseconds keep) {
  Welcome welcome;
  welcome.side = hello.side;
  welcome.keep_s = static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(keep).count());
  return welcome;
}

}  // namespace

/// A session that is being set up here: to others it is here already, and a second
/// connection that asks for it waits. Lives shorter than the hub.
class LiveHub::Arrival {
 public:
  Arrival(LiveHub& hub, std::string id) : hub_(hub), id_(std::move(id)) {
    std::unique_lock lock(hub_.mutex_);
    hub_.changed_.wait(lock, [this] { return !hub_.arriving_.contains(id_); });
    hub_.arriving_.insert(id_);
  }
  ~Arrival() {
    {
      const std::lock_guard lock(hub_.mutex_);
      hub_.arriving_.erase(id_);
    }
    hub_.changed_.notify_all();
  }
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

 private:
  LiveHub& hub_;
  std::string id_;
};

/// Gives back the place that Reserve took, once the session has its own.
class LiveHub::Place {
 public:
  explicit Place(LiveHub& hub) : hub_(hub) {}
  ~Place() {
    const std::lock_guard lock(hub_.mutex_);
    --hub_.starting_;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  LiveHub& hub_;
};

Result<LiveHub::Started> LiveHub::Start(const Person& person, const Hello& hello, ClientPorts client) {
  if (hello.resume.empty()) return StartNew(person, hello, std::move(client), "");
  std::shared_ptr<LiveSet> set = FindResumable(person.owner, hello.resume);
  if (set != nullptr && WentOnElsewhere(*set)) {
    Drop(person.owner, set->id(), CloseCode::kTakenOver, "This session went on in another window.");
    set = nullptr;
  }
  if (set == nullptr) {
    auto restored = RestoreFromStore(person.owner, hello);
    if (restored.ok()) {
      set = *restored;
    } else if (restored.error().code == ErrorCode::kBusy || restored.error().code == ErrorCode::kUnavailable) {
      return restored.error();
    }
  }
  if (set != nullptr) {
    Welcome welcome = WelcomeOf(hello, options_.keep);
    welcome.resumed = true;
    if (const auto attachment = set->Attach(client, std::move(welcome))) return Started{std::move(set), *attachment};
  }
  return StartNew(person, hello, std::move(client), std::string(kExpired));
}

/// Another server has gone on with it, and this one was not told: what it remembers is of the past.
bool LiveHub::WentOnElsewhere(const LiveSet& set) const {
  const auto row = parts_.sessions->Get(set.owner(), set.id());
  return row.ok() && row->lease.number != set.lease_number();
}

Result<LiveHub::Started> LiveHub::StartNew(const Person& person, const Hello& hello, ClientPorts client,
                                           std::string resume_failed) {
  const Library::Entry definition = parts_.library->Find(hello.exercise);
  if (definition == nullptr) return Error{ErrorCode::kNotFound, "This exercise is not in the library."};
  EZPT_CHECK_OK(Reserve());
  const Place place(*this);
  EZPT_TRY(std::shared_ptr<LiveSet> set, CreateSet(person, hello, definition));
  Welcome welcome = WelcomeOf(hello, options_.keep);
  welcome.resume_failed = std::move(resume_failed);
  const auto attachment = set->Attach(std::move(client), std::move(welcome));
  if (!attachment) return Error{ErrorCode::kBusy, "The session was deleted before it began."};
  return Started{std::move(set), *attachment};
}

Result<std::shared_ptr<LiveSet>> LiveHub::CreateSet(const Person& person, const Hello& hello,
                                                    const Library::Entry& definition) {
  coach::SessionOptions session;
  session.side = hello.side;
  session.language = hello.language;
  session.limit = hello.limit;
  EZPT_TRY(coach::Pipeline pipeline, parts_.create_pipeline(definition, StreamOf(hello), session));
  store::SessionRow row;
  row.id = NewId();
  row.owner = person.owner;
  row.clinic = person.clinic;
  row.exercise = definition->id;
  row.side = SideName(hello.side);
  row.source = Name(hello.source);
  row.language = hello.language;
  row.started_ms = WallClockMs();
  row.definition_hash = exercise::DefinitionHash(*definition);
  row.engine = coach::kEngineVersion;
  row.lease = {leases_.holder(), 1, leases_.Until()};
  const Arrival arrival(*this, row.id);
  auto created = parts_.sessions->Create(row);
  if (!created.ok()) return NotNow(created.error());
  return Insert(MakeSet(*std::move(created), definition, std::move(pipeline), StreamOf(hello), 0, std::nullopt));
}

std::shared_ptr<LiveSet> LiveHub::FindResumable(const std::string& owner, const std::string& token) const {
  const std::lock_guard lock(mutex_);
  const auto it = sets_.find(token);
  return it != sets_.end() && it->second->owner() == owner ? it->second : nullptr;
}

Result<std::shared_ptr<LiveSet>> LiveHub::RestoreFromStore(const std::string& owner, const Hello& hello) {
  const Arrival arrival(*this, hello.resume);
  if (auto restored = FindResumable(owner, hello.resume)) return restored;
  auto row = parts_.sessions->Get(owner, hello.resume);
  if (!row.ok()) return NotNow(row.error());
  if (row->ended_ms != 0) return Error{ErrorCode::kNotFound, std::string(kExpired)};
  // The one that it was begun with, also where the library has changed since.
  const auto definition = parts_.history->DefinitionOf(row->exercise, row->definition_hash);
  if (!definition.ok()) return NotNow(definition.error());
  EZPT_CHECK_OK(Reserve());
  const Place place(*this);
  const auto lease = parts_.sessions->TakeLease(row->ref(), leases_.holder(), leases_.Until());
  if (!lease.ok()) return NotNow(lease.error());
  row->lease = *lease;
  auto set = RestoreHeld(*row, *definition);
  if (set.ok()) return Insert(*std::move(set));
  // Nobody's for now: it waits for its person as it would have without this try.
  (void)parts_.sessions->TakeLease(row->ref(), "", leases_.Until(), lease->number);
  return set.error();
}

/// The set of a session whose lease this process has: from here on no other writes its record.
Result<std::shared_ptr<LiveSet>> LiveHub::RestoreHeld(const store::StoredSession& row,
                                                      const Library::Entry& definition) {
  EZPT_TRY(const std::vector<std::string> chunks, parts_.sessions->Chunks(row.ref()));
  EZPT_TRY(const coach::RecordChunk first, FirstChunk(chunks));
  EZPT_TRY(coach::Pipeline pipeline, parts_.replayer->Run(row.owner, BytesOf(chunks),
                                                          [&] { return parts_.restore_pipeline(definition, chunks); }));
  return MakeSet(row, definition, std::move(pipeline), first.stream, static_cast<int>(chunks.size()),
                 FirstFrame(first));
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

std::shared_ptr<LiveSet> LiveHub::Insert(std::shared_ptr<LiveSet> set) {
  const std::lock_guard lock(mutex_);
  sets_[set->id()] = set;
  return set;
}

std::shared_ptr<LiveSet> LiveHub::MakeSet(store::StoredSession row, Library::Entry definition, coach::Pipeline pipeline,
                                          const body::StreamInfo& stream, int stored_chunks,
                                          std::optional<Seconds> begins) {
  return LiveSet::Create({
      .row = std::move(row),
      .definition = std::move(definition),
      .pipeline = std::move(pipeline),
      .stream = stream,
      .stored_chunks = stored_chunks,
      .begins = begins,
      .library = parts_.library,
      .sessions = parts_.sessions,
      .writer = &writer_,
      .replayer = parts_.replayer,
      .pool = &pool_,
      .costs = &costs_,
      .on_ended = [this](const std::shared_ptr<LiveSet>& set) { Ended(set); },
      .on_finished = [this](const std::string& id) { Forget(id); },
  });
}

}  // namespace ezpt::server
