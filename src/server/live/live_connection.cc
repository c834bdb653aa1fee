#include "server/live/live_connection.h"

#include <utility>

#include "server/http.h"

namespace ezpt::server {
namespace {

constexpr auto kHelloWithin = std::chrono::seconds(10);
constexpr auto kQuietFor = std::chrono::seconds(300);
constexpr int kMessagesPerSecond = 120;
constexpr std::size_t kMaxEarlyCommands = 8;

}  // namespace

LiveConnection::LiveConnection(LiveHub& hub, std::string owner, ClientPorts ports)
    : hub_(hub),
      owner_(std::move(owner)),
      ports_(std::move(ports)),
      opened_(Clock::now()),
      last_heard_(opened_),
      second_started_(opened_) {}

void LiveConnection::OnText(std::string_view text) {
  if (refused_ || !WithinRate()) return;
  const auto message = ParseClientText(text);
  if (!message.ok()) return Refuse(CloseCode::kBadMessage, "bad_message", message.error().message);
  if (const auto* hello = std::get_if<Hello>(&*message)) return Greet(*hello);
  if (!greeted_) return Refuse(CloseCode::kNoHello, "no_hello", "live message: the first message must be hello");
  const auto& command = std::get<coach::Command>(*message);
  const std::lock_guard lock(mutex_);
  if (set_) {
    set_->OfferCommand(command);
  } else if (early_commands_.size() < kMaxEarlyCommands) {
    early_commands_.push_back(command);
  }
}

void LiveConnection::OnBinary(std::string message) {
  if (refused_ || !WithinRate()) return;
  if (!greeted_) return Refuse(CloseCode::kNoHello, "no_hello", "live message: the first message must be hello");
  const auto frame = ParseFrameMessage(message);
  if (!frame.ok()) return Refuse(CloseCode::kBadMessage, "bad_message", frame.error().message);
  const std::lock_guard lock(mutex_);
  if (set_) {
    set_->OfferFrame(std::move(message));
  } else {
    early_frame_ = std::move(message);
  }
}

void LiveConnection::OnClosed() {
  std::shared_ptr<LiveSet> set;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    set.swap(set_);
  }
  if (set) (void)set->Detach(attachment_);
}

void LiveConnection::OnTick() {
  const auto now = Clock::now();
  if (refused_) return;
  if (!greeted_ && now - opened_ > kHelloWithin) {
    return Refuse(CloseCode::kNoHello, "no_hello", "live message: no hello within 10 seconds");
  }
  if (now - last_heard_ > kQuietFor) Refuse(CloseCode::kIdle, "idle", "Nothing came for five minutes.");
}

void LiveConnection::Greet(const Hello& hello) {
  if (greeted_) return Refuse(CloseCode::kBadMessage, "bad_message", "live message: a second hello");
  if (hello.protocol != kLiveProtocol) {
    return Refuse(CloseCode::kVersion, "version", "This page is of another version than the server: reload it.");
  }
  greeted_ = true;
  if (hello.resume.empty() && hub_.IsFull()) {
    refused_ = true;
    return SayBusy("Every place for a live session is taken.");
  }
  const auto kind = hello.resume.empty() ? LiveHub::StartKind::kBegins : LiveHub::StartKind::kGoesOn;
  hub_.RunSoon(
      kind, [self = shared_from_this(), hello] { self->Started(self->hub_.Start(self->owner_, hello, self->ports_)); });
}

void LiveConnection::Started(const Result<LiveHub::Started>& started) {
  if (started.ok()) {
    const std::lock_guard lock(mutex_);
    attachment_ = started->attachment;
    if (closed_) {
      (void)started->set->Detach(attachment_);
      return;
    }
    set_ = started->set;
    if (early_frame_) set_->OfferFrame(*std::exchange(early_frame_, std::nullopt));
    for (const coach::Command& command : std::exchange(early_commands_, {})) set_->OfferCommand(command);
    return;
  }
  const Error& error = started.error();
  switch (error.code) {
    case ErrorCode::kBusy:
      return SayBusy(PlainWords(error));
    case ErrorCode::kUnavailable:
    case ErrorCode::kLimitExceeded:
      ports_.send(ErrorText("not_saved", error.message, Fatal::kYes));
      ports_.close(CloseCode::kBusy, error.message);
      return;
    case ErrorCode::kNotFound:
    case ErrorCode::kInvalidArgument:
      ports_.send(ErrorText("unknown_exercise", error.message, Fatal::kYes));
      ports_.close(CloseCode::kUnknownExercise, error.message);
      return;
    default:
      ports_.send(ErrorText("internal", PlainWords(error), Fatal::kYes));
      ports_.close(CloseCode::kInternal, "The session could not be started.");
  }
}

void LiveConnection::SayBusy(const std::string& text) {
  ports_.send(BusyText(BusyScope::kSession));
  ports_.close(CloseCode::kBusy, text);
}

bool LiveConnection::WithinRate() {
  const auto now = Clock::now();
  last_heard_ = now;
  if (now - second_started_ >= std::chrono::seconds(1)) {
    second_started_ = now;
    in_this_second_ = 0;
  }
  if (++in_this_second_ <= kMessagesPerSecond) return true;
  Refuse(CloseCode::kTooFast, "too_fast", "More than 120 messages in a second.");
  return false;
}

void LiveConnection::Refuse(CloseCode code, std::string_view error_code, const std::string& text) {
  refused_ = true;
  ports_.send(ErrorText(error_code, text, Fatal::kYes));
  ports_.close(code, text);
}

}  // namespace ezpt::server
