#include "body/virtual_patient/look.h"

#include <array>
#include <cmath>
#include <cstddef>

#include "base/random.h"

namespace ezpt::body {
namespace {

constexpr std::array<Colour, 7> kSkins = {{{0.96F, 0.80F, 0.70F},
                                           {0.91F, 0.72F, 0.59F},
                                           {0.82F, 0.62F, 0.48F},
                                           {0.72F, 0.52F, 0.38F},
                                           {0.58F, 0.40F, 0.29F},
                                           {0.45F, 0.30F, 0.22F},
                                           {0.35F, 0.23F, 0.17F}}};
constexpr std::array<Colour, 7> kHairs = {{{0.10F, 0.08F, 0.08F},
                                           {0.20F, 0.13F, 0.09F},
                                           {0.33F, 0.21F, 0.13F},
                                           {0.50F, 0.31F, 0.17F},
                                           {0.72F, 0.55F, 0.32F},
                                           {0.62F, 0.61F, 0.60F},
                                           {0.45F, 0.20F, 0.12F}}};
constexpr std::array<Colour, 8> kShirts = {{{0.12F, 0.47F, 0.53F},
                                            {0.86F, 0.36F, 0.30F},
                                            {0.24F, 0.36F, 0.66F},
                                            {0.94F, 0.69F, 0.25F},
                                            {0.42F, 0.31F, 0.60F},
                                            {0.25F, 0.55F, 0.38F},
                                            {0.76F, 0.30F, 0.47F},
                                            {0.20F, 0.22F, 0.27F}}};
constexpr std::array<Colour, 5> kBottomsColours = {{{0.15F, 0.18F, 0.26F},
                                                    {0.22F, 0.24F, 0.28F},
                                                    {0.20F, 0.29F, 0.42F},
                                                    {0.33F, 0.31F, 0.34F},
                                                    {0.28F, 0.20F, 0.32F}}};
constexpr std::array<Colour, 4> kShoes = {
    {{0.94F, 0.94F, 0.95F}, {0.85F, 0.33F, 0.28F}, {0.25F, 0.30F, 0.36F}, {0.93F, 0.85F, 0.55F}}};
constexpr std::array<Colour, 5> kWalls = {{{0.88F, 0.86F, 0.82F},
                                           {0.80F, 0.86F, 0.87F},
                                           {0.87F, 0.82F, 0.78F},
                                           {0.82F, 0.85F, 0.79F},
                                           {0.84F, 0.83F, 0.88F}}};
constexpr std::array<Colour, 4> kFloors = {
    {{0.73F, 0.60F, 0.46F}, {0.62F, 0.48F, 0.36F}, {0.70F, 0.68F, 0.65F}, {0.80F, 0.70F, 0.57F}}};

template <typename T, std::size_t kCount>
const T& Pick(Random& random, const std::array<T, kCount>& from) {
  return from[static_cast<std::size_t>(random.NextUnit() * static_cast<double>(kCount))];
}

float Distance(const Colour& a, const Colour& b) {
  return std::fabs(a.r - b.r) + std::fabs(a.g - b.g) + std::fabs(a.b - b.b);
}

/// The least sum of channel differences at which two areas read as two.
constexpr float kContrast = 0.45F;

}  // namespace

PatientLook SamplePatient(uint64_t seed) {
  // Far-apart streams for neighbouring seeds.
  Random random(seed * 0x9e3779b97f4a7c15ULL + 0x5bd1e995ULL);
  PatientLook look;
  look.physique.sex = random.NextUnit() < 0.5 ? Sex::kFemale : Sex::kMale;
  const bool male = look.physique.sex == Sex::kMale;
  look.physique.height = Metres((male ? 1.76 : 1.63) + 0.065 * random.NextGaussian() * 0.8);
  look.physique.build = random.NextIn(-0.7, 0.9);
  look.skin = Pick(random, kSkins);
  look.hair = Pick(random, kHairs);
  constexpr std::array kMale = {HairStyle::kShort, HairStyle::kShort, HairStyle::kBuzz, HairStyle::kBald};
  constexpr std::array kFemale = {HairStyle::kBob, HairStyle::kBun, HairStyle::kPonytail, HairStyle::kShort};
  look.hair_style = male ? Pick(random, kMale) : Pick(random, kFemale);
  do {
    look.wall = Pick(random, kWalls);
    look.shirt = Pick(random, kShirts);
  } while (Distance(look.shirt, look.skin) < kContrast || Distance(look.shirt, look.wall) < kContrast);
  do {
    look.bottoms_colour = Pick(random, kBottomsColours);
  } while (Distance(look.bottoms_colour, look.shirt) < 0.5F * kContrast);
  constexpr std::array kSleeveChoices = {Sleeves::kShort, Sleeves::kShort, Sleeves::kLong, Sleeves::kNone};
  constexpr std::array kBottomsChoices = {Bottoms::kShorts, Bottoms::kLeggings, Bottoms::kTrousers};
  look.sleeves = Pick(random, kSleeveChoices);
  look.bottoms = Pick(random, kBottomsChoices);
  if (male && look.bottoms == Bottoms::kLeggings) look.bottoms = Bottoms::kTrousers;
  look.shoes = Pick(random, kShoes);
  look.floor = Pick(random, kFloors);
  look.light_side = static_cast<float>(random.NextIn(-0.9, 0.9));
  look.light_strength = static_cast<float>(random.NextIn(0.85, 1.1));
  return look;
}

}  // namespace ezpt::body
