#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "body/landmarks.h"

namespace ezpt::motion {

/// A pose as a vector: what two people doing the same thing have in common.
///
/// Read from the COCO-17 joints, which BlazePose-33 has too (found with IndexOf),
/// in the picture's plane. Free of place (the middle of the hips is the origin)
/// and of size (divided by the root mean square distance of the joints from
/// their centre, which no view foreshortens away), but not of direction: lying
/// is not standing, and a mirrored picture is the other side of the body.
///
/// | floats | what                                                                     |
/// | ------ | ------------------------------------------------------------------------ |
/// | 0–25   | x, y of head, shoulders, elbows, wrists, hips, knees, ankles, left first |
/// | 26–43  | direction of trunk, upper arms, forearms, thighs, shanks; shorter than   |
/// |        | its weight where the bone points at the camera and its direction is noise |
///
/// A joint that is not seen (score below `kEmbeddingMinScore`) takes the place of
/// its counterpart on the other side, as in a side view the near one hides the
/// far one; with neither seen, that of the joint before it in the limb.
/// Stored with every collection of these vectors: other versions, and other topologies, are other spaces.
inline constexpr std::string_view kEmbeddingVersion = "coco17-1";
inline constexpr std::size_t kEmbeddingSize = 44;
inline constexpr float kEmbeddingMinScore = 0.2F;

using Embedding = std::array<float, kEmbeddingSize>;

/// The pose's vector; nothing when no shoulder, no hip or no knee is seen, or
/// the joints fall on one point. kImage3 and kWorld poses use their x and y.
/// Same bits on every platform. Cost: O(1), no allocation; thread-safe.
[[nodiscard]] std::optional<Embedding> Embed(const body::Pose& pose);

/// Euclidean distance, summed in order.
[[nodiscard]] double Distance(std::span<const float> a, std::span<const float> b);

}  // namespace ezpt::motion
