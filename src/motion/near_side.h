#pragma once

#include "body/landmarks.h"

namespace ezpt::motion {

/// Names left and right of a body that lies across the picture. A camera that looks down on it shows
/// the nearer shoulder lower; which side that is follows from where the head points and from
/// how the person lies. A network often has it the other way round, and another way in every phase of
/// a push-up. Where the sides are one behind the other, as from a camera on the floor, their order says
/// nothing, and the names stay.
/// @param nearer  the side towards the camera
/// @param trunk   the person's own length of it, in the pose's unit; 0: unknown, nothing is done
/// Cost: O(1); thread-safe.
void NameNearSide(body::Pose& pose, body::Side nearer, double trunk, float min_score);

/// Names the arms of a body on its hands, seen from beside: of two hands on one floor the nearer is lower in
/// the picture, however low the camera. Where one hand hides the other, the elbows say.
/// As above otherwise.
void NameNearHand(body::Pose& pose, body::Side nearer, double trunk, float min_score);

}  // namespace ezpt::motion
