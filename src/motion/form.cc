#include "motion/form.h"

#include <algorithm>
#include <string>

namespace ezpt::motion {
namespace {

using body::View;
using exercise::Condition;
using exercise::Fault;
using exercise::Measure;
using exercise::MeasureAt;
using exercise::RelativeTo;
using exercise::Severity;
using exercise::When;

constexpr Seconds kBlindTime{0.3};
constexpr double kMinorCost = 0.15, kMajorCost = 0.35, kHarmfulCost = 0.6;
constexpr double kCorrectScore = 0.8;
// A signal seen on fewer of the frames than this makes its measure uncertain.
constexpr double kSeenShare = 0.7;
// And so does a range of which more than this may have gone unseen between frames.
constexpr double kHiddenShare = 0.05;

bool Shows(const std::vector<View>& views, const FormInput& in) {
  return in.metres || std::find(views.begin(), views.end(), in.side.view) != views.end();
}

/// The figure as it may have been for want of frames where that excuses the fault: the
/// movement farther than was seen, and longer.
double MostFavourable(const Condition& condition, When when, const FormInput& in, double value) {
  if (condition.signal == body::Signal::kDuration) {
    const bool all = in.definition.dose.hold <= Seconds(0) && (when == When::kMoving || when == When::kWhole);
    const Seconds loose = in.parts.loose_ends + (all ? Seconds(0) : in.parts.loose_near);
    return condition.below ? value + loose.value : value;
  }
  if (when != When::kPeak) return value;
  const auto start = AtStart(in.samples, in.bank.IndexOf(condition.signal), condition.side, in.side, in.parts);
  const bool falls_short = start && (condition.below ? value > *start : value < *start);
  return falls_short ? value + HiddenShare(in.parts) * (value - *start) : value;
}

/// Whether a figure of the whole movement meets the condition: one at the peak, at the start, or a duration.
bool MeetsOnce(const Condition& condition, When when, const FormInput& in, double origin) {
  std::optional<double> value;
  if (condition.signal == body::Signal::kDuration) {
    value = DurationOf(when, in.parts, in.definition.dose.hold > Seconds(0));
  } else {
    const std::size_t signal = in.bank.IndexOf(condition.signal);
    value = when == When::kPeak ? AtPeak(in.samples, signal, condition.side, in.side, in.parts)
                                : AtStart(in.samples, signal, condition.side, in.side, in.parts);
  }
  return value && Meets(condition, MostFavourable(condition, when, in, *value) - origin);
}

std::optional<FaultSpan> FindSingle(const Fault& fault, const FormInput& in, double origin) {
  if (!MeetsOnce(fault, fault.when, in, origin)) return std::nullopt;
  if (fault.also && !MeetsOnce(*fault.also, fault.when, in, 0)) return std::nullopt;
  if (fault.signal == body::Signal::kDuration) {
    return FaultSpan{fault.id, in.parts.start, in.parts.end, fault.severity};
  }
  if (fault.when == When::kPeak) return FaultSpan{fault.id, in.parts.near_from, in.parts.near_to, fault.severity};
  return FaultSpan{fault.id, in.parts.start, in.parts.start, fault.severity};
}

/// Whether the fault's conditions hold at that moment; nothing when one of them is not seen.
std::optional<bool> MeetsAt(const Fault& fault, const Sample& sample, const FormInput& in, double origin) {
  const auto read = [&](const Condition& condition) {
    return Resolve(sample.values[in.bank.IndexOf(condition.signal)], condition.side, in.side);
  };
  const auto value = read(fault);
  if (!value) return std::nullopt;
  if (!fault.also) return Meets(fault, *value - origin);
  const auto other = read(*fault.also);
  if (!other) return std::nullopt;
  return Meets(fault, *value - origin) && Meets(*fault.also, *other);
}

/// From the first to the last moment at which the condition had held for its time.
std::optional<FaultSpan> FindLasting(const Fault& fault, const FormInput& in, double origin) {
  const bool holds = in.definition.dose.hold > Seconds(0);
  std::optional<FaultSpan> found;
  bool holding = false;
  Seconds since{}, last{-1e9};
  for (const Sample& s : in.samples) {
    if (!Within(fault.when, s.t, in.parts, holds)) continue;
    const auto meets = MeetsAt(fault, s, in, origin);
    if (!meets) continue;
    const bool unbroken = holding && s.t - last <= kBlindTime;
    if (*meets && !unbroken) since = s.t;
    holding = *meets;
    last = s.t;
    if (!holding || s.t - since < fault.min_time) continue;
    if (!found) found = FaultSpan{fault.id, since, s.t, fault.severity};
    found->to = s.t;
  }
  return found;
}

Doubt WhyNotFrom(const Measure& measure, View view) {
  const bool frontal =
      std::all_of(measure.views.begin(), measure.views.end(), [](View v) { return v == View::kFront; });
  if (frontal) return Doubt::kFromTheSide;
  return view == View::kFront ? Doubt::kFromTheFront : Doubt::kAtAnAngle;
}

double SeenShare(const FormInput& in, const Measure& measure) {
  const std::size_t signal = in.bank.IndexOf(measure.signal);
  double seen = 0, all = 0;
  for (const Sample& s : in.samples) {
    if (s.t < in.parts.start || s.t > in.parts.end) continue;
    all += 1;
    seen += Resolve(s.values[signal], measure.side, in.side) ? 1 : 0;
  }
  return all > 0 ? seen / all : 0;
}

MeasureValue Take(const Measure& measure, const FormInput& in) {
  MeasureValue out;
  out.id = measure.id;
  out.unit = body::UnitOf(measure.signal);
  if (in.shape == PictureShape::kUnknown && out.unit != body::SignalUnit::kSeconds) {
    out.status = MeasureStatus::kNotMeasurable;
    out.doubt = Doubt::kNoShape;
    return out;
  }
  if (!Shows(measure.views, in)) {
    out.status = MeasureStatus::kNotMeasurable;
    out.doubt = WhyNotFrom(measure, in.side.view);
    return out;
  }
  const std::size_t signal = in.bank.IndexOf(measure.signal);
  const auto peak = AtPeak(in.samples, signal, measure.side, in.side, in.parts);
  const auto start = AtStart(in.samples, signal, measure.side, in.side, in.parts);
  switch (measure.at) {
    case MeasureAt::kPeak:
      out.value = peak;
      break;
    case MeasureAt::kStart:
      out.value = start;
      break;
    case MeasureAt::kRange:
      if (peak && start) out.value = *peak - *start;
      break;
  }
  if (!out.value) {
    out.status = MeasureStatus::kNotMeasurable;
    out.doubt = Doubt::kNotSeen;
  } else if (SeenShare(in, measure) < kSeenShare) {
    out.status = MeasureStatus::kUncertain;
    out.doubt = Doubt::kPartlyHidden;
  } else if (HiddenShare(in.parts) > kHiddenShare) {
    out.status = MeasureStatus::kUncertain;
    out.doubt = Doubt::kTooFewFrames;
  } else if (!in.metres && in.side.view == View::kOblique && out.unit == body::SignalUnit::kDegrees) {
    out.status = MeasureStatus::kUncertain;
    out.doubt = Doubt::kForeshortened;
  }
  return out;
}

double CostOf(Severity severity) {
  switch (severity) {
    case Severity::kMinor:
      return kMinorCost;
    case Severity::kMajor:
      return kMajorCost;
    case Severity::kHarmful:
      return kHarmfulCost;
  }
  return 0;
}

}  // namespace

std::vector<FaultSpan> FindFaults(const FormInput& in, bool complete) {
  std::vector<FaultSpan> faults;
  for (const Fault& fault : in.definition.faults) {
    if (!Shows(fault.views, in)) continue;
    const bool duration = fault.signal == body::Signal::kDuration;
    if (in.shape == PictureShape::kUnknown && !duration) continue;
    const bool single = duration || fault.when == When::kPeak || fault.when == When::kStart;
    // A figure of the whole movement is known when the movement is over.
    if (single && !complete) continue;
    double origin = 0;
    if (fault.relative_to == RelativeTo::kStart && !duration) {
      const auto start = AtStart(in.samples, in.bank.IndexOf(fault.signal), fault.side, in.side, in.parts);
      if (!start) continue;
      origin = *start;
    }
    const auto found = single ? FindSingle(fault, in, origin) : FindLasting(fault, in, origin);
    if (found) faults.push_back(*found);
  }
  std::stable_sort(faults.begin(), faults.end(),
                   [](const FaultSpan& a, const FaultSpan& b) { return a.from < b.from; });
  return faults;
}

std::vector<MeasureValue> TakeMeasures(const FormInput& in) {
  std::vector<MeasureValue> out;
  out.reserve(in.definition.measures.size());
  for (const Measure& measure : in.definition.measures) out.push_back(Take(measure, in));
  return out;
}

bool Judges(const FormInput& in) { return Shows(in.definition.views, in); }

double Score(const std::vector<FaultSpan>& faults) {
  double score = 1.0;
  for (const FaultSpan& fault : faults) score -= CostOf(fault.severity);
  return std::max(score, 0.0);
}

bool IsCorrect(const std::vector<FaultSpan>& faults) {
  const bool serious =
      std::any_of(faults.begin(), faults.end(), [](const FaultSpan& f) { return f.severity != Severity::kMinor; });
  return !serious && Score(faults) >= kCorrectScore;
}

}  // namespace ezpt::motion
