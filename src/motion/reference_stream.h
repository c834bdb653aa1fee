#pragma once

#include <cstdint>
#include <vector>

#include "body/landmarks.h"
#include "body/view.h"
#include "exercise/definition.h"

namespace ezpt::motion {

/// Landmarks of a kinematic body that does an exercise: no picture, no model.
/// It stands (sits, lies) still in the start pose, repeats, and is still again.
/// For tests, and for the stream whose result every compiler must agree on.
struct ReferenceStreamOptions {
  int reps = 5;
  body::View view = body::View::kSideLeft;
  body::Side working = body::Side::kLeft;
  const exercise::Fault* fault = nullptr;  ///< Shown in every repetition.
  uint64_t seed = 1000;                    ///< Body, camera and noise; 1000 and more are for tests.
  Seconds still{3.5};                      ///< Before the first and after the last repetition.
  Seconds between{0.6};                    ///< In the start pose between repetitions.
  double fps = 30;
  double noise = 0.004;  ///< Standard deviation of a joint, of the body's height.
  Seconds start{0.0};    ///< Time of the first frame.
};

/// The header of such a stream: COCO-17, image space, 640×480.
[[nodiscard]] body::StreamInfo ReferenceStreamInfo(double fps);

/// In alternating exercises the working side changes with every repetition.
/// Same bits on every platform. Cost: microseconds a frame; thread-safe.
[[nodiscard]] std::vector<body::PoseFrame> MakeReferenceStream(const exercise::Definition& definition,
                                                               const ReferenceStreamOptions& options);

}  // namespace ezpt::motion
