#include "motion/personal_limit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "body/posture.h"
#include "body/signal.h"
#include "exercise/reference.h"
#include "motion/reference_body.h"
#include "motion/reference_stream.h"

namespace ezpt::motion {
namespace {

using body::View;
using exercise::Definition;
using exercise::SideRule;

/// With less of the movement left than this, its thresholds are no further apart than a camera errs.
constexpr double kLeastShare = 0.25;
/// Degrees that a start pose may lie outside of the limit: what a camera errs, and how differently people stand.
constexpr double kStartSlack = 8;

/// The reference motion's two ends as one view shows them.
class Ends {
 public:
  Ends(const Definition& definition, View view)
      : working_(view == View::kSideRight ? body::Side::kRight : body::Side::kLeft) {
    const ReferenceStreamOptions options{
        .reps = 1, .view = view, .working = working_, .still = Seconds(0.5), .noise = 0};
    const auto frames = MakeReferenceStream(definition, options);
    const exercise::Tempo tempo = exercise::ResolveReference(definition, working_, nullptr).tempo;
    const double at_end = (options.still + tempo.out + Seconds(0.1)).value * options.fps;
    start_ = frames.front().pose.value_or(body::Pose{});
    end_ = frames[std::min(frames.size() - 1, static_cast<std::size_t>(at_end))].pose.value_or(body::Pose{});
  }

  [[nodiscard]] std::optional<double> AtStart(body::Signal signal, SideRule rule) const {
    return At(start_, signal, rule);
  }
  [[nodiscard]] std::optional<double> AtEnd(body::Signal signal, SideRule rule) const { return At(end_, signal, rule); }

 private:
  [[nodiscard]] std::optional<double> At(const body::Pose& pose, body::Signal signal, SideRule rule) const {
    const body::Side side = rule == SideRule::kOther ? body::Opposite(working_) : working_;
    const body::SignalContext context{.nearer = working_, .scale = body::MeasureScale(start_, 0.2F), .start = &start_};
    return body::Evaluate(signal, pose, side, context);
  }

  body::Side working_;
  body::Pose start_;
  body::Pose end_;
};

bool Has(const std::vector<View>& views, View view) {
  return std::find(views.begin(), views.end(), view) != views.end();
}

/// Makes a definition's thresholds those of the part of the movement that is left.
class Shortening {
 public:
  Shortening(Definition& definition, double share) : definition_(definition), share_(share) {}

  void Apply() {
    for (exercise::Measure& measure : definition_.measures) ShortenTarget(measure);
    std::erase_if(definition_.faults, [this](const exercise::Fault& fault) { return AsksForMore(fault); });
    ShortenReference();
  }

 private:
  [[nodiscard]] double Shortened(double start, double threshold) const { return start + share_ * (threshold - start); }

  void ShortenTarget(exercise::Measure& measure) {
    if (!measure.target) return;
    const auto at_start = AtStart(measure.views.front(), measure.signal, measure.side);
    if (!at_start) return;
    const double start = measure.at == exercise::MeasureAt::kRange ? 0 : *at_start;
    exercise::Target& target = *measure.target;
    if (start < target.min) target.min = Shortened(start, target.min);
    if (start > target.max) target.max = Shortened(start, target.max);
  }

  /// Whether the fault is there as long as nobody moves: its cue asks to go further.
  [[nodiscard]] bool AsksForMore(const exercise::Fault& fault) {
    if (fault.signal == body::Signal::kDuration) return false;
    if (fault.when != exercise::When::kPeak && fault.when != exercise::When::kHold) return false;
    const auto at_start = AtStart(fault.views.front(), fault.signal, fault.side);
    return at_start && exercise::Meets(fault, fault.relative_to == exercise::RelativeTo::kStart ? 0 : *at_start);
  }

  /// The figure and the virtual patient go no further either.
  void ShortenReference() const {
    const body::JointAngles posture = body::RestPose(PostureOf(definition_.position));
    exercise::Reference& reference = definition_.reference;
    const auto start = exercise::ResolveKeyPose(reference.start, body::Side::kLeft, posture);
    const auto shorten = [&](exercise::KeyPose& pose) { pose = exercise::PartOfTheWay(pose, start, share_); };
    if (reference.middle) shorten(*reference.middle);
    shorten(reference.end);
    for (exercise::Fault& fault : definition_.faults) {
      shorten(fault.example.middle);
      shorten(fault.example.end);
    }
  }

  [[nodiscard]] std::optional<double> AtStart(View view, body::Signal signal, SideRule rule) {
    return ends_.try_emplace(view, definition_, view).first->second.AtStart(signal, rule);
  }

