#include "exercise/validate.h"

#include <algorithm>
#include <optional>

#include "exercise/validate_parts.h"
#include "exercise/vocabulary.h"

namespace ezpt::exercise {
namespace {

constexpr NumberRange kAngles{-180, 180};
constexpr NumberRange kPhaseSeconds{0, 60};
constexpr NumberRange kLongSeconds{0, 600};
constexpr NumberRange kRepetitionSeconds{0.1, 120};

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

void KeepFormat1Rules(Fields& root, Definition& definition) {
  const Node* counting = root.Find("counting", Presence::kRequired, "a list of counting rules by view");
  if (counting == nullptr) return;
  definition.format_1.emplace(Format1Rules{*counting, {}});
  const Node* gates = root.Find("gates", Presence::kOptional, "a list of ranges");
  if (gates != nullptr) definition.format_1->gates = *gates;
}

void ReadDocument(Fields& root, ProblemList& problems, Definition& definition) {
  const std::string_view formats[] = {kFormat, kFormat1};
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
  if (format == kFormat1) KeepFormat1Rules(root, definition);
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

void ReadTempo(const Node& node, const std::string& path, ProblemList& problems, Tempo& tempo) {
  Fields fields(node, path, problems);
  fields.Time("out", {0.1, 60}, Presence::kRequired, tempo.out);
  fields.Time("pause", kPhaseSeconds, Presence::kOptional, tempo.pause);
  fields.Time("back", {0.1, 60}, Presence::kRequired, tempo.back);
  fields.Finish();
}

void ReadKeyPose(const Node& node, const std::string& path, ProblemList& problems, KeyPose& pose) {
  Fields fields(node, path, problems);
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Node::Key& key = node.keys[i];
    const std::optional<DofName> name = ParseDofName(key.name);
    double angle = 0;
    // Read even when unknown, so that Finish() does not report it twice.
    fields.Number(key.name, kAngles, Presence::kRequired, angle);
    if (!name) {
      fields.Complain(key.mark, key.name,
                      "unknown joint angle; expected one such as knee_flexion, working.hip_flexion or trunk_flexion");
      continue;
    }
    pose.push_back({name->limb, std::string(name->family), Degrees(angle)});
  }
}

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
