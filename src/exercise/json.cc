#include "exercise/json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/sha256.h"
#include "exercise/validate.h"
#include "exercise/vocabulary.h"

namespace ezpt::exercise {
namespace {

using Json = nlohmann::ordered_json;

Json NodeJson(const Node& node) {
  if (node.kind == NodeKind::kNull) return nullptr;
  if (node.kind == NodeKind::kScalar) {
    if (node.style == ScalarStyle::kQuoted) return node.scalar;
    Json value = Json::parse(node.scalar, nullptr, false);
    return value.is_discarded() ? Json(node.scalar) : value;
  }
  Json out = node.kind == NodeKind::kMap ? Json::object() : Json::array();
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (node.kind == NodeKind::kMap) {
      out[node.keys[i].name] = NodeJson(node.items[i]);
    } else {
      out.push_back(NodeJson(node.items[i]));
    }
  }
  return out;
}

Json PoseJson(const KeyPose& pose) {
  Json out = Json::object();
  for (const DofAngle& entry : pose) out[FormatDofName(entry)] = entry.angle.value;
  return out;
}

Json ViewsJson(const std::vector<body::View>& views) {
  Json out = Json::array();
  for (const body::View view : views) out.push_back(body::ViewName(view));
  return out;
}

Json TempoJson(const Tempo& tempo) {
  return {{"out", tempo.out.value}, {"pause", tempo.pause.value}, {"back", tempo.back.value}};
}

Json DoseJson(const Dose& dose) {
  return {{"sets", dose.sets},
          {"reps", dose.reps},
          {"hold_s", dose.hold.value},
          {"rest_s", dose.rest.value},
          {"tempo_s", TempoJson(dose.tempo)}};
}

Json ReferenceJson(const Reference& reference) {
  Json out;
  out["start"] = PoseJson(reference.start);
  if (reference.middle) out["middle"] = PoseJson(*reference.middle);
  out["end"] = PoseJson(reference.end);
  return out;
}

Json ContactsJson(const std::vector<Contact>& contacts) {
  Json out = Json::array();
  for (const Contact& contact : contacts) {
    out.push_back({{"part", NameOf(contact.part)}, {"on", NameOf(contact.on)}, {"at", NameOf(contact.at)}});
  }
  return out;
}

void PutLimits(const Condition& condition, Json& out) {
  if (condition.below) out["below"] = *condition.below;
  if (condition.above) out["above"] = *condition.above;
}

void PutAlso(const std::optional<Condition>& also, Json& out) {
  if (!also) return;
  out["also"] = {{"signal", NameOf(also->signal)}, {"side", NameOf(also->side)}};
  PutLimits(*also, out["also"]);
}

Json MeasureJson(const Measure& measure) {
  Json out = {{"id", measure.id},
              {"names", measure.names},
              {"signal", NameOf(measure.signal)},
              {"side", NameOf(measure.side)},
              {"at", NameOf(measure.at)},
              {"views", ViewsJson(measure.views)}};
  if (measure.target) out["target"] = {{"min", measure.target->min}, {"max", measure.target->max}};
  if (!measure.source.empty()) out["source"] = measure.source;
  return out;
}

Json ExampleJson(const FaultExample& example) {
  Json out = Json::object();
  if (!example.start.empty()) out["start"] = PoseJson(example.start);
  if (!example.middle.empty()) out["middle"] = PoseJson(example.middle);
  if (!example.end.empty()) out["end"] = PoseJson(example.end);
  if (example.tempo) out["tempo_s"] = TempoJson(*example.tempo);
  return out;
}

Json FaultJson(const Fault& fault) {
  Json out = {{"id", fault.id},
              {"names", fault.names},
              {"signal", NameOf(fault.signal)},
              {"side", NameOf(fault.side)},
              {"when", NameOf(fault.when)}};
  PutLimits(fault, out);
  PutAlso(fault.also, out);
  out["relative_to"] = NameOf(fault.relative_to);
  out["for_s"] = fault.min_time.value;
  out["views"] = ViewsJson(fault.views);
  out["severity"] = NameOf(fault.severity);
  out["cue"] = fault.cue;
  out["example"] = ExampleJson(fault.example);
  if (!fault.source.empty()) out["source"] = fault.source;
  return out;
}

Json DefinitionJson(const Definition& definition) {
  Json out = {{"format", definition.format_1 ? kFormat1 : kFormat},
              {"id", definition.id},
              {"names", definition.names},
              {"start_cue", definition.start_cue},
              {"instructions", definition.instructions},
              {"contraindications", definition.contraindications}};
  if (!definition.equipment.empty()) out["equipment"] = definition.equipment;
  out["region"] = NameOf(definition.region);
  out["position"] = NameOf(definition.position);
  out["laterality"] = NameOf(definition.laterality);
  out["contacts"] = ContactsJson(definition.contacts);
  out["views"] = ViewsJson(definition.views);
  out["dose"] = DoseJson(definition.dose);
  out["reference"] = ReferenceJson(definition.reference);
  if (definition.format_1) {
    out["counting"] = NodeJson(definition.format_1->counting);
    if (definition.format_1->gates) out["gates"] = NodeJson(*definition.format_1->gates);
  }
  out["min_duration_s"] = definition.min_duration.value;
  out["max_duration_s"] = definition.max_duration.value;
  for (const Measure& measure : definition.measures) out["measures"].push_back(MeasureJson(measure));
  for (const Fault& fault : definition.faults) out["faults"].push_back(FaultJson(fault));
  if (!definition.easier.empty()) out["easier"] = definition.easier;
  if (!definition.harder.empty()) out["harder"] = definition.harder;
  if (!definition.sources.empty()) out["sources"] = definition.sources;
  return out;
}

/// JSON to nodes, keeping the limits of document.h.
class Builder {
 public:
  /// False when a limit is passed.
  bool Build(const Json& json, int depth, Node& out) {
    if (depth > kMaxDocumentDepth || ++nodes_ > kMaxDocumentNodes) return false;
    if (json.is_null()) return true;
    if (json.is_object()) return BuildMap(json, depth, out);
    if (json.is_array()) return BuildSequence(json, depth, out);
    out.kind = NodeKind::kScalar;
    const std::string* text = json.get_ptr<const std::string*>();
    out.style = text == nullptr ? ScalarStyle::kPlain : ScalarStyle::kQuoted;
    out.scalar = text == nullptr ? json.dump() : *text;
    return true;
  }

