#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "body/view.h"
#include "body/virtual_patient/motion.h"

namespace ezpt::body {

/// One flat shape of the moving figure, in a box of 1000 × 1000, y down.
struct FigureShape {
  enum class Kind {
    kCapsule,  ///< Two points, a radius at each.
    kCircle,   ///< One point, the first radius.
    kPolygon,  ///< Three points or more.
  };
  enum class Paint { kSkin, kShirt, kTrousers, kHair, kShoe, kProp, kShadow };
  enum class Depth { kNear, kFar };

  Kind kind = Kind::kCapsule;
  Paint paint = Paint::kSkin;
  Depth depth = Depth::kNear;  ///< kFar: the limbs on the side away from the camera.
  std::vector<std::array<int, 2>> points;
  std::array<int, 2> radius{};
};

/// A repetition to be drawn over and over: a frame's shapes stand farthest first.
struct Figure {
  double fps = 15.0;
  std::vector<std::vector<FigureShape>> frames;
};

/// One repetition of the exercise as a moving figure, from the kinematics that
/// the rendered patient has, seen from `view`. Frame 0 is the start pose and the
/// middle frame the end pose; an alternating exercise shows both sides, from one
/// end pose to the other and back. At most 60 s of motion.
/// Errors: those of Timeline::Create. Cost: about a millisecond a frame.
[[nodiscard]] Result<Figure> MakeFigure(const ExerciseMotion& motion, View view);

/// {"fps", "frames": [[{"kind", "points": [x, y, …], "radius": [r, r], "class"}]]};
/// a class is the paint's name, with "-far" added on the far side.
[[nodiscard]] std::string FigureJson(const Figure& figure);

}  // namespace ezpt::body
