#pragma once

#include <cstdint>
#include <string_view>

#include "body/anthropometry.h"

namespace ezpt::body {

/// An sRGB colour, each channel in [0, 1].
struct Colour {
  float r = 0, g = 0, b = 0;
};

enum class HairStyle { kBald, kBuzz, kShort, kBob, kBun, kPonytail };
enum class Sleeves { kNone, kShort, kLong };
enum class Bottoms { kShorts, kLeggings, kTrousers };

/// One invented person: body, face, clothes, and the room and light around them.
struct PatientLook {
  Physique physique;
  Colour skin{0.80F, 0.60F, 0.48F};
  Colour hair{0.25F, 0.16F, 0.10F};
  HairStyle hair_style = HairStyle::kBob;
  Colour shirt{0.16F, 0.48F, 0.53F};
  Sleeves sleeves = Sleeves::kShort;
  Colour bottoms_colour{0.17F, 0.20F, 0.29F};
  Bottoms bottoms = Bottoms::kLeggings;
  Colour shoes{0.93F, 0.93F, 0.94F};
  Colour wall{0.86F, 0.84F, 0.80F};
  Colour floor{0.72F, 0.60F, 0.47F};
  float light_side = -0.5F;     ///< −1 from the camera's left, 1 from its right.
  float light_strength = 1.0F;  ///< [0.7, 1.2].
};

/// Which use a seed is for: bodies and looks of one use never appear in another,
/// so that nothing is tested on what it was made from.
enum class SeedUse {
  kReference,   ///< [0, 1000): reference vectors.
  kDemo,        ///< [1000, 2000): demo footage and tests.
  kEvaluation,  ///< [2000, …): evaluation.
};
[[nodiscard]] constexpr SeedUse UseOf(uint64_t seed) {
  return seed < 1000 ? SeedUse::kReference : seed < 2000 ? SeedUse::kDemo : SeedUse::kEvaluation;
}
inline constexpr uint64_t kFirstReferenceSeed = 0, kFirstDemoSeed = 1000, kFirstEvaluationSeed = 2000;

/// A person drawn by `seed`: sex, height, build, skin, hair, clothes, room and
/// light. The same seed is the same person everywhere. Clothes always contrast
/// with skin and wall enough to be told apart.
[[nodiscard]] PatientLook SamplePatient(uint64_t seed);

}  // namespace ezpt::body