 private:
  bool BuildMap(const Json& json, int depth, Node& out) {
    out.kind = NodeKind::kMap;
    for (const auto& [key, value] : json.items()) {
      out.keys.push_back({key, {}});
      if (!Build(value, depth + 1, out.items.emplace_back())) return false;
    }
    return true;
  }

  bool BuildSequence(const Json& json, int depth, Node& out) {
    out.kind = NodeKind::kSequence;
    for (const Json& item : json) {
      if (!Build(item, depth + 1, out.items.emplace_back())) return false;
    }
    return true;
  }

  std::size_t nodes_ = 0;
};

Error TooLarge(std::string_view name) {
  return {ErrorCode::kLimitExceeded, std::string(name) + ": too large for an exercise definition; at most " +
                                         std::to_string(kMaxDocumentBytes / 1024) + " KiB, nested at most " +
                                         std::to_string(kMaxDocumentDepth) + " deep"};
}

}  // namespace

std::string ToJson(const Definition& definition) {
  // Texts come from files: bytes that are not UTF-8 must not abort the writer.
  return DefinitionJson(definition).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string DefinitionHash(const Definition& definition) { return Sha256Hex(ToJson(definition)); }

Result<Node> ParseJsonDocument(std::string_view text, std::string_view name) {
  if (text.size() > kMaxDocumentBytes) return TooLarge(name);
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Error{ErrorCode::kDamaged, std::string(name) + ": not valid JSON"};
  Node root;
  if (!Builder().Build(json, 0, root)) return TooLarge(name);
  return root;
}

Result<Definition> ParseDefinitionJson(std::string_view text, std::string_view name) {
  EZPT_TRY(const Node document, ParseJsonDocument(text, name));
  return ToDefinition(document, name);
}

}  // namespace ezpt::exercise
