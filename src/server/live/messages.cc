#include "server/live/messages.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "body/stream_limits.h"
#include "coach/feedback_json.h"
#include "coach/language.h"
#include "coach/limits.h"
#include "coach/reasons.h"
#include "server/live/frame_message.h"
#include "server/say.h"
#include "store/session_repository.h"

namespace ezpt::server {
namespace {

using coach::Dump;
using nlohmann::json;

constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxLanguageBytes = 15;
constexpr std::size_t kMinKeyBytes = 16;
constexpr double kMaxStartedMs = 4102444800000;  ///< The year 2100.

Error BadField(const char* field, const char* expected) {
  return {ErrorCode::kDamaged, std::string("message: ") + field + " must be " + expected};
}

Result<json> ReadObject(std::string_view text, const std::string& what) {
  if (text.size() > kMaxTextBytes) return Error{ErrorCode::kLimitExceeded, what + ": text over 16 KiB"};
  json message = json::parse(text, nullptr, false);
  if (!message.is_object()) return Error{ErrorCode::kDamaged, what + ": not a JSON object"};
  return message;
}

/// The text field, empty where it is absent or null.
Result<std::string> Text(const json& message, const char* field, std::size_t max_bytes) {
  const auto it = message.find(field);
  if (it == message.end() || it->is_null()) return std::string();
  if (!it->is_string() || it->get_ref<const std::string&>().size() > max_bytes) return BadField(field, "a short text");
  return it->get<std::string>();
}

Result<int> PictureSide(const json& view, const char* field) {
  const auto it = view.find(field);
  if (it == view.end() || !it->is_number_integer()) return BadField(field, "a whole number of pixels");
  const auto pixels = it->get<int64_t>();
  if (pixels < body::kMinPictureSide || pixels > kMaxLiveSide) return BadField(field, "32 to 1920 pixels");
  return static_cast<int>(pixels);
}

Result<coach::SideChoice> ParseSide(const std::string& name) {
  if (name.empty()) return coach::SideChoice::kAuto;
  if (name == "left") return coach::SideChoice::kLeft;
  if (name == "right") return coach::SideChoice::kRight;
  if (name == "both") return coach::SideChoice::kBoth;
  return BadField("side", "left, right, both or null");
}

/// The fields that `hello` and an upload share.
Status ReadAsk(const json& message, SessionAsk& ask) {
  EZPT_TRY(ask.exercise, Text(message, "exercise", kMaxIdBytes));
  EZPT_TRY(const std::string side, Text(message, "side", kMaxIdBytes));
  EZPT_TRY(ask.side, ParseSide(side));
  EZPT_TRY(const std::string language, Text(message, "language", kMaxLanguageBytes));
  if (!language.empty()) ask.language = language;
  EZPT_TRY(const std::string source, Text(message, "source", kMaxIdBytes));
  if (source == Name(VideoSource::kVirtualPatient)) ask.source = VideoSource::kVirtualPatient;
  EZPT_TRY(ask.limit, coach::ParseLimit(message));
  return {};
}

Result<ClientMessage> ParseHello(const json& message) {
  Hello hello;
  const auto protocol = message.find("protocol");
  if (protocol == message.end() || !protocol->is_number_integer()) return BadField("protocol", "a number");
  hello.protocol = static_cast<int>(std::clamp<int64_t>(protocol->get<int64_t>(), 0, 1 << 20));
  EZPT_CHECK_OK(ReadAsk(message, hello));
  EZPT_TRY(hello.resume, Text(message, "resume", kMaxIdBytes));
  const auto view = message.find("view");
  if (view == message.end() || !view->is_object()) return BadField("view", "an object with width and height");
  EZPT_TRY(hello.width, PictureSide(*view, "width"));
  EZPT_TRY(hello.height, PictureSide(*view, "height"));
  return ClientMessage(std::move(hello));
}

Result<ClientMessage> ParseStop(const json& message) {
  EZPT_TRY(const std::string name, Text(message, "reason", kMaxIdBytes));
  const auto reason = name.empty() ? std::optional(coach::StopReason::kDone) : coach::ParseStopReason(name);
  if (!reason) return BadField("reason", "done, pain, fatigue or other");
  return ClientMessage(coach::Command{coach::CommandKind::kStop, *reason, {}});
}

}  // namespace

std::string_view Name(VideoSource source) { return source == VideoSource::kCamera ? "camera" : "virtual_patient"; }

std::string_view SideName(coach::SideChoice side) {
  switch (side) {
    case coach::SideChoice::kAuto:
      return "auto";
    case coach::SideChoice::kLeft:
      return "left";
    case coach::SideChoice::kRight:
      return "right";
    case coach::SideChoice::kBoth:
      return "both";
  }
  return "";
}

Result<ClientMessage> ParseClientText(std::string_view text) {
  EZPT_TRY(const json message, ReadObject(text, "live message"));
  EZPT_TRY(const std::string type, Text(message, "type", kMaxIdBytes));
  if (type == "hello") return ParseHello(message);
  if (type == "stop") return ParseStop(message);
  if (type == "pause") return ClientMessage(coach::Command{coach::CommandKind::kPause, {}, {}});
  if (type == "resume") return ClientMessage(coach::Command{coach::CommandKind::kResume, {}, {}});
  if (type == "skip_rest") return ClientMessage(coach::Command{coach::CommandKind::kSkipRest, {}, {}});
  return Error{ErrorCode::kDamaged, "live message: unknown type"};
}

Result<UploadAsk> ParseUploadText(std::string_view text) {
  EZPT_TRY(const json message, ReadObject(text, "upload"));
  UploadAsk ask;
  EZPT_CHECK_OK(ReadAsk(message, ask));
  EZPT_TRY(ask.key, Text(message, "key", kMaxIdBytes));
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  };
  if (ask.key.size() < kMinKeyBytes || !std::all_of(ask.key.begin(), ask.key.end(), plain)) {
    return BadField("key", "16 to 64 letters, digits and dashes");
  }
  const auto started = message.find("started_ms");
  if (started == message.end() || started->is_null()) return ask;
  if (!started->is_number()) return BadField("started_ms", "milliseconds since 1970");
  const double ms = started->get<double>();
  if (!(ms >= 0 && ms < kMaxStartedMs)) return BadField("started_ms", "milliseconds since 1970");
  ask.started_ms = static_cast<int64_t>(ms);
  return ask;
}