  Definition& definition_;
  double share_;
  std::map<View, Ends> ends_;  ///< Of the whole movement: the reference is shortened last.
};

/// Told while it is seen, and at the end of the repetition.
exercise::Fault PastLimit(const exercise::Measure& measure, const PersonalLimit& limit, bool rising) {
  exercise::Fault fault;
  fault.id = kPastLimit;
  fault.names = {{"en", "Past your limit"}, {"de", "Über Ihre Grenze"}};
  fault.signal = measure.signal;
  fault.side = measure.side;
  fault.when = exercise::When::kWhole;
  (rising ? fault.above : fault.below) = rising ? limit.most : limit.least;
  fault.min_time = Seconds(0.1);
  fault.views = measure.views;
  fault.severity = exercise::Severity::kHarmful;
  fault.cue = {{"en", "Not so far."}, {"de", "Nicht so weit."}};
  fault.source = "This person's limit.";
  return fault;
}

Error Refused(std::string why) { return {ErrorCode::kInvalidArgument, "personal limit: " + std::move(why)}; }

Error NoSuchQuantity(const Definition& definition, std::string_view quantity) {
  std::string known;
  for (const exercise::Measure& measure : definition.measures) {
    if (measure.at == exercise::MeasureAt::kPeak) known += (known.empty() ? "" : ", ") + measure.id;
  }
  return Refused(definition.id + " has no " + std::string(quantity) + "; it has " + known);
}

/// How far the whole movement goes in one quantity.
struct Excursion {
  exercise::Measure measure;
  double start = 0;
  double end = 0;

  [[nodiscard]] bool rising() const { return end > start; }
};

Result<Excursion> ExcursionOf(const Definition& definition, std::string_view quantity) {
  const exercise::Measure* measure = exercise::FindMeasure(definition, quantity);
  if (measure == nullptr || measure->at != exercise::MeasureAt::kPeak) return NoSuchQuantity(definition, quantity);
  const Ends ends(definition, measure->views.front());
  const auto start = ends.AtStart(measure->signal, measure->side), end = ends.AtEnd(measure->signal, measure->side);
  if (!start || !end || *start == *end) return Refused(std::string(quantity) + " does not change in " + definition.id);
  return Excursion{*measure, *start, *end};
}

/// Drops the views that do not show the measure, and all rules that are left without a view.
void KeepViewsOf(const exercise::Measure& measure, Definition& definition) {
  const auto keep = [&](std::vector<View>& views) {
    std::erase_if(views, [&](View view) { return !Has(measure.views, view); });
  };
  keep(definition.views);
  const auto keep_all = [&](auto& rules) {
    for (auto& rule : rules) keep(rule.views);
    std::erase_if(rules, [](const auto& rule) { return rule.views.empty(); });
  };
  keep_all(definition.measures);
  keep_all(definition.faults);
}

}  // namespace

Result<LimitEnd> FarEnd(const Definition& definition, std::string_view quantity) {
  EZPT_TRY(const Excursion way, ExcursionOf(definition, quantity));
  return way.rising() ? LimitEnd::kMost : LimitEnd::kLeast;
}

bool Applies(const PersonalLimit& limit, SideChoice session) {
  const bool other_side = (limit.side == SideChoice::kLeft && session == SideChoice::kRight) ||
                          (limit.side == SideChoice::kRight && session == SideChoice::kLeft);
  return !other_side;
}

Result<Definition> WithinLimit(const Definition& definition, const PersonalLimit& limit, SideChoice side) {
  if (!(limit.least <= limit.most)) return Refused("the least is more than the most");
  if (!Applies(limit, side)) return definition;
  EZPT_TRY(const Excursion way, ExcursionOf(definition, limit.quantity));
  const exercise::Measure& measure = way.measure;
  if (way.start < limit.least - kStartSlack || way.start > limit.most + kStartSlack) {
    return Refused("the exercise begins at " + std::to_string(std::lround(way.start)) + ", outside of the limit");
  }
  const double bound = way.rising() ? limit.most : limit.least;
  const double share = std::min(1.0, (bound - way.start) / (way.end - way.start));
  if (share < kLeastShare) return Refused("so little of the movement is left that it cannot be counted");

  Definition own = definition;
  KeepViewsOf(measure, own);
  if (share < 1) Shortening(own, share).Apply();
  for (exercise::Measure& each : own.measures) {
    if (each.id != measure.id || !each.target) continue;
    each.target->max = std::min(each.target->max, limit.most);
    each.target->min = std::max(each.target->min, limit.least);
  }
  own.faults.insert(own.faults.begin(), PastLimit(measure, limit, way.rising()));
  return own;
}

}  // namespace ezpt::motion
