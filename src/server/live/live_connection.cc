#include "server/live/live_connection.h"

#include <utility>

#include "server/guard.h"
#include "server/http.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

constexpr auto kQuietFor = std::chrono::seconds(300);
constexpr std::size_t kMaxEarlyCommands = 8;

}  // namespace

LiveConnection::LiveConnection(LiveHub& hub, LivePlaces& places, Person person, ClientPorts ports)
    : hub_(hub),
      places_(places),
      person_(std::move(person)),
      ports_(std::move(ports)),
      opened_(Clock::now()),
      last_heard_(opened_) {
  ports_.address = person_.address;
}

/// Who is signed out, or is no member any more, is heard no more from that moment on; the session waits for them.
void LiveConnection::Begin() {
  if (person_.sign_in.empty() || hub_.sign_ins() == nullptr) return;
  sign_in_ = hub_.sign_ins()->Watch(person_.sign_in, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->Leave();
    self->ports_.close(CloseCode::kSignedOut, self->ToldAs("You are not signed in any more."));
  });
}

void LiveConnection::OnText(std::string_view text) {
  if (refused_) return;
  Hear(LivePlaces::Place::What::kCommand);
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
  if (refused_) return;
  Hear(LivePlaces::Place::What::kPicture);
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
  sign_in_ = {};
  place_.reset();
  Leave();
}

/// Lets go of the session, which is kept for resumption.
void LiveConnection::Leave() {
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
  if (!greeted_ && now - opened_ > places_.options().hello_within) {
    return Refuse(CloseCode::kNoHello, "no_hello", "live message: no hello came in time");
  }
  if (now - last_heard_ > kQuietFor) Refuse(CloseCode::kIdle, "idle", "Nothing came for five minutes.");
}

void LiveConnection::Greet(const Hello& hello) {
  if (greeted_) return Refuse(CloseCode::kBadMessage, "bad_message", "live message: a second hello");
  if (hello.protocol != kLiveProtocol) {
    return Refuse(CloseCode::kVersion, "version", "This page is of another version than the server: reload it.");
  }
  greeted_ = true;
  place_ = places_.Admit(
      person_, [this] { GiveWay(); }, Clock::now());
  if (!place_) {
    refused_ = true;
    return SayBusy("Too many live sessions are open from here: end one of them first.");
  }
  const bool begins = hello.resume.empty();
  const bool needs_room = hub_.IsFull() && (begins || !hub_.Has(hello.resume));
  if (needs_room && !places_.MakeRoom(Clock::now()) && begins) {
    refused_ = true;
    return SayBusy("Every place for a live session is taken.");
  }
  hub_.RunSoon(begins ? LiveHub::StartKind::kBegins : LiveHub::StartKind::kGoesOn, [self = shared_from_this(), hello] {
    const auto start = [&] { self->Started(self->hub_.Start(self->person_, hello, self->ports_)); };
    if (Guarded("session_not_started", start)) return;
    self->Started(Error{ErrorCode::kInternal, "The session could not be started."});
  });
}

/// Somebody else needs the place, and nothing has come here for a while.
void LiveConnection::GiveWay() {
  Leave();
  Refuse(CloseCode::kIdle, "idle", "Nothing came for a while, and somebody else needed the place.");
}

void LiveConnection::OnTooFast() {
  if (!refused_) Refuse(CloseCode::kTooFast, "too_fast", "More than 120 messages in a second.");
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
      ports_.send(ErrorText("not_saved", ToldAs(error.message), Fatal::kYes));
      ports_.close(CloseCode::kBusy, ToldAs(error.message));
      return;
    case ErrorCode::kNotFound:
    case ErrorCode::kInvalidArgument:
      ports_.send(ErrorText("unknown_exercise", ToldAs(error.message), Fatal::kYes));
      ports_.close(CloseCode::kUnknownExercise, ToldAs(error.message));
      return;
    default:
      ports_.send(ErrorText("internal", ToldAs(PlainWords(error)), Fatal::kYes));
      ports_.close(CloseCode::kInternal, ToldAs("The session could not be started."));
  }
}

std::string LiveConnection::ToldAs(std::string_view english) const { return InLanguage(english, person_.language); }

void LiveConnection::SayBusy(const std::string& text) {
  ports_.send(BusyText(BusyScope::kSession, person_.language));
  ports_.close(CloseCode::kBusy, ToldAs(text));
}

void LiveConnection::Hear(LivePlaces::Place::What what) {
  last_heard_ = Clock::now();
  if (place_) place_->Heard(what, last_heard_);
}

void LiveConnection::Refuse(CloseCode code, std::string_view error_code, const std::string& text) {
  refused_ = true;
  ports_.send(ErrorText(error_code, ToldAs(text), Fatal::kYes));
  ports_.close(code, ToldAs(text));
}

}  // namespace ezpt::server
