#include "coach/feedback_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "coach/language.h"
#include "coach/limits.h"
#include "coach/reasons.h"

namespace ezpt::coach {
namespace {

using nlohmann::json;

double Rounded(double value, double steps_per_unit) { return std::round(value * steps_per_unit) / steps_per_unit; }

json Landmarks(const std::optional<body::Pose>& pose, const PictureSize& picture) {
  if (!pose) return nullptr;
  json list = json::array();
  for (const body::Landmark& point : pose->view()) {
    list.push_back(Rounded(point.x / picture.width, 1e4));
    list.push_back(Rounded(point.y / picture.height, 1e4));
    list.push_back(Rounded(point.score, 100));
  }
  return list;
}

json ToJson(const Message& message) {
  return {{"id", message.id}, {"text", message.text}, {"speak", message.speak == Speak::kNow}};
}

json ToJson(const Cue& cue) {
  json value = ToJson(cue.message);
  value["severity"] = Name(cue.severity);
  return value;
}

json ToJson(const TargetArc& arc) {
  return {{"vertex", arc.vertex},
          {"from", arc.from},
          {"to", arc.to},
          {"measure", arc.measure},
          {"value", Rounded(arc.value.value, 10)},
          {"min", arc.min.value},
          {"max", arc.max.value},
          {"reached", arc.reached}};
}

json ToJson(const HoldTimer& hold) {
  return {{"seconds", Rounded(hold.held.value, 10)}, {"target", hold.target.value}};
}

json ToJson(const RepReport& rep) {
  json faults = json::array();
  for (const FaultSpan& fault : rep.faults) faults.push_back(fault.id);
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

json Checks(const Feedback& feedback) {
  if (feedback.state != SessionState::kSetup && feedback.state != SessionState::kReady) return nullptr;
  json list = json::array();
  for (const CheckItem& check : feedback.checks) list.push_back({{"id", check.id}, {"ok", check.ok}});
  return list;
}

json Moments(const Feedback& feedback) {
  json list = json::array();
  for (const Message& moment : feedback.moments) list.push_back({{"id", moment.id}, {"text", moment.text}});
  return list;
}

json RecognisedAs(const Feedback& feedback, std::string_view name) {
  if (!feedback.recognised) return nullptr;
  return {{"exercise", feedback.recognised->exercise},
          {"name", name},
          {"phase", feedback.recognised->phase},
          {"confidence", Rounded(feedback.recognised->confidence, 100)}};
}

}  // namespace

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json ToJson(const Feedback& feedback, const PictureSize& picture, std::string_view recognised_name) {
  json message = {
      {"type", "feedback"},
      {"sequence", feedback.sequence},
      {"t", feedback.t.value},
      {"state", Name(feedback.state)},
      {"pause_reason", nullptr},
      {"landmarks", Landmarks(feedback.pose, picture)},
      {"instruction", OrNull(feedback.instruction)},
      {"checks", Checks(feedback)},
      {"starts_in", OrNull(feedback.starts_in)},
      {"rest_left", OrNull(feedback.rest_left)},
      {"set", feedback.set},
      {"sets", feedback.sets},
      {"count", feedback.count},
      {"target", feedback.target},
      {"phase", Name(feedback.phase)},
      {"progress", Rounded(feedback.progress, 1000)},
      {"hold", OrNull(feedback.hold)},
      {"arc", OrNull(feedback.arc)},
      {"cue", OrNull(feedback.cue)},
      {"praise", OrNull(feedback.praise)},
      {"moments", Moments(feedback)},
      {"why", nullptr},
      {"rep", OrNull(feedback.rep)},
      {"view", nullptr},
      {"recognised", RecognisedAs(feedback, recognised_name)},
  };
  if (!feedback.pause_reason.empty()) message["pause_reason"] = feedback.pause_reason;
  if (!feedback.why.empty()) message["why"] = feedback.why;
  if (feedback.view) message["view"] = body::ViewName(*feedback.view);
  return message;
}

json ToJson(const SessionSummary& summary, const exercise::Definition& definition, std::string_view asked) {
  const std::string_view language = LanguageOf(definition, asked);
  json faults = json::array();
  for (const auto& fault : summary.faults) {
    const exercise::Fault* known = exercise::FindFault(definition, fault.id);
    faults.push_back({{"id", fault.id},
                      {"name", known != nullptr ? exercise::In(known->names, language) : fault.id},
                      {"count", fault.count}});
  }
  json notes = json::array();
  for (const Message& note : NotesOf(summary, language)) notes.push_back({{"id", note.id}, {"text", note.text}});
  json message = {{"type", "summary"},           {"reason", summary.stop_reason},
                  {"count", summary.count},      {"target", summary.target},
                  {"correct", summary.correct},  {"sets_done", summary.sets_done},
                  {"sets", summary.sets},        {"duration_s", Rounded(summary.duration.value, 10)},
                  {"faults", std::move(faults)}, {"notes", std::move(notes)}};
  if (summary.limit) message["limit"] = ToJson(*summary.limit);
  return message;
}

}  // namespace ezpt::coach
