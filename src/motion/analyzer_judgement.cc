// What a movement that is over was: this exercise, another one, or nothing that can be told yet.
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/math.h"
#include "motion/analyzer_impl.h"
#include "motion/form.h"
#include "motion/position.h"

namespace ezpt::motion {
namespace {

using body::Side;
using exercise::Laterality;

// Of the two sides the farther one has to do so much more.
constexpr double kAlike = 0.8;
// In profile the nearer limb hides the farther one: it is the nearer one's movement as long as that does so much of it.
constexpr double kAlikeInProfile = 0.5;
// Less like the exercise than the first is another movement; more than the second surely is none. Cosines.
constexpr double kLeastLikeness = 0.6, kSurely = 0.85;
// Of the prescribed way: with so much of it seen, the far end was not between two pictures.
constexpr double kFarSeen = 0.4;
// Of the way, from one frame to the next: a joint was found elsewhere for a while.
constexpr double kJump = 0.75;
// What people do all day and is so much more like it is what was done: clearly, or on the side that is hidden.
constexpr double kClearly = 0.09, kFarClearly = -0.01;
// … and so much less like it, it may have been.
constexpr double kHardly = 0.06;
// With less evidence than this, of all that the person did so far, it is another exercise of the library.
constexpr double kLeastEvidence = 0.2;
// Of the prescribed way, a movement that is no chance.
constexpr double kSurelyWay = 0.5;
// Two movements are the same one: within this factor as far (less is an attempt, segmenter.cc), and this cosine. So
// soon after one another.
constexpr double kSimilarWay = 2.5, kSimilar = 0.8;
constexpr Seconds kSoonAfter{6.0};
// Who does it in place ends it where it began, within so many trunks.
constexpr double kStays = 0.7;

// Two movements at the same time for more than this share are one.
constexpr double kSame = 0.5;
// So many repetitions back another one may be the same movement of the other side.
constexpr std::size_t kLately = 3;
// Cut off by the recording's end with so much of the way back done, it was done; from the second share of the way it is
// the far end.
constexpr double kNearlyBack = 0.5, kAtFarEnd = 0.75;
// Of the prescribed hold: kept.
constexpr double kHoldShare = 0.9;

/// The share of the shorter of two movements in which both were under way.
double Shared(const Repetition& rep, Seconds start, Seconds end) {
  const Seconds both = std::min(rep.end, end) - std::max(rep.start, start);
  return both / std::min(rep.end - rep.start, end - start);
}

double ProgressAt(const Samples& samples, Seconds t) {
  double progress = samples.front().progress;
  for (const Sample& s : samples) {
    if (s.t <= t) progress = s.progress;
  }
  return progress;
}

}  // namespace

/// Two limbs that move together are one repetition.
bool Analyzer::Impl::Superseded(Seconds start, Seconds end) const {
  const auto same = [&](const Repetition& rep) { return Shared(rep, start, end) > kSame; };
  const std::size_t lately = std::min(done_.reps.size(), kLately);
  return who_.used == 2 &&
         (std::any_of(due_.begin(), due_.end(), [&](const Counted& counted) { return same(counted.rep); }) ||
          std::any_of(done_.reps.end() - static_cast<std::ptrdiff_t>(lately), done_.reps.end(), same));
}

/// Of the two sides the one that did it: which went farther, and more like it. Who does it with both is seen best on
/// the nearer side.
const Track& Analyzer::Impl::BestShown(const Track& track, const Segmenter::Span& span, double way) const {
  if (who_.used == 1) return track;
  const Track& other = &track == &who_.tracks[0] ? who_.tracks[1] : who_.tracks[0];
  if (other.samples().empty()) return track;
  double low = 1e9, high = -1e9;
  for (const Sample& s : other.samples()) {
    if (s.t < span.start || s.t > span.end) continue;
    low = std::min(low, s.progress);
    high = std::max(high, s.progress);
  }
  const double worth = way * LikenessOf(track, FindParts(track.samples(), span.start, span.end, span.rest, true));
  const double its = (high - low) * LikenessOf(other, FindParts(other.samples(), span.start, span.end, low, true));
  const bool nearer = other.side() == who_.view.estimate().nearer;
  if (who_.aimed->profile()) return nearer && its > kAlikeInProfile * worth ? other : track;
  return its > worth * (nearer ? kAlike : 1 / kAlike) ? other : track;
}

double Analyzer::Impl::LikenessOf(const Track& track, const Parts& parts) const {
  return who_.aimed->Likeness(EndsOf(track.samples(), parts).moved(), track.side().value_or(Side::kLeft));
}

/// Whether the side that worked is hidden behind the other one: nothing else must be as like it.
bool Analyzer::Impl::IsFar(const Track& track) const {
  return who_.used == 2 && who_.aimed->profile() && track.side() != who_.view.estimate().nearer;
}

std::optional<Dismissed> Analyzer::Impl::Refuse(const Track& track, const Parts& parts, const Counted& counted) const {
  if (counted.rep.likeness < kLeastLikeness) return Dismissed{Dismissal::kOtherMovement};
  const double clearly = IsFar(track) ? kFarClearly : kClearly;
  if (counted.likeness_to_everyday > counted.rep.likeness + clearly) return Dismissed{Dismissal::kOtherMovement};
  const bool compared = options_.others != nullptr;
  if (compared && who_.evidence + counted.evidence < kLeastEvidence * (who_.judged + 1)) {
    return Dismissed{Dismissal::kOtherMovement};
  }
  if (LargestStep(track.samples(), parts) > kJump) return Dismissed{Dismissal::kOtherMovement};
  // Where it was farthest no picture came: what was done meanwhile nobody knows.
  if (parts.blind_at_top > kSeldom && counted.rep.way < kFarSeen) return Dismissed{Dismissal::kNoPictures};
  if (DriftOf(track.samples(), parts) > kStays) return Dismissed{Dismissal::kFeetMoved};
  SideContext side = SideOf(track);
  side.view = track.view();
  if (BentDown(definition_, who_.bank, track.samples(), parts, side)) return Dismissed{Dismissal::kOtherMovement};
  if (FeetMoved(definition_, who_.bank, track.samples(), parts, side)) return Dismissed{Dismissal::kFeetMoved};
  return std::nullopt;
}

double Analyzer::Impl::LikenessToEveryday(const BodyPoints& moved, Side working) const {
  double best = -1;
  if (options_.others == nullptr) return best;
  for (const MovementLibrary::Entry& other : options_.others->movements) {
    if (other.everyday) best = std::max(best, who_.aimed->LikenessOfOther(moved, working, other.movement));
  }
  return best;
}

/// How much more the poses are this exercise's than those of the other one that they are nearest to, and how much the
/// movement between them is like it. People differ from the reference in both, and the noise grows with that: so it is
/// the ratio that tells.
double Analyzer::Impl::EvidenceFor(const Counted& counted, Side working) const {
  if (options_.others == nullptr) return 0;
  const auto& [rest, far] = counted.ends;
  double nearest = 1e9;
  for (const MovementLibrary::Entry& other : options_.others->movements) {
    if (other.everyday || other.id == definition_.id) continue;
    nearest = std::min(nearest, who_.aimed->PoseDistanceOfOther(rest, far, working, other.movement));
  }
  // The other one's likeness is not asked for: of a part of its way, another movement may be perfectly alike.
  return PoseFit(counted.rep.distance) + MovementFit(counted.rep.likeness) - PoseFit(nearest);
}

/// Whether a movement is one that was done before.
bool Analyzer::Impl::Alike(const std::optional<Counted>& before, const Counted& now) const {
  return before && now.rep.way < kSimilarWay * before->rep.way && before->rep.way < kSimilarWay * now.rep.way &&
         before->rep.side == now.rep.side &&
         who_.aimed->Likeness(before->ends.moved(), now.ends.moved(), now.rep.side.value_or(Side::kLeft)) > kSimilar;
}

/// Whether it need not be seen twice.
bool Analyzer::Impl::IsSure(const Counted& counted) {
  return counted.rep.way >= kSurelyWay && counted.rep.likeness >= kSurely &&
         counted.rep.likeness >= counted.likeness_to_everyday;
}

std::optional<Repetition> Analyzer::Impl::OnlyOne() const {
  for (const std::optional<Counted>& one : who_.doubtful) {
    const bool fits = one && one->rep.likeness >= kSurely && one->rep.likeness >= one->likeness_to_everyday - kHardly;
    if (fits) return one->rep;
  }
  return std::nullopt;
}

/// A small one, or one that is hardly like the exercise, counts when another like it follows: what happens once may be
/// anything.
void Analyzer::Impl::Report(Counted counted, MotionUpdate& update) {
  const std::size_t side = counted.rep.side == Side::kRight ? 1 : 0;
  std::optional<Counted>& doubtful = who_.doubtful[side];
  std::optional<Counted>& known = who_.known[side];
  const bool sure = options_.movements != nullptr || IsSure(counted) || Alike(known, counted);
  const bool again = doubtful && counted.rep.start - doubtful->rep.end < kSoonAfter && Alike(doubtful, counted);
  if (!sure && !again) {
    if (doubtful) update.dismissed = Dismissed{Dismissal::kOtherMovement};
    doubtful = std::move(counted);
    return;
  }
  if (again && !Superseded(doubtful->rep.start, doubtful->rep.end)) due_.push_back(*std::move(doubtful));
  doubtful = std::nullopt;
  known = counted;
  due_.push_back(std::move(counted));
}

/// The same movement may be in doubt as the other side's: the one that is more like the exercise stays.
bool Analyzer::Impl::SettleDoubt(const Repetition& rep) {
  for (std::optional<Counted>& one : who_.doubtful) {
    if (who_.used == 1 || !one || Shared(one->rep, rep.start, rep.end) <= kSame) continue;
    if (one->rep.likeness >= rep.likeness) return false;
    one.reset();
  }
  return true;
}

void Analyzer::Impl::Conclude(Track& track, MotionUpdate& update) {
  Segmenter::Span span = track.segmenter().finished();
  span.start = Onset(track.samples(), span.start, span.peak);
  if (!Superseded(span.start, span.end)) {
    const Track& shown = BestShown(track, span, span.way());
    const auto rest = ProgressAt(shown.samples(), span.start);
    const Parts parts = FindParts(shown.samples(), span.start, span.end, rest, true);
    SideContext side = SideOf(shown);
    side.view = track.view();
    Counted counted = Describe(shown, span, parts, side);
    // The rest until the next one is not of it.
    if (options_.movements) counted.rep.end = Return(shown.samples(), span.start, span.peak, span.end);
    const bool like = counted.rep.likeness >= kLeastLikeness;
    const double evidence = counted.evidence;
    const auto objection = options_.movements ? std::nullopt : Refuse(shown, parts, counted);
    if (objection) {
      update.dismissed = *objection;
    } else if (SettleDoubt(counted.rep)) {
      Report(std::move(counted), update);
      track.Accept();
      for (Track& other : who_.tracks) {
        if (&other != &track) other.Expect(span.way());
      }
    }
    if (like) {
      who_.evidence += evidence;
      ++who_.judged;
    }
  }
  // After a turn-around the next movement is under way: its own rest is its start.
  track.DropFinished();
}

/// One repetition a frame becomes known.
void Analyzer::Impl::Tell(MotionUpdate& update) {
  if (due_.empty()) return;
  update.completed = due_.front().rep;
  if (definition_.dose.hold > Seconds(0)) done_.holds.push_back(due_.front().hold);
  done_.reps.push_back(std::move(due_.front().rep));
  due_.pop_front();
}

Counted Analyzer::Impl::Describe(const Track& track, const Segmenter::Span& span, const Parts& parts,
                                 const SideContext& side) const {
  const FormInput in{definition_, who_.bank, track.samples(), parts, side, shape_, who_.heading.metres()};
  Repetition rep;
  rep.start = span.start;
  rep.peak = span.peak;
  rep.end = span.end;
  rep.view = side.view;
  if (definition_.laterality != Laterality::kBilateral) rep.side = side.working.value_or(side.nearer);
  rep.hold = parts.near_to - parts.near_from;
  rep.way = span.way();
  rep.measures = TakeMeasures(in);
  rep.faults = FindFaults(in, true);
  rep.score = Score(rep.faults);
  rep.judged = Judges(in);
  rep.correct = rep.judged && IsCorrect(rep.faults) && Followed(parts);
  const Side working = track.side().value_or(Side::kLeft);
  Counted counted;
  counted.ends = EndsOf(track.samples(), parts);
  rep.likeness = who_.aimed->Likeness(counted.ends.moved(), working);
  counted.rep = std::move(rep);
  counted.rep.distance = who_.aimed->PoseDistance(counted.ends.rest, counted.ends.far, working);
  counted.hold = {parts.near_from, parts.near_to, counted.rep.hold >= definition_.dose.hold * kHoldShare};
  counted.likeness_to_everyday = LikenessToEveryday(counted.ends.moved(), working);
  counted.evidence = EvidenceFor(counted, working);
  return counted;
}

std::optional<Repetition> Analyzer::Impl::CutOff() const {
  for (std::size_t i = 0; i < who_.used; ++i) {
    const Track& track = who_.tracks[i];
    if (!track.segmenter().far_enough() || done_.reps.empty() || !began_at_[i]) continue;
    const Segmenter::Span& current = track.segmenter().current();
    const double far = current.rest + kAtFarEnd * current.way();
    const bool both_far = *began_at_[i] >= far && track.progress() >= far;
    const bool nearly_back = track.progress() <= current.top - kNearlyBack * current.way();
    if (!both_far && !nearly_back) continue;
    Segmenter::Span span = current;
    span.end = last_t_;
    const Parts parts = FindParts(track.samples(), span.start, span.end, span.rest, true);
    SideContext side = SideOf(track);
    side.view = track.view();
    Counted counted = Describe(track, span, parts, side);
    if (!Refuse(track, parts, counted)) return counted.rep;
  }
  return std::nullopt;
}

}  // namespace ezpt::motion
