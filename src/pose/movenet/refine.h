#pragma once

#include "pose/movenet/decoder.h"

namespace ezpt::pose::movenet {

/// Puts right what Decode chooses wrongly where a limb's heatmap shows more than one place.
/// Decode looks near the place that is regressed from the body's centre. Where that is drawn to
/// the other leg or arm, as with a leg raised while lying or a knee lifted towards the camera, it
/// takes a faint echo there for the joint, and leaves the joint itself, often far more certain, unseen.
///   1. A joint stays where it was, if the heatmap is nearly as certain there as at the place that
///      Decode found.
///   2. Of left and right on one place, the one that has a place of its own goes there: the best
///      cell of its heatmap away from the shared place, if that is nearly as certain, and no farther
///      from the joint above it than this body's longest segment allows. Limbs that really are on
///      one place, as feet in profile, have no such place and stay.
/// Elbows, wrists, knees and ankles only: the trunk's joints have one place.
/// REQUIRES: `keypoints` are Decode's of these heads.
/// @param before  the keypoints of a moment ago, in this crop; nullptr: not known. A score of 0: that joint is not.
/// Cost: some 0.02 ms for each joint that one of the two concerns; no allocation; thread-safe.
/// Source: ours; the symptom is the "inversion" of Ronchi and Perona, ICCV 2017.
void Refine(const Heads& heads, const Keypoints* before, Keypoints& keypoints);

}  // namespace ezpt::pose::movenet