Result<int> ParseTakeOverText(std::string_view text) {
  EZPT_TRY(const json message, ReadObject(text, "upload"));
  const auto chunks = message.find("chunks");
  const double count = chunks != message.end() && chunks->is_number_integer() ? chunks->get<double>() : -1.0;
  if (!(count >= 0 && count <= store::kMaxChunksPerSession)) return BadField("chunks", "how many chunks are kept");
  return static_cast<int>(count);
}

std::string WelcomeText(const Welcome& welcome, const exercise::Definition& definition) {
  const exercise::Dose& dose = definition.dose;
  json message = {
      {"type", "welcome"},
      {"protocol", kLiveProtocol},
      {"session", welcome.session},
      {"resume_token", welcome.session},
      {"resumed", welcome.resumed},
      {"resume_failed", nullptr},
      {"exercise", definition.id},
      {"name", exercise::In(definition.names, welcome.language)},
      {"language", welcome.language},
      {"side", SideName(welcome.side)},
      {"target",
       {{"sets", dose.sets},
        {"reps", dose.reps},
        {"hold_s", dose.hold.value},
        {"rest_s", dose.rest.value},
        {"tempo_s",
         {{"out", dose.tempo.out.value}, {"pause", dose.tempo.pause.value}, {"back", dose.tempo.back.value}}}}},
      {"state", coach::Name(welcome.state)},
      {"set", welcome.set},
      {"count", welcome.count},
      {"chunks", welcome.chunks},
      {"topology", "coco17"},
      {"keep_s", welcome.keep_s},
      {"max_message_bytes", 512 << 10},
  };
  if (!welcome.resume_failed.empty()) message["resume_failed"] = InLanguage(welcome.resume_failed, welcome.language);
  return Dump(message);
}

std::string FeedbackText(const coach::Feedback& feedback, const FeedbackContext& context) {
  json message = coach::ToJson(feedback, {context.width, context.height}, context.recognised_name);
  message["server"] = {{"decoded", context.counters.decoded},
                       {"dropped", context.counters.dropped},
                       {"damaged", context.counters.damaged},
                       {"chunks", context.chunks},
                       {"latency_ms", std::round(context.latency_ms * 10) / 10}};
  return Dump(message);
}

std::string BusyText(BusyScope scope, std::string_view language) {
  const bool frame = scope == BusyScope::kFrame;
  return Dump({{"type", "busy"},
               {"scope", frame ? "frame" : "session"},
               {"retry_after_s", frame ? 1 : 30},
               {"text", InLanguage(frame ? "The server is busy: the picture may lag for a moment."
                                         : "The server has all the sessions it takes: try again in a minute.",
                                   language)}});
}

std::string ErrorText(std::string_view code, std::string_view text, Fatal fatal) {
  return Dump({{"type", "error"}, {"code", code}, {"text", text}, {"fatal", fatal == Fatal::kYes}});
}

std::string NoticeText(Notice notice, std::string_view language) {
  const auto text = [&](std::string_view code, std::string_view words) {
    return Dump({{"type", "notice"}, {"code", code}, {"text", InLanguage(words, language)}});
  };
  switch (notice) {
    case Notice::kNotStored:
      return text("not_stored", "Your repetitions are counted, but cannot be saved just now. It is tried again.");
    case Notice::kStored:
      return text("stored", "Everything is saved again.");
    case Notice::kFull:
      return text("full", "There is no room for more of this session. What you did so far is kept.");
  }
  return "";
}

std::string SummaryText(const std::string& session, const coach::SessionSummary& summary,
                        const exercise::Definition& definition, const std::string& language,
                        const SummaryOrigin& origin) {
  json message = coach::ToJson(summary, definition, language);
  message["session"] = session;
  message["url"] = "/sessions/" + session;
  const std::string spoken(coach::LanguageOf(definition, language));
  json& notes = message["notes"];
  // That a part is missing weighs more than why nothing counted, which stands last.
  const auto before_reasons = static_cast<std::ptrdiff_t>(summary.reasons.size());
  const auto add = [&](const coach::Message& note) {
    notes.insert(notes.end() - before_reasons, json::object({{"id", note.id}, {"text", note.text}}));
  };
  if (!origin.missing.empty()) add(coach::CountedLiveNote(origin.missing, spoken));
  if (origin.saved == SummarySaved::kNotYet) add(coach::NotSavedNote(spoken));
  return Dump(message);
}

}  // namespace ezpt::server
