#include "coach/stored_summary.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <vector>

namespace ezpt::coach {
namespace {

using Json = nlohmann::ordered_json;
using motion::Doubt;
using motion::MeasureStatus;
using motion::SideChoice;

// Each struct is taken apart into all of its fields here and below: with a new field,
// which must be stored too, this file no longer compiles.

// ---- Names. An enum is stored by name, so that its values may be put in another order.

std::string_view NameOf(SessionState state) { return Name(state); }
std::string_view NameOf(EventKind kind) { return Name(kind); }
std::string_view NameOf(CueSeverity severity) { return Name(severity); }
std::string_view NameOf(body::SignalUnit unit) { return body::UnitName(unit); }
std::string_view NameOf(body::Side side) { return side == body::Side::kLeft ? "left" : "right"; }
std::string_view NameOf(SideChoice side) {
  switch (side) {
    case SideChoice::kAuto:
      return "auto";
    case SideChoice::kLeft:
      return "left";
    case SideChoice::kRight:
      return "right";
    case SideChoice::kBoth:
      return "both";
  }
  return "";
}
std::string_view NameOf(MeasureStatus status) { return motion::MeasureStatusName(status); }
std::string_view NameOf(Doubt doubt) {
  switch (doubt) {
    case Doubt::kNone:
      return "none";
    case Doubt::kFromTheSide:
      return "from_the_side";
    case Doubt::kFromTheFront:
      return "from_the_front";
    case Doubt::kAtAnAngle:
      return "at_an_angle";
    case Doubt::kNotSeen:
      return "not_seen";
    case Doubt::kPartlyHidden:
      return "partly_hidden";
    case Doubt::kTooFewFrames:
      return "too_few_frames";
    case Doubt::kForeshortened:
      return "foreshortened";
    case Doubt::kNoShape:
      return "no_shape";
  }
  return "";
}

/// Enums here count up from 0; the first value without a name is past the end.
constexpr int kMostEnumValues = 64;

template <typename E>
std::optional<E> ValueOf(std::string_view name) {
  for (int i = 0; i < kMostEnumValues && !name.empty(); ++i) {
    if (NameOf(static_cast<E>(i)) == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

// ---- Writing.

/// JSON has no word for them, and a number that was computed must come back as it was.
constexpr std::string_view kNotANumber = "nan", kInfinite = "inf", kMinusInfinite = "-inf";

Json Put(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? kNotANumber : value > 0 ? kInfinite : kMinusInfinite;
}
Json Put(Seconds seconds) { return Put(seconds.value); }
Json Put(body::Side side) { return NameOf(side); }
Json Put(const MeasureValue& measure);
Json Put(const FaultSpan& fault);
Json Put(const RepReport& rep);
Json Put(const SessionSummary::FaultCount& fault);
Json Put(const Event& event);
Json Put(const motion::PersonalLimit& limit);
Json Put(const Message& message);

template <typename T>
Json Put(const std::optional<T>& value) {
  return value ? Put(*value) : Json(nullptr);
}

template <typename T>
Json Put(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(Put(value));
  return list;
}

Json Put(const MeasureValue& measure) {
  const auto& [id, value, plusminus, unit, status, doubt] = measure;
  return {{"id", id},
          {"value", Put(value)},
          {"plusminus", Put(plusminus)},
          {"unit", NameOf(unit)},
          {"status", NameOf(status)},
          {"doubt", NameOf(doubt)}};
}

Json Put(const FaultSpan& fault) {
  const auto& [id, from, to, severity] = fault;
  return {{"id", id}, {"from_s", Put(from)}, {"to_s", Put(to)}, {"severity", NameOf(severity)}};
}

Json Put(const RepReport& rep) {
  const auto& [number, set, start, peak, end, side, score, correct, measures, faults] = rep;
  return {{"number", number},          {"set", set},           {"start_s", Put(start)}, {"peak_s", Put(peak)},
          {"end_s", Put(end)},         {"side", Put(side)},    {"score", Put(score)},   {"correct", correct},
          {"measures", Put(measures)}, {"faults", Put(faults)}};
}

Json Put(const SessionSummary::FaultCount& fault) {
  const auto& [id, count] = fault;
  return {{"id", id}, {"count", count}};
}

Json Put(const Event& event) {
  const auto& [kind, t, id, text] = event;
  return {{"kind", NameOf(kind)}, {"t_s", Put(t)}, {"id", id}, {"text", text}};
}

Json Put(const motion::PersonalLimit& limit) {
  const auto& [quantity, side, least, most] = limit;
  return {{"quantity", quantity}, {"side", NameOf(side)}, {"least", Put(least)}, {"most", Put(most)}};
}

/// When it was spoken is past.
Json Put(const Message& message) { return {{"id", message.id}, {"text", message.text}}; }

// ---- Reading.

constexpr std::size_t kMaxTextBytes = 4096;

/// Reads fields into values; the first that is absent or wrong is remembered.
class StoredReader {
 public:
  template <typename T>
  void Get(const Json& object, const char* field, T& value) {
    const auto it = object.find(field);
    const bool read = it != object.end() && Read(*it, value);
    if (!read && wrong_.empty()) wrong_ = field;
  }
  template <typename T>
  void GetObject(const Json& object, const char* field, T& value) {
    if (object.at(field).is_object()) return Fields(object.at(field), value);
    if (wrong_.empty()) wrong_ = field;
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  static bool Read(const Json& json, bool& value) {
    if (json.is_boolean()) value = json.get<bool>();
    return json.is_boolean();
  }
  /// Whole numbers here count something.
  template <typename Whole>
    requires std::is_same_v<Whole, int> || std::is_same_v<Whole, uint32_t>
  static bool Read(const Json& json, Whole& value) {
    if (!json.is_number_unsigned() || json.get<uint64_t>() > std::numeric_limits<Whole>::max()) return false;
    value = json.get<Whole>();
    return true;
  }
  static bool Read(const Json& json, double& value) {
    if (json == kNotANumber) value = std::numeric_limits<double>::quiet_NaN();
    if (json == kInfinite) value = std::numeric_limits<double>::infinity();
    if (json == kMinusInfinite) value = -std::numeric_limits<double>::infinity();
    if (json.is_number()) value = json.get<double>();
    return json.is_number() || json == kNotANumber || json == kInfinite || json == kMinusInfinite;
  }
  static bool Read(const Json& json, Seconds& value) { return Read(json, value.value); }
  static bool Read(const Json& json, std::string& value) {
    if (!json.is_string() || json.get_ref<const std::string&>().size() > kMaxTextBytes) return false;
    value = json.get<std::string>();
    return true;
  }
  template <typename E>
    requires std::is_enum_v<E>
  static bool Read(const Json& json, E& value) {
    const auto known = json.is_string() ? ValueOf<E>(json.get_ref<const std::string&>()) : std::nullopt;
    if (known) value = *known;
    return known.has_value();
  }
  template <typename T>
  static bool Read(const Json& json, std::optional<T>& value) {
    return json.is_null() || Read(json, value.emplace());
  }
  template <typename T>
  bool Read(const Json& json, std::vector<T>& values) {
    if (!json.is_array() || json.size() > kMaxStoredItems) return false;
    values.reserve(json.size());
    for (const Json& item : json) Fields(item, values.emplace_back());
    return true;
  }

  void Fields(const Json& json, MeasureValue& measure) {
    Get(json, "id", measure.id);
    Get(json, "value", measure.value);
    Get(json, "plusminus", measure.plusminus);
    Get(json, "unit", measure.unit);
    Get(json, "status", measure.status);
    Get(json, "doubt", measure.doubt);
  }
  void Fields(const Json& json, FaultSpan& fault) {
    Get(json, "id", fault.id);
    Get(json, "from_s", fault.from);
    Get(json, "to_s", fault.to);
    Get(json, "severity", fault.severity);
  }
  void Fields(const Json& json, RepReport& rep) {
    Get(json, "number", rep.number);
    Get(json, "set", rep.set);
    Get(json, "start_s", rep.start);
    Get(json, "peak_s", rep.peak);
    Get(json, "end_s", rep.end);
    Get(json, "side", rep.side);
    Get(json, "score", rep.score);
    Get(json, "correct", rep.correct);
    Get(json, "measures", rep.measures);
    Get(json, "faults", rep.faults);
  }
  void Fields(const Json& json, SessionSummary::FaultCount& fault) {
    Get(json, "id", fault.id);
    Get(json, "count", fault.count);
  }
  void Fields(const Json& json, Event& event) {
    Get(json, "kind", event.kind);
    Get(json, "t_s", event.t);
    Get(json, "id", event.id);
    Get(json, "text", event.text);
  }

  void Fields(const Json& json, motion::PersonalLimit& limit) {
    Get(json, "quantity", limit.quantity);
    Get(json, "side", limit.side);
    Get(json, "least", limit.least);
    Get(json, "most", limit.most);
  }
  void Fields(const Json& json, Message& message) {
    Get(json, "id", message.id);
    Get(json, "text", message.text);
  }

  std::string wrong_;
};

Error Damaged(const std::string& what) { return {ErrorCode::kDamaged, "stored summary: " + what}; }

}  // namespace

std::string StoredSummary(const SessionSummary& summary) {
  const auto& [state, stop_reason, count, target, correct, sets_done, sets, duration, active, unseen, frames,
               frames_with_person, reps, faults, events, limit, reasons] = summary;
  Json json = {{"format", kStoredSummaryFormat},
               {"state", NameOf(state)},
               {"stop_reason", stop_reason},
               {"count", count},
               {"target", target},
               {"correct", correct},
               {"sets_done", sets_done},
               {"sets", sets},
               {"duration_s", Put(duration)},
               {"active_s", Put(active)},
               {"unseen_s", Put(unseen)},
               {"frames", frames},
               {"frames_with_person", frames_with_person},
               {"reps", Put(reps)},
               {"faults", Put(faults)},
               {"events", Put(events)},
               {"reasons", Put(reasons)}};
  if (limit) json["limit"] = Put(*limit);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<SessionSummary> ParseStoredSummary(std::string_view text) {
  if (text.size() > kMaxStoredSummaryBytes) {
    return Error{ErrorCode::kLimitExceeded, "stored summary: over 64 MiB"};
  }
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Damaged("not a JSON object");
  if (json.value("format", Json()) != kStoredSummaryFormat) {
    return Error{ErrorCode::kUnsupported, "stored summary: this format is not known here; update the program"};
  }
  SessionSummary summary;
  StoredReader reader;
  reader.Get(json, "state", summary.state);
  reader.Get(json, "stop_reason", summary.stop_reason);
  reader.Get(json, "count", summary.count);
  reader.Get(json, "target", summary.target);
  reader.Get(json, "correct", summary.correct);
  reader.Get(json, "sets_done", summary.sets_done);
  reader.Get(json, "sets", summary.sets);
  reader.Get(json, "duration_s", summary.duration);
  reader.Get(json, "active_s", summary.active);
  reader.Get(json, "unseen_s", summary.unseen);
  reader.Get(json, "frames", summary.frames);
  reader.Get(json, "frames_with_person", summary.frames_with_person);
  reader.Get(json, "reps", summary.reps);
  reader.Get(json, "faults", summary.faults);
  reader.Get(json, "events", summary.events);
  if (json.contains("reasons")) reader.Get(json, "reasons", summary.reasons);  // Engine 1 gave none.
  if (json.contains("limit")) reader.GetObject(json, "limit", summary.limit.emplace());
  if (!reader.wrong().empty()) return Damaged(reader.wrong() + " is absent or not as it should be");
  return summary;
}

}  // namespace ezpt::coach
