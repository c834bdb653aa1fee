// What a movement that is over was: this exercise, another one, or nothing that can be told yet.
#include <algorithm>
#include <utility>

#include "motion/analyzer_impl.h"
#include "motion/position.h"

namespace ezpt::motion {
namespace {

using body::Side;

// Of the two sides, so much more of the movement makes one the working one against the nearer one.
constexpr double kAlike = 0.8;
// Less like the exercise than the first is another movement; more than the second surely is none. Cosines.
constexpr double kLeastLikeness = 0.5, kSurely = 0.85, kJustLike = 0.9;
// What is all that was recorded need not be so much like it.
constexpr double kOnlyOne = 0.75;
// Another exercise that is so much more like it is what was done.
constexpr double kClearly = 0.15;
// One that is hardly more like it leaves it sure; what people do all day does not.
constexpr double kHardly = 0.06;
// Of the prescribed way, a movement that is no chance.
constexpr double kSurelyWay = 0.3;
// Two movements are the same one: within this factor as far, and this cosine. So soon after one another.
constexpr double kSimilarWay = 2, kSimilar = 0.8;
constexpr Seconds kSoonAfter{6.0};
// Who does it in place ends it where it began, within so many trunks.
constexpr double kStays = 1.2;

}  // namespace

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
  return its > worth * (nearer ? kAlike : 1 / kAlike) ? other : track;
}

double Analyzer::Impl::LikenessOf(const Track& track, const Parts& parts) const {
  return who_.aimed->Likeness(DisplacementOf(track.samples(), parts), track.side().value_or(Side::kLeft));
}

std::optional<Dismissed> Analyzer::Impl::Refuse(const Track& track, const Parts& parts, const Counted& counted) const {
  if (counted.likeness < kLeastLikeness || counted.likeness_of_others > counted.likeness + kClearly)
    return Dismissed{Dismissal::kOtherMovement};
  // Where it was farthest no picture came: what was done meanwhile nobody knows.
  if (parts.blind_at_top > kSeldom) return Dismissed{Dismissal::kNoPictures};
  if (DriftOf(track.samples(), parts) > kStays) return Dismissed{Dismissal::kFeetMoved};
  SideContext side = SideOf(track);
  side.view = track.view();
  if (BentDown(definition_, who_.bank, track.samples(), parts, side)) return Dismissed{Dismissal::kOtherMovement};
  if (FeetMoved(definition_, who_.bank, track.samples(), parts, side)) return Dismissed{Dismissal::kFeetMoved};
  return std::nullopt;
}

/// How much what was done is like the other movements that are known, the one that it is most like; what people do all
/// day a little more.
double Analyzer::Impl::LikenessOfOthers(const BodyPoints& moved) const {
  double best = -1;
  if (options_.others == nullptr) return best;
  for (const MovementLibrary::Entry& other : options_.others->movements) {
    if (other.id == definition_.id) continue;
    const double slack = other.everyday ? kHardly : 0;
    best = std::max(best, who_.aimed->LikenessOfOther(moved, other.movement) + slack);
  }
  return best;
}

/// Whether a movement is one that was done before.
bool Analyzer::Impl::Alike(const std::optional<Counted>& before, const Counted& now) const {
  return before && now.rep.way < kSimilarWay * before->rep.way && before->rep.way < kSimilarWay * now.rep.way &&
         before->rep.side == now.rep.side && who_.aimed->Likeness(before->moved, now.moved) > kSimilar;
}

/// Whether it need not be seen twice.
bool Analyzer::Impl::IsSure(const Counted& counted) {
  const bool by_size = counted.rep.way >= kSurelyWay && counted.likeness >= kSurely;
  return (by_size || counted.likeness >= kJustLike) && counted.likeness >= counted.likeness_of_others - kHardly;
}

std::optional<Repetition> Analyzer::Impl::OnlyOne() const {
  const std::optional<Counted>& one = who_.doubtful;
  const bool fits = one && one->likeness >= kOnlyOne && one->likeness >= one->likeness_of_others - 2 * kHardly;
  return fits ? std::optional(one->rep) : std::nullopt;
}

/// A small one, or one that is hardly like the exercise, counts when another like it follows: what happens once may be
/// anything.
void Analyzer::Impl::Report(Counted counted) {
  const bool sure = IsSure(counted) || Alike(who_.known, counted);
  const bool again =
      who_.doubtful && counted.rep.start - who_.doubtful->rep.end < kSoonAfter && Alike(who_.doubtful, counted);
  if (!sure && !again) {
    who_.doubtful = std::move(counted);
    return;
  }
  if (again) due_.push_back(*std::move(who_.doubtful));
  who_.doubtful.reset();
  who_.known = counted;
  due_.push_back(std::move(counted));
}

}  // namespace ezpt::motion
