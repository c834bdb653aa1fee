// What a movement that is over was: this exercise, another one, or nothing that can be told yet.
#include <algorithm>
#include <utility>

#include "motion/analyzer_impl.h"
#include "motion/position.h"

namespace ezpt::motion {
namespace {

using body::Side;

// Of the two sides the farther one has to do so much more.
constexpr double kAlike = 0.8;
// In profile the nearer limb hides the farther one: it is the nearer one's movement as long as that does so much of it.
constexpr double kAlikeInProfile = 0.5;
// Less like the exercise than the first is another movement; more than the second surely is none. Cosines.
constexpr double kLeastLikeness = 0.5, kSurely = 0.85;
// What is all that was recorded need not be so much like it.
constexpr double kOnlyOne = 0.85;
// Of the prescribed way: with so much of it seen, the far end was not between two pictures.
constexpr double kFarSeen = 0.4;
// Of the way, from one frame to the next: a joint was found elsewhere for a while.
constexpr double kJump = 0.75;
// Another exercise that is so much more like it is what was done.
constexpr double kClearly = 0.15, kFarClearly = 0.05;
// One that is hardly more like it leaves it sure; what people do all day does not.
constexpr double kHardly = 0.06;
// Of the prescribed way, a movement that is no chance.
constexpr double kSurelyWay = 0.5;
// Two movements are the same one: within this factor as far, and this cosine. So soon after one another.
constexpr double kSimilarWay = 2, kSimilar = 0.8;
constexpr Seconds kSoonAfter{6.0};
// Who does it in place ends it where it began, within so many trunks.
constexpr double kStays = 0.7;

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
  if (who_.aimed->profile()) return nearer && its > kAlikeInProfile * worth ? other : track;
  return its > worth * (nearer ? kAlike : 1 / kAlike) ? other : track;
}

double Analyzer::Impl::LikenessOf(const Track& track, const Parts& parts) const {
  return who_.aimed->Likeness(DisplacementOf(track.samples(), parts), track.side().value_or(Side::kLeft));
}

/// Whether the side that worked is hidden behind the other one: nothing else must be as like it.
bool Analyzer::Impl::IsFar(const Track& track) const {
  return who_.used == 2 && who_.aimed->profile() && track.side() != who_.view.estimate().nearer;
}

std::optional<Dismissed> Analyzer::Impl::Refuse(const Track& track, const Parts& parts, const Counted& counted) const {
  if (counted.rep.likeness < kLeastLikeness || counted.likeness_of_others > counted.rep.likeness + kClearly)
    return Dismissed{Dismissal::kOtherMovement};
  if (IsFar(track) && counted.likeness_of_others > counted.rep.likeness + kFarClearly)
    return Dismissed{Dismissal::kOtherMovement};
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

/// How much what was done is like the other movements that are known, the one that it is most like; what people do all
/// day a little more.
double Analyzer::Impl::LikenessOfOthers(const BodyPoints& moved, Side working) const {
  double best = -1;
  if (options_.others == nullptr) return best;
  for (const MovementLibrary::Entry& other : options_.others->movements) {
    if (other.id == definition_.id) continue;
    const double slack = other.everyday ? kHardly : 0;
    best = std::max(best, who_.aimed->LikenessOfOther(moved, working, other.movement) + slack);
  }
  return best;
}

/// Whether a movement is one that was done before.
bool Analyzer::Impl::Alike(const std::optional<Counted>& before, const Counted& now) const {
  return before && now.rep.way < kSimilarWay * before->rep.way && before->rep.way < kSimilarWay * now.rep.way &&
         before->rep.side == now.rep.side &&
         who_.aimed->Likeness(before->moved, now.moved, now.rep.side.value_or(Side::kLeft)) > kSimilar;
}

/// Whether it need not be seen twice.
bool Analyzer::Impl::IsSure(const Counted& counted) {
  return counted.rep.way >= kSurelyWay && counted.rep.likeness >= kSurely &&
         counted.rep.likeness >= counted.likeness_of_others - kHardly;
}

std::optional<Repetition> Analyzer::Impl::OnlyOne() const {
  for (const std::optional<Counted>& one : who_.doubtful) {
    const bool fits =
        one && one->rep.likeness >= kOnlyOne && one->rep.likeness >= one->likeness_of_others - 2 * kHardly;
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
  const bool sure = IsSure(counted) || Alike(known, counted);
  const bool again = doubtful && counted.rep.start - doubtful->rep.end < kSoonAfter && Alike(doubtful, counted);
  if (!sure && !again) {
    if (doubtful) update.dismissed = Dismissed{Dismissal::kOtherMovement};
    doubtful = std::move(counted);
    return;
  }
  if (again && !Superseded(doubtful->rep.start, doubtful->rep.end)) due_.push_back(*std::move(doubtful));
  doubtful.reset();
  known = counted;
  due_.push_back(std::move(counted));
}

}  // namespace ezpt::motion
