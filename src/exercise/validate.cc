#include "exercise/validate.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "exercise/fields.h"
#include "exercise/vocabulary.h"

namespace ezpt::exercise {
namespace {

constexpr NumberRange kAngles{-180, 180};
/// Any signal: degrees, seconds or ratios of the body.
constexpr NumberRange kSignalValues{-360, 360};
constexpr NumberRange kPhaseSeconds{0, 60};
constexpr NumberRange kLongSeconds{0, 600};
constexpr NumberRange kRepetitionSeconds{0.1, 120};

void ReadTempo(const Node& node, const std::string& path, ProblemList& problems, Tempo& tempo) {
  Fields fields(node, path, problems);
  fields.Time("out", {0.1, 60}, Presence::kRequired, tempo.out);
  fields.Time("pause", kPhaseSeconds, Presence::kOptional, tempo.pause);
  fields.Time("back", {0.1, 60}, Presence::kRequired, tempo.back);
  fields.Finish();
}

void ReadDose(Fields& root, ProblemList& problems, Dose& dose) {
  const Node* node = root.Find("dose", Presence::kRequired, "sets, reps, hold_s, rest_s and tempo_s");
  if (node == nullptr) return;
  Fields fields(*node, root.PathOf("dose"), problems);
  fields.Integer("sets", {1, 20}, Presence::kRequired, dose.sets);
  fields.Integer("reps", {1, 200}, Presence::kRequired, dose.reps);
  fields.Time("hold_s", kPhaseSeconds, Presence::kOptional, dose.hold);
  fields.Time("rest_s", kLongSeconds, Presence::kOptional, dose.rest);
  if (const Node* tempo = fields.Find("tempo_s", Presence::kRequired, "out, pause and back in seconds")) {
    ReadTempo(*tempo, fields.PathOf("tempo_s"), problems, dose.tempo);
  }
  fields.Finish();
}

void ReadKeyPose(const Node& node, const std::string& path, ProblemList& problems, KeyPose& pose) {
  Fields fields(node, path, problems);
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Node::Key& key = node.keys[i];
    const std::optional<DofName> name = ParseDofName(key.name);
    double angle = 0;
    // Read even when unknown, so that Finish() does not report it twice.
    fields.Number(key.name, kAngles, Presence::kOptional, angle);
    if (!name) {
      fields.Complain(key.mark, key.name,
                      "unknown joint angle; expected one such as knee_flexion, working.hip_flexion or trunk_flexion");
      continue;
    }
    pose.push_back({name->limb, std::string(name->family), Degrees(angle)});
  }
}

void ReadOptionalPose(Fields& fields, std::string_view name, ProblemList& problems, KeyPose& pose) {
  const Node* node = fields.Find(name, Presence::kOptional, "joint angles in degrees");
  if (node != nullptr) ReadKeyPose(*node, fields.PathOf(name), problems, pose);
}

void ReadReference(Fields& root, ProblemList& problems, Reference& reference) {
  const Node* node = root.Find("reference", Presence::kRequired, "the key poses start and end");
  if (node == nullptr) return;
  Fields fields(*node, root.PathOf("reference"), problems);
  for (const std::string_view name : {"start", "end"}) {
    const Node* pose = fields.Find(name, Presence::kRequired, "joint angles in degrees, as knee_flexion: 5");
    if (pose != nullptr) {
      ReadKeyPose(*pose, fields.PathOf(name), problems, name == "start" ? reference.start : reference.end);
    }
  }
  if (const Node* pose = fields.Find("middle", Presence::kOptional, "joint angles in degrees")) {
    reference.middle.emplace();
    ReadKeyPose(*pose, fields.PathOf("middle"), problems, *reference.middle);
  }
  fields.Finish();
}

/// The signal and the views of a rule: views that the exercise claims and from
/// which the signal can be seen.
void ReadSignal(Fields& fields, const Definition& definition, body::Signal& signal, std::vector<body::View>& views) {
  fields.Enum("signal", Presence::kRequired, signal);
  fields.Views("views", views);
  for (const body::View view : views) {
    const std::string name(body::ViewName(view));
    if (std::find(definition.views.begin(), definition.views.end(), view) == definition.views.end()) {
      fields.Complain(fields.MarkOf("views"), "views", name + " is not among the exercise's own views");
    } else if (signal != body::Signal::kDuration && !body::MeasurableFrom(signal, view)) {
      fields.Complain(fields.MarkOf("views"), "views",
                      std::string(body::SignalName(signal)) + " cannot be seen from " + name);
    }
  }
}

void ReadCounting(Fields& root, ProblemList& problems, Definition& definition) {
  root.Each("counting", Presence::kRequired, kMaxRules, "a list of counting rules by view",
            [&](const Node& item, const std::string& path) {
              CountingRule rule;
              Fields fields(item, path, problems);
              ReadSignal(fields, definition, rule.signal, rule.views);
              fields.Enum("side", Presence::kRequired, rule.side);
              fields.Number("rest", kSignalValues, Presence::kRequired, rule.rest);
              fields.Number("peak", kSignalValues, Presence::kRequired, rule.peak);
              if (rule.rest == rule.peak) {
                fields.Complain(fields.MarkOf("peak"), "peak", "equals rest; expected another value, or nothing moves");
              }
              if (rule.signal == body::Signal::kDuration) {
                fields.Complain(fields.MarkOf("signal"), "signal", "duration cannot count repetitions");
              }
              fields.Finish();
              definition.counting.push_back(std::move(rule));
            });
  for (const body::View view : definition.views) {
    if (RuleFor(definition, view) != nullptr) continue;
    root.Complain(root.MarkOf("counting"), "counting",
                  "has no rule for the view " + std::string(body::ViewName(view)) + ", which views claims");
  }
}

void ReadGates(Fields& root, ProblemList& problems, Definition& definition) {
  root.Each("gates", Presence::kOptional, kMaxRules, "a list of ranges that a repetition must keep",
            [&](const Node& item, const std::string& path) {
              Gate gate;
              Fields fields(item, path, problems);
              // Any view: a gate may use how a signal looks from where it cannot be measured.
              fields.Enum("signal", Presence::kRequired, gate.signal);
              fields.Views("views", gate.views);
              fields.Enum("side", Presence::kRequired, gate.side);
              fields.Enum("at", Presence::kRequired, gate.at);
              fields.Number("min", kSignalValues, gate.min);
              fields.Number("max", kSignalValues, gate.max);
              if (!gate.min && !gate.max) fields.Complain(fields.mark(), "min", "expected min, max or both");
              if (gate.min && gate.max && *gate.min > *gate.max) {
                fields.Complain(fields.MarkOf("max"), "max", "is below min");
              }
              fields.Localized("hint", Presence::kOptional, gate.hint);
              fields.Finish();
              definition.gates.push_back(std::move(gate));
            });
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
  fields.Number("below", kSignalValues, fault.below);
  fields.Number("above", kSignalValues, fault.above);
  if (fault.below.has_value() == fault.above.has_value()) {
    fields.Complain(fields.mark(), "below", "expected exactly one of below and above, as a number");
  }
  fields.Enum("relative_to", Presence::kOptional, fault.relative_to);
  fields.Time("for_s", {0, 10}, Presence::kOptional, fault.min_time);
  fields.Enum("severity", Presence::kRequired, fault.severity);
  fields.Localized("cue", Presence::kRequired, fault.cue);
  ReadExample(fields, problems, fault.example);
  fields.Text("source", Presence::kOptional, fault.source);
  fields.Finish();
  return fault;
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

void ReadContacts(Fields& root, ProblemList& problems, Definition& definition) {
  root.Each("contacts", Presence::kRequired, kMaxRules, "a list of what may not slide, as {part: left_foot, on: floor}",
            [&](const Node& item, const std::string& path) {
              Contact contact;
              Fields fields(item, path, problems);
              fields.Enum("part", Presence::kRequired, contact.part);
              fields.Enum("on", Presence::kRequired, contact.on);
              fields.Enum("at", Presence::kOptional, contact.at);
              fields.Finish();
              definition.contacts.push_back(contact);
            });
}

void ReadDocument(Fields& root, ProblemList& problems, Definition& definition) {
  const std::string_view formats[] = {kFormat};
  std::string format;
  root.Word("format", formats, Presence::kRequired, format);
  root.Id("id", Presence::kRequired, definition.id);
  root.Localized("names", Presence::kRequired, definition.names);
  root.Localized("start_cue", Presence::kRequired, definition.start_cue);
  root.Localized("instructions", Presence::kRequired, definition.instructions);
  root.Localized("contraindications", Presence::kRequired, definition.contraindications);
  root.Localized("equipment", Presence::kOptional, definition.equipment);
  root.Enum("region", Presence::kRequired, definition.region);
  root.Enum("position", Presence::kRequired, definition.position);
  root.Enum("laterality", Presence::kRequired, definition.laterality);
  ReadContacts(root, problems, definition);
  root.Views("views", definition.views);
  ReadDose(root, problems, definition.dose);
  ReadReference(root, problems, definition.reference);
  ReadCounting(root, problems, definition);
  ReadGates(root, problems, definition);
  root.Time("min_duration_s", kRepetitionSeconds, Presence::kOptional, definition.min_duration);
  root.Time("max_duration_s", kRepetitionSeconds, Presence::kOptional, definition.max_duration);
  if (definition.min_duration >= definition.max_duration) {
    root.Complain(root.MarkOf("max_duration_s"), "max_duration_s", "expected more than min_duration_s");
  }
  ReadMeasures(root, problems, definition);
  ReadFaults(root, problems, definition);
  root.Id("easier", Presence::kOptional, definition.easier);
  root.Id("harder", Presence::kOptional, definition.harder);
  root.TextList("sources", Presence::kOptional, definition.sources);
}

}  // namespace

bool IsSnakeCase(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdLength || id[0] < 'a' || id[0] > 'z') return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string FormatProblem(std::string_view file, const Problem& problem) {
  std::string out(file);
  if (problem.mark.line > 0) {
    out += ":" + std::to_string(problem.mark.line) + ":" + std::to_string(problem.mark.column);
  }
  return out + ": " + problem.field + ": " + problem.message;
}

Validation Validate(const Node& document) {
  ProblemList problems;
  Validation out;
  Fields root(document, "", problems);
  if (document.kind == NodeKind::kMap) {
    ReadDocument(root, problems, out.definition);
    root.Finish();
  }
  out.problems = problems.Take();
  std::stable_sort(out.problems.begin(), out.problems.end(),
                   [](const Problem& a, const Problem& b) { return a.mark.line < b.mark.line; });
  return out;
}

Result<Definition> ToDefinition(const Node& document, std::string_view file) {
  Validation validation = Validate(document);
  if (validation.problems.empty()) return std::move(validation.definition);
  std::string message = FormatProblem(file, validation.problems.front());
  if (const std::size_t more = validation.problems.size() - 1; more > 0) {
    message += " (and " + std::to_string(more) + " more)";
  }
  return Error{ErrorCode::kDamaged, std::move(message)};
}

}  // namespace ezpt::exercise
