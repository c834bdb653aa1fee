#include "server/live/live_set.h"

#include <algorithm>
#include <utility>

#include "coach/language.h"
#include "media/jpeg.h"
#include "server/log.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

constexpr int kMaxDamagedInARow = 10;
constexpr auto kBusyNoticeEvery = std::chrono::seconds(1);
/// MoveNet sees 192×192: a longer side over twice this only costs decoding time.
constexpr int kDecodeLongSide = 480;

double MillisecondsSince(LiveSet::Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(LiveSet::Clock::now() - start).count();
}

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

LiveSet::LiveSet(Parts parts) : parts_(std::move(parts)) {
  const coach::SessionSummary summary = parts_.pipeline.Summary();
  state_ = summary.state;
  set_ = std::min(summary.sets_done + 1, summary.sets);
  for (const coach::RepReport& rep : summary.reps) count_ += rep.set == set_ ? 1 : 0;
}

std::optional<int> LiveSet::Attach(ClientPorts client, Welcome welcome) {
  std::optional<ClientPorts> earlier;
  int attachment = 0;
  {
    const std::lock_guard nothing_is_being_stored(store_mutex_);
    welcome.chunks = parts_.stored_chunks;
  }
  {
    const std::lock_guard lock(mutex_);
    if (ending_) return std::nullopt;
    earlier = std::exchange(client_, std::move(client));
    lost_since_.reset();
    waiting_.reset();
    counters_ = {};
    attachment = ++attachment_;
    welcome.session = parts_.row.id;
    welcome.language = coach::LanguageOf(*parts_.definition, parts_.row.language);
    welcome.state = state_;
    welcome.set = set_;
    welcome.count = count_;
    client_->send(WelcomeText(welcome, *parts_.definition));
  }
  if (earlier) earlier->close(CloseCode::kTakenOver, "This session went on in another window.");
  return attachment;
}

bool LiveSet::Detach(int attachment) {
  const std::lock_guard lock(mutex_);
  if (attachment != attachment_) return false;
  client_.reset();
  waiting_.reset();
  lost_since_ = Clock::now();
  tasks_.emplace_back(Flush{});
  ScheduleLocked();
  return true;
}

void LiveSet::OfferFrame(std::string message) {
  const std::lock_guard lock(mutex_);
  if (waiting_) ++counters_.dropped;
  waiting_ = WaitingFrame{std::move(message), Clock::now()};
  ScheduleLocked();
}

void LiveSet::OfferCommand(coach::Command command) {
  const std::lock_guard lock(mutex_);
  tasks_.emplace_back(command);
  ScheduleLocked();
}

void LiveSet::Expire() {
  const std::lock_guard lock(mutex_);
  if (client_ || ending_) return;
  ending_ = true;
  tasks_.emplace_back(GiveUp{});
  ScheduleLocked();
}

void LiveSet::Abandon(CloseCode code, std::string reason) {
  {
    const std::lock_guard nothing_is_being_stored(store_mutex_);
    abandoned_ = true;
  }
  const std::lock_guard lock(mutex_);
  ending_ = true;
  tasks_.emplace_front(Forget{code, std::move(reason)});
  ScheduleLocked();
}

void LiveSet::ShutDown() {
  StoreChunks(coach::Pipeline::Take::kEverything);
  Close(CloseCode::kGoingAway, "The server is restarting: the session can go on in a moment.");
}

std::optional<LiveSet::Clock::time_point> LiveSet::lost_since() const {
  const std::lock_guard lock(mutex_);
  return lost_since_;
}

void LiveSet::ScheduleLocked() {
  if (scheduled_) return;
  scheduled_ = true;
  const auto start = parts_.pool->Submit([self = shared_from_this()] { self->Work(); });
  const auto now = Clock::now();
  if (start == WorkerPool::Start::kNow || !client_ || now - last_busy_notice_ < kBusyNoticeEvery) return;
  last_busy_notice_ = now;
  client_->send(BusyText(BusyScope::kFrame));
}

void LiveSet::Work() {
  std::deque<Task> tasks;
  std::optional<WaitingFrame> frame;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
    frame.swap(waiting_);
  }
  // A frame came before or with the commands; a stop then ends with the newest frame counted.
  if (frame && !finished_) Process(*frame);
  for (const Task& task : tasks) {
    if (!finished_) Do(task);
  }
  const std::lock_guard lock(mutex_);
  scheduled_ = false;
  if (!finished_ && (waiting_ || !tasks_.empty())) ScheduleLocked();
}

void LiveSet::Do(const Task& task) {
  if (const auto* command = std::get_if<coach::Command>(&task)) {
    parts_.pipeline.Apply(command->kind, command->reason);
    if (command->kind == coach::CommandKind::kStop) Finish(coach::Name(command->reason));
  } else if (std::holds_alternative<Flush>(task)) {
    StoreChunks(coach::Pipeline::Take::kEverything);
  } else if (std::holds_alternative<GiveUp>(task)) {
    Finish("lost");
  } else if (const auto* forget = std::get_if<Forget>(&task)) {
    finished_ = true;
    Close(forget->code, forget->reason);
  }
}

