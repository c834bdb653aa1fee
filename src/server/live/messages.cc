#include "server/live/messages.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ezpt::server {
namespace {

using nlohmann::json;

constexpr int kMinPictureSide = 32;
constexpr int kMaxPictureSide = 1920;
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxLanguageBytes = 15;

Error BadField(const char* field, const char* expected) {
  return {ErrorCode::kDamaged, std::string("live message: ") + field + " must be " + expected};
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
  if (pixels < kMinPictureSide || pixels > kMaxPictureSide) return BadField(field, "32 to 1920 pixels");
  return static_cast<int>(pixels);
}

Result<coach::SideChoice> ParseSide(const std::string& name) {
  if (name.empty()) return coach::SideChoice::kAuto;
  if (name == "left") return coach::SideChoice::kLeft;
  if (name == "right") return coach::SideChoice::kRight;
  if (name == "both") return coach::SideChoice::kBoth;
  return BadField("side", "left, right, both or null");
}

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

Result<ClientMessage> ParseHello(const json& message) {
  Hello hello;
  const auto protocol = message.find("protocol");
  if (protocol == message.end() || !protocol->is_number_integer()) return BadField("protocol", "a number");
  hello.protocol = static_cast<int>(std::clamp<int64_t>(protocol->get<int64_t>(), 0, 1 << 20));
  EZPT_TRY(hello.exercise, Text(message, "exercise", kMaxIdBytes));
  EZPT_TRY(const std::string side, Text(message, "side", kMaxIdBytes));
  EZPT_TRY(hello.side, ParseSide(side));
  EZPT_TRY(const std::string language, Text(message, "language", kMaxLanguageBytes));
  if (!language.empty()) hello.language = language;
  EZPT_TRY(hello.resume, Text(message, "resume", kMaxIdBytes));
  EZPT_TRY(const std::string source, Text(message, "source", kMaxIdBytes));
  if (source == Name(VideoSource::kVirtualPatient)) hello.source = VideoSource::kVirtualPatient;
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

double Rounded(double value, double steps_per_unit) { return std::round(value * steps_per_unit) / steps_per_unit; }

json Landmarks(const std::optional<body::Pose>& pose, double width, double height) {
  if (!pose) return nullptr;
  json list = json::array();
  for (const body::Landmark& point : pose->view()) {
    list.push_back(Rounded(point.x / width, 1e4));
    list.push_back(Rounded(point.y / height, 1e4));
    list.push_back(Rounded(point.score, 100));
  }
  return list;
}

json ToJson(const coach::Message& message) {
  return {{"id", message.id}, {"text", message.text}, {"speak", message.speak == coach::Speak::kNow}};
}

json ToJson(const coach::Cue& cue) {
  json value = ToJson(cue.message);
  value["severity"] = coach::Name(cue.severity);
  return value;
}

json ToJson(const coach::TargetArc& arc) {
  return {{"vertex", arc.vertex},
          {"from", arc.from},
          {"to", arc.to},
          {"measure", arc.measure},
          {"value", Rounded(arc.value.value, 10)},
          {"min", arc.min.value},
          {"max", arc.max.value},
          {"reached", arc.reached}};
}

json ToJson(const coach::HoldTimer& hold) {
  return {{"seconds", Rounded(hold.held.value, 10)}, {"target", hold.target.value}};
}

json ToJson(const coach::RepReport& rep) {
  json faults = json::array();
  for (const coach::FaultSpan& fault : rep.faults) faults.push_back(fault.id);
  json value = {{"number", rep.number},   {"set", rep.set},   {"side", nullptr},
                {"correct", rep.correct}, {"score", nullptr}, {"faults", std::move(faults)}};
  if (rep.side) value["side"] = *rep.side == body::Side::kLeft ? "left" : "right";
  if (rep.score) value["score"] = Rounded(*rep.score, 1000);
  return value;
}

json ToJson(Seconds seconds) { return Rounded(seconds.value, 10); }

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? ToJson(*value) : json(nullptr);
}

json Checks(const coach::Feedback& feedback) {
  if (feedback.state != coach::SessionState::kSetup && feedback.state != coach::SessionState::kReady) return nullptr;
  json list = json::array();
  for (const coach::CheckItem& check : feedback.checks) list.push_back({{"id", check.id}, {"ok", check.ok}});
  return list;
}

json Recognised(const coach::Feedback& feedback, std::string_view name) {
  if (!feedback.recognised) return nullptr;
  return {{"exercise", feedback.recognised->exercise},
          {"name", name},
          {"phase", feedback.recognised->phase},
          {"confidence", Rounded(feedback.recognised->confidence, 100)}};
}

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::string_view Name(VideoSource source) { return source == VideoSource::kCamera ? "camera" : "virtual_patient"; }

Result<ClientMessage> ParseClientText(std::string_view text) {
  if (text.size() > kMaxTextBytes) return Error{ErrorCode::kLimitExceeded, "live message: text over 16 KiB"};
  const json message = json::parse(text, nullptr, false);
  if (!message.is_object()) return Error{ErrorCode::kDamaged, "live message: not a JSON object"};
  EZPT_TRY(const std::string type, Text(message, "type", kMaxIdBytes));
  if (type == "hello") return ParseHello(message);
  if (type == "stop") return ParseStop(message);
  if (type == "pause") return ClientMessage(coach::Command{coach::CommandKind::kPause, {}, {}});
  if (type == "resume") return ClientMessage(coach::Command{coach::CommandKind::kResume, {}, {}});
  if (type == "skip_rest") return ClientMessage(coach::Command{coach::CommandKind::kSkipRest, {}, {}});
  return Error{ErrorCode::kDamaged, "live message: unknown type"};
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
      {"topology", "coco17"},
      {"keep_s", welcome.keep_s},
      {"max_message_bytes", 512 << 10},
  };
  if (!welcome.resume_failed.empty()) message["resume_failed"] = welcome.resume_failed;
  return Dump(message);
}

