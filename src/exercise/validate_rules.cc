#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "exercise/validate_parts.h"

namespace ezpt::exercise {
namespace {

/// Any signal: degrees, seconds or ratios of the body.
constexpr NumberRange kSignalValues{-360, 360};

/// Complains at `field` for each of the views that cannot show the signal.
void CheckVisible(Fields& fields, std::string_view field, body::Signal signal, const std::vector<body::View>& views) {
  if (signal == body::Signal::kDuration) return;
  for (const body::View view : views) {
    if (body::MeasurableFrom(signal, view)) continue;
    fields.Complain(
        fields.MarkOf(field), field,
        std::string(body::SignalName(signal)) + " cannot be seen from " + std::string(body::ViewName(view)));
  }
}

/// The signal and the views of a rule: views that the exercise claims and from
/// which the signal can be seen.
void ReadSignal(Fields& fields, const Definition& definition, body::Signal& signal, std::vector<body::View>& views) {
  fields.Enum("signal", Presence::kRequired, signal);
  fields.Views("views", views);
  for (const body::View view : views) {
    if (std::find(definition.views.begin(), definition.views.end(), view) != definition.views.end()) continue;
    fields.Complain(fields.MarkOf("views"), "views",
                    std::string(body::ViewName(view)) + " is not among the exercise's own views");
  }
  CheckVisible(fields, "views", signal, views);
}

void ReadLimits(Fields& fields, Condition& condition) {
  fields.Number("below", kSignalValues, condition.below);
  fields.Number("above", kSignalValues, condition.above);
  if (condition.below.has_value() == condition.above.has_value()) {
    fields.Complain(fields.mark(), "below", "expected exactly one of below and above, as a number");
  }
}

/// The second sign of a rule whose own signal is known.
std::optional<Condition> ReadAlso(Fields& root, ProblemList& problems, body::Signal first,
                                  const std::vector<body::View>& visible_from) {
  const Node* node = root.Find("also", Presence::kOptional, "a second condition: signal, side, and below or above");
  if (node == nullptr) return std::nullopt;
  Fields fields(*node, root.PathOf("also"), problems);
  Condition also;
  fields.Enum("signal", Presence::kRequired, also.signal);
  fields.Enum("side", Presence::kRequired, also.side);
  ReadLimits(fields, also);
  CheckVisible(fields, "signal", also.signal, visible_from);
  fields.Finish();
  if (first == body::Signal::kDuration || also.signal == body::Signal::kDuration) {
    root.Complain(node->mark, "also", "cannot go with duration; expected two signals of one pose");
  }
  return also;
}

void ReadTarget(Fields& root, ProblemList& problems, std::optional<Target>& target) {
  const Node* node = root.Find("target", Presence::kOptional, "min and max");
  if (node == nullptr) return;
  Fields fields(*node, root.PathOf("target"), problems);
  target.emplace();
  fields.Number("min", kSignalValues, Presence::kRequired, target->min);
  fields.Number("max", kSignalValues, Presence::kRequired, target->max);
  if (target->min > target->max) fields.Complain(fields.MarkOf("max"), "max", "is below min");
  fields.Finish();
}

template <typename T>
void CheckUnique(const std::vector<T>& list, Fields& fields, const std::string& id) {
  if (std::any_of(list.begin(), list.end(), [&](const T& other) { return other.id == id; })) {
    fields.Complain(fields.MarkOf("id"), "id", "\"" + id + "\" is used twice; expected an id of its own");
  }
}

void ReadOptionalPose(Fields& fields, std::string_view name, ProblemList& problems, KeyPose& pose) {
  const Node* node = fields.Find(name, Presence::kOptional, "joint angles in degrees");
  if (node != nullptr) ReadKeyPose(*node, fields.PathOf(name), problems, pose);
}

void ReadExample(Fields& root, ProblemList& problems, FaultExample& example) {
  const Node* node = root.Find("example", Presence::kRequired, "the overrides by which the fault is shown");
  if (node == nullptr) return;
  Fields fields(*node, root.PathOf("example"), problems);
  ReadOptionalPose(fields, "start", problems, example.start);
  ReadOptionalPose(fields, "middle", problems, example.middle);
  ReadOptionalPose(fields, "end", problems, example.end);
  if (const Node* tempo = fields.Find("tempo_s", Presence::kOptional, "out, pause and back in seconds")) {
    example.tempo.emplace();
    ReadTempo(*tempo, fields.PathOf("tempo_s"), problems, *example.tempo);
  }
  fields.Finish();
  if (node->kind == NodeKind::kMap && node->items.empty()) {
    root.Complain(node->mark, "example", "is empty; expected start, middle, end or tempo_s");
  }
}

Fault ReadFault(const Node& item, const std::string& path, ProblemList& problems, const Definition& definition) {
  Fault fault;
  Fields fields(item, path, problems);
  fields.Id("id", Presence::kRequired, fault.id);
  CheckUnique(definition.faults, fields, fault.id);
  fields.Localized("names", Presence::kRequired, fault.names);
  ReadSignal(fields, definition, fault.signal, fault.views);
  fields.Enum("side", fault.signal == body::Signal::kDuration ? Presence::kOptional : Presence::kRequired, fault.side);
  fields.Enum("when", Presence::kRequired, fault.when);
  ReadLimits(fields, fault);
  fault.also = ReadAlso(fields, problems, fault.signal, fault.views);
  fields.Enum("relative_to", Presence::kOptional, fault.relative_to);
  fields.Time("for_s", {0, 10}, Presence::kOptional, fault.min_time);
  fields.Enum("severity", Presence::kRequired, fault.severity);
  fields.Localized("cue", Presence::kRequired, fault.cue);
  ReadExample(fields, problems, fault.example);
  fields.Text("source", Presence::kOptional, fault.source);
  fields.Finish();
  return fault;
}

}  // namespace

void ReadMeasures(Fields& root, ProblemList& problems, Definition& definition) {
  root.Each("measures", Presence::kRequired, kMaxRules, "a list of measures",
            [&](const Node& item, const std::string& path) {
              Measure measure;
              Fields fields(item, path, problems);
              fields.Id("id", Presence::kRequired, measure.id);
              CheckUnique(definition.measures, fields, measure.id);
              fields.Localized("names", Presence::kRequired, measure.names);
              fields.Enum("side", Presence::kRequired, measure.side);
              fields.Enum("at", Presence::kRequired, measure.at);
              ReadSignal(fields, definition, measure.signal, measure.views);
              ReadTarget(fields, problems, measure.target);
              fields.Text("source", Presence::kOptional, measure.source);
              fields.Finish();
              definition.measures.push_back(std::move(measure));
            });
}

void ReadFaults(Fields& root, ProblemList& problems, Definition& definition) {
  constexpr std::size_t kMinFaults = 2;
  root.Each("faults", Presence::kRequired, kMaxRules, "a list of at least two faults",
            [&](const Node& item, const std::string& path) {
              definition.faults.push_back(ReadFault(item, path, problems, definition));
            });
  if (definition.faults.size() == 1) {
    root.Complain(root.MarkOf("faults"), "faults",
                  "has 1 item; at least " + std::to_string(kMinFaults) + " are expected");
  }
}

}  // namespace ezpt::exercise