void LiveSet::Process(const WaitingFrame& waiting) {
  const auto frame = ParseFrameMessage(waiting.message);
  if (!frame.ok()) return ReportDamaged(frame.error());
  const auto feedback = Run(*frame);
  if (!feedback.ok()) return ReportDamaged(feedback.error());
  damaged_in_a_row_ = 0;
  StoreChunks(coach::Pipeline::Take::kClosed);

  FeedbackContext context;
  context.width = parts_.stream.width;
  context.height = static_cast<double>(frame->height) * parts_.stream.width / frame->width;
  context.latency_ms = MillisecondsSince(waiting.arrived);
  std::string name;
  if (feedback->recognised) {
    if (const auto known = parts_.library->Find(feedback->recognised->exercise)) {
      name = exercise::In(known->names, parts_.pipeline.language());
    }
  }
  context.recognised_name = name;
  {
    const std::lock_guard lock(mutex_);
    ++counters_.decoded;
    context.counters = counters_;
    state_ = feedback->state;
    set_ = feedback->set;
    count_ = feedback->count;
  }
  Send(FeedbackText(*feedback, context));
  if (feedback->state == coach::SessionState::kDone) Finish("done");
}

Result<coach::Feedback> LiveSet::Run(const FrameMessage& frame) {
  if (frame.type == FrameType::kLandmarks) {
    FrameMessage scaled = frame;
    scaled.height = static_cast<int>(static_cast<double>(frame.height) * parts_.stream.width / frame.width);
    scaled.width = parts_.stream.width;
    EZPT_TRY(const body::PoseFrame landmarks, ParseLandmarks(scaled));
    return parts_.pipeline.ProcessLandmarks(landmarks, frame.sequence);
  }
  const media::JpegDecodeOptions options{.min_long_side = kDecodeLongSide,
                                         .announced = media::JpegInfo{frame.width, frame.height}};
  EZPT_CHECK_OK(media::DecodeJpegInto(Bytes(frame.payload), options, picture_, "live frame"));
  return parts_.pipeline.ProcessFrame(picture_.view(), Seconds(frame.t), frame.sequence);
}

void LiveSet::ReportDamaged(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    ++counters_.damaged;
  }
  const bool fatal = ++damaged_in_a_row_ >= kMaxDamagedInARow;
  Send(ErrorText("bad_frame", error.message, fatal ? Fatal::kYes : Fatal::kNo));
  if (!fatal) return;
  damaged_in_a_row_ = 0;
  Close(CloseCode::kUnreadable, "Ten frames in a row could not be read.");
}

void LiveSet::StoreChunks(coach::Pipeline::Take take) {
  if (finished_) return;
  const std::lock_guard lock(store_mutex_);
  if (abandoned_) return;
  for (const std::string& bytes : parts_.pipeline.TakeChunks(take)) {
    const Status stored =
        parts_.sessions->AppendChunk(parts_.row.id, parts_.stored_chunks++, bytes, parts_.row.lease.number);
    if (!stored.ok()) Log("chunk_not_stored", {{"why", stored.error().message}});
  }
}

void LiveSet::Finish(std::string_view ended) {
  StoreChunks(coach::Pipeline::Take::kEverything);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  coach::SessionSummary summary = parts_.pipeline.Summary();
  const auto chunks = parts_.sessions->Chunks(parts_.row.id);
  if (chunks.ok() && !chunks->empty()) {
    auto recomputed = coach::Recompute(parts_.definition, *chunks);
    if (recomputed.ok()) {
      if (*recomputed != summary) Log("summary_differs_from_record");
      summary = *std::move(recomputed);
    } else {
      Log("summary_not_recomputed", {{"why", recomputed.error().message}});
    }
  }
  SetFigures(summary, parts_.row);
  parts_.row.ended = ended;
  parts_.row.ended_ms = WallClockMs();
  {
    const std::lock_guard lock(store_mutex_);
    if (abandoned_) return;  // What follows this task closes the connection.
    finished_ = true;
    const Status stored = parts_.sessions->Finish(parts_.row, RunOf(parts_.row));
    if (!stored.ok()) Log("session_not_finished", {{"why", stored.error().message}});
  }
  Send(SummaryText(parts_.row.id, summary, *parts_.definition, parts_.row.language));
  Close(CloseCode::kNormal, "");
  parts_.on_finished(parts_.row.id);
}

void LiveSet::Send(std::string text) {
  const std::lock_guard lock(mutex_);
  if (client_) client_->send(std::move(text));
}

void LiveSet::Close(CloseCode code, std::string reason) {
  const std::lock_guard lock(mutex_);
  if (client_) client_->close(code, std::move(reason));
}

store::ScoringRun RunOf(const store::SessionRow& row) {
  store::ScoringRun run;
  run.engine = EZPT_VERSION;
  run.computed_ms = row.ended_ms;
  return run;
}

void SetFigures(const coach::SessionSummary& summary, store::SessionRow& row) {
  row.count = summary.count;
  row.target = summary.target;
  row.correct = summary.correct;
  row.duration_s = summary.duration.value;
}

}  // namespace ezpt::server