std::string FeedbackText(const coach::Feedback& feedback, const FeedbackContext& context) {
  json message = {
      {"type", "feedback"},
      {"sequence", feedback.sequence},
      {"t", feedback.t.value},
      {"state", coach::Name(feedback.state)},
      {"pause_reason", nullptr},
      {"landmarks", Landmarks(feedback.pose, context.width, context.height)},
      {"instruction", OrNull(feedback.instruction)},
      {"checks", Checks(feedback)},
      {"starts_in", OrNull(feedback.starts_in)},
      {"rest_left", OrNull(feedback.rest_left)},
      {"set", feedback.set},
      {"sets", feedback.sets},
      {"count", feedback.count},
      {"target", feedback.target},
      {"phase", coach::Name(feedback.phase)},
      {"progress", Rounded(feedback.progress, 1000)},
      {"hold", OrNull(feedback.hold)},
      {"arc", OrNull(feedback.arc)},
      {"cue", OrNull(feedback.cue)},
      {"praise", OrNull(feedback.praise)},
      {"why", nullptr},
      {"rep", OrNull(feedback.rep)},
      {"view", nullptr},
      {"recognised", Recognised(feedback, context.recognised_name)},
      {"server",
       {{"decoded", context.counters.decoded},
        {"dropped", context.counters.dropped},
        {"damaged", context.counters.damaged},
        {"latency_ms", Rounded(context.latency_ms, 10)}}},
  };
  if (!feedback.pause_reason.empty()) message["pause_reason"] = feedback.pause_reason;
  if (!feedback.why.empty()) message["why"] = feedback.why;
  if (feedback.view) message["view"] = body::ViewName(*feedback.view);
  return Dump(message);
}

std::string BusyText(BusyScope scope) {
  const bool frame = scope == BusyScope::kFrame;
  return Dump({{"type", "busy"},
               {"scope", frame ? "frame" : "session"},
               {"retry_after_s", frame ? 1 : 30},
               {"text", frame ? "The server is busy: the picture may lag for a moment."
                              : "The server has all the sessions it takes: try again in a minute."}});
}

std::string ErrorText(std::string_view code, std::string_view text, Fatal fatal) {
  return Dump({{"type", "error"}, {"code", code}, {"text", text}, {"fatal", fatal == Fatal::kYes}});
}

std::string SummaryText(const std::string& session, const coach::SessionSummary& summary,
                        const exercise::Definition& definition, const std::string& language) {
  json faults = json::array();
  for (const auto& fault : summary.faults) {
    const exercise::Fault* known = exercise::FindFault(definition, fault.id);
    faults.push_back({{"id", fault.id},
                      {"name", known != nullptr ? exercise::In(known->names, language) : fault.id},
                      {"count", fault.count}});
  }
  return Dump({{"type", "summary"},
               {"session", session},
               {"url", "/sessions/" + session},
               {"reason", summary.stop_reason},
               {"count", summary.count},
               {"target", summary.target},
               {"correct", summary.correct},
               {"sets_done", summary.sets_done},
               {"sets", summary.sets},
               {"duration_s", Rounded(summary.duration.value, 10)},
               {"faults", std::move(faults)}});
}

}  // namespace ezpt::server
