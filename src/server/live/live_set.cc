#include "server/live/live_set.h"

#include <algorithm>
#include <utility>

#include "coach/language.h"
#include "media/jpeg.h"
#include "server/guard.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

constexpr int kMaxDamagedInARow = 10;
constexpr auto kBusyNoticeEvery = std::chrono::seconds(1);
/// MoveNet sees 192×192: a longer side over twice this only costs decoding time.
constexpr int kDecodeLongSide = 480;
/// How long an answer that shows a new repetition waits for the store. A healthy
/// one answers in a few milliseconds; later than this the person would notice.
constexpr auto kShownOnceStored = std::chrono::milliseconds(250);

double MillisecondsSince(LiveSet::Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(LiveSet::Clock::now() - start).count();
}

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

bool CommandBudget::Take(std::chrono::steady_clock::time_point now) {
  left_ = std::min(kAtOnce, left_ + kASecond * std::chrono::duration<double>(now - at_).count());
  at_ = now;
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

std::shared_ptr<LiveSet> LiveSet::Create(Parts parts) {
  std::shared_ptr<LiveSet> set(new LiveSet(std::move(parts)));
  const store::StoredSession& row = set->parts_.row;
  set->record_ = set->parts_.writer->Open(row.ref(), row.lease.number, set->parts_.stored_chunks,
                                          [weak = std::weak_ptr(set)](const Error& error) {
                                            if (const auto self = weak.lock()) self->Refused(error);
                                          });
  return set;
}

LiveSet::LiveSet(Parts parts) : parts_(std::move(parts)), person_{parts_.row.owner, ""} {
  const coach::SessionSummary summary = parts_.pipeline.Summary();
  state_ = summary.state;
  set_ = std::min(summary.sets_done + 1, summary.sets);
  for (const coach::RepReport& rep : summary.reps) count_ += rep.set == set_ ? 1 : 0;
}

std::optional<int> LiveSet::Attach(ClientPorts client, Welcome welcome) {
  std::optional<ClientPorts> earlier;
  int attachment = 0;
  welcome.chunks = parts_.writer->Stored(*record_);
  {
    const std::lock_guard lock(mutex_);
    if (ending_) return std::nullopt;
    earlier = std::exchange(client_, std::move(client));
    person_.address = client_->address;
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
    if (late_told_) client_->send(NoticeText(Notice::kNotStored, parts_.row.language));
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
  // A stop is taken always: after it there is nothing more.
  if (command.kind != coach::CommandKind::kStop && !commands_.Take(Clock::now())) return;
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
    const std::lock_guard the_summary_is_not_being_stored(store_mutex_);
    abandoned_ = true;
  }
  parts_.writer->Abandon(*record_);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    waiting_.reset();
    tasks_.clear();
  }
  Close(code, std::move(reason));
}

void LiveSet::TellIfLate(Clock::time_point now) {
  const bool late = parts_.writer->IsLate(*record_, now);
  const std::lock_guard lock(mutex_);
  if (late == late_told_) return;
  late_told_ = late;
  if (client_) client_->send(NoticeText(late ? Notice::kNotStored : Notice::kStored, parts_.row.language));
}

void LiveSet::ShutDown() {
  if (!finished_ && !abandoned_) HandOver(coach::Pipeline::Take::kEverything);
  Close(CloseCode::kGoingAway, "The server is restarting: the session can go on in a moment.");
}

std::optional<LiveSet::Clock::time_point> LiveSet::lost_since() const {
  const std::lock_guard lock(mutex_);
  return lost_since_;
}

void LiveSet::ScheduleLocked() {
  if (scheduled_) return;
  scheduled_ = true;
  const auto now = Clock::now();
  const auto start = parts_.pool->Submit([self = shared_from_this()] { self->Work(); }, parts_.costs->Of(person_, now));
  if (start == WorkerPool::Start::kNow || !client_ || now - last_busy_notice_ < kBusyNoticeEvery) return;
  last_busy_notice_ = now;
  client_->send(BusyText(BusyScope::kFrame, parts_.row.language));
}

void LiveSet::Work() {
  const auto before = ThreadTime();
  if (!Guarded("live_set_failed", [this] { DoWhatWaits(); })) {
    Close(CloseCode::kInternal, "Something went wrong here: the session can go on.");
  }
  const std::lock_guard lock(mutex_);
  parts_.costs->Add(person_, ThreadTime() - before, Clock::now());
  scheduled_ = false;
  if (!finished_ && !abandoned_ && (waiting_ || !tasks_.empty())) ScheduleLocked();
}

void LiveSet::DoWhatWaits() {
  std::deque<Task> tasks;
  std::optional<WaitingFrame> frame;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
    frame.swap(waiting_);
  }
  // A frame came before or with the commands; a stop then ends with the newest frame counted.
  if (frame && !finished_ && !abandoned_) Process(*frame);
  for (const Task& task : tasks) {
    if (!finished_ && !abandoned_) Do(task);
  }
}

void LiveSet::Do(const Task& task) {
  if (const auto* command = std::get_if<coach::Command>(&task)) {
    parts_.pipeline.Apply(command->kind, command->reason);
    HandOver(coach::Pipeline::Take::kClosed);
    if (command->kind == coach::CommandKind::kStop) End(coach::Name(command->reason));
  } else if (std::holds_alternative<Flush>(task)) {
    HandOver(coach::Pipeline::Take::kEverything);
  } else if (std::holds_alternative<GiveUp>(task)) {
    End("lost");
  } else if (std::holds_alternative<Full>(task)) {
    Send(NoticeText(Notice::kFull, parts_.row.language));
    End(coach::Name(coach::StopReason::kOther));
  }
}

void LiveSet::Process(const WaitingFrame& waiting) {
  const auto frame = ParseFrameMessage(waiting.message);
  if (!frame.ok()) return ReportDamaged(frame.error());
  const auto feedback = Run(*frame);
  if (!feedback.ok()) return ReportDamaged(feedback.error());
  damaged_in_a_row_ = 0;
  if (!parts_.begins) parts_.begins = feedback->t;
  last_frame_ = feedback->t;
  HandOver(coach::Pipeline::Take::kClosed);
  if (feedback->rep) parts_.writer->SecureBeforeShown(*record_, kShownOnceStored);

  FeedbackContext context;
  context.width = parts_.stream.width;
  context.height = static_cast<double>(frame->height) * parts_.stream.width / frame->width;
  context.latency_ms = MillisecondsSince(waiting.arrived);
  context.chunks = parts_.writer->Stored(*record_);
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
  if (feedback->state == coach::SessionState::kDone) End("done");
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

void LiveSet::HandOver(coach::Pipeline::Take take) {
  for (std::string& bytes : parts_.pipeline.TakeChunks(take)) parts_.writer->Append(*record_, std::move(bytes));
}

void LiveSet::Send(std::string text) {
  const std::lock_guard lock(mutex_);
  if (client_) client_->send(std::move(text));
}

void LiveSet::Close(CloseCode code, std::string reason) {
  const std::lock_guard lock(mutex_);
  if (client_) client_->close(code, InLanguage(reason, parts_.row.language));
}

}  // namespace ezpt::server
