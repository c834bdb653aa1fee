#include "server/pages/safety_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "coach/limits.h"
#include "coach/measure_text.h"
#include "motion/personal_limit.h"
#include "server/pages/page.h"
#include "server/say.h"
#include "server/wall_clock.h"

namespace ezpt::server {
namespace {

using exercise::In;
using nlohmann::json;

/// What the person may choose to limit, and at which end.
std::vector<ChoiceView> Choices(const exercise::Definition& definition, const std::string& language) {
  std::vector<ChoiceView> choices;
  for (const exercise::Measure& measure : definition.measures) {
    const auto end = motion::FarEnd(definition, measure.id);
    if (!end.ok() || body::UnitOf(measure.signal) != body::SignalUnit::kDegrees) continue;
    const bool most = *end == motion::LimitEnd::kMost;
    choices.push_back({.id = measure.id,
                       .name = In(measure.names, language),
                       .end = most ? "most" : "least",
                       .words = Say(language, most ? Words("limit.no_more_than") : Words("limit.no_less_than"))});
  }
  return choices;
}

LastPainView MakeLastPain(const store::PainRow& pain, std::string_view language) {
  return {.started = FormatUtc(pain.started_ms),
          .started_text = FormatDay(pain.started_ms, language),
          .has_score = pain.score.has_value(),
          .score = pain.score.value_or(0),
          .url = "/sessions/" + pain.session};
}

}  // namespace

std::string LimitText(const exercise::Definition& definition, const std::optional<motion::PersonalLimit>& limit,
                      const std::string& language) {
  const exercise::Measure* measure = limit ? exercise::FindMeasure(definition, limit->quantity) : nullptr;
  if (measure == nullptr) return "";
  const json bounds = coach::ToJson(*limit);
  const std::string unit = coach::UnitText(body::UnitOf(measure->signal));
  const std::string name = In(measure->names, language);
  const std::string least = Decimal(fmt::format("{:g}{}", limit->least, unit), language);
  const std::string most = Decimal(fmt::format("{:g}{}", limit->most, unit), language);
  std::string text;
  if (bounds["most"].is_null()) {
    text = Say(language, "limit.least", {{"measure", name}, {"least", least}});
  } else if (bounds["least"].is_null()) {
    text = Say(language, "limit.most", {{"measure", name}, {"most", most}});
  } else {
    text = Say(language, "limit.between", {{"measure", name}, {"least", least}, {"most", most}});
  }
  if (bounds["side"] == "left") return Say(language, "limit.left", {{"limit", text}});
  if (bounds["side"] == "right") return Say(language, "limit.right", {{"limit", text}});
  return text;
}

Result<json> KeptLimit(const Site& site, const Context& context, const std::string& exercise) {
  EZPT_TRY(const std::vector<store::LimitRow> rows, site.person->Limits(context.person.owner));
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.exercise == exercise; });
  const bool has_limit = row != rows.end() && !row->limit_json.empty();
  return json{{"limit", has_limit ? json::parse(row->limit_json, nullptr, false) : json(nullptr)},
              {"set_ms", row != rows.end() ? row->set_ms : 0}};
}

Result<SafetyView> MakeSafetyView(const Site& site, const Context& context, const exercise::Definition& definition) {
  EZPT_TRY(const json kept, KeptLimit(site, context, definition.id));
  EZPT_TRY(const std::optional<store::PainRow> pain, site.person->LastPain(context.person.owner, definition.id));
  const auto easier = site.library->Find(definition.easier);
  SafetyView view;
  view.person = PersonTag(context);
  view.kept = kept.dump();
  view.choices = Choices(definition, context.language);
  view.has_choices = !view.choices.empty();
  view.has_sides = definition.laterality != exercise::Laterality::kBilateral;
  view.has_pain = pain.has_value();
  if (pain) view.pain = MakeLastPain(*pain, context.language);
  view.has_easier = easier != nullptr;
  if (easier != nullptr) view.easier = {In(easier->names, context.language), "/exercises/" + easier->id};
  view.is_standing = definition.position == exercise::Position::kStanding;
  return view;
}

}  // namespace ezpt::server
