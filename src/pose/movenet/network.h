#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "nn/session.h"
#include "pose/movenet/decoder.h"

namespace ezpt::pose::movenet {

/// MoveNet SinglePose (Lightning, Thunder): a square RGB crop in, 17 joints out.
/// One thread at a time; the model's weights are shared.
class Network {
 public:
  /// kUnsupported where the model is not a MoveNet or the instruction set is not there.
  [[nodiscard]] static Result<Network> Create(std::shared_ptr<const nn::Model> model,
                                              const nn::SessionOptions& options);

  /// "movenet_lightning" or "movenet_thunder", told by the size of the picture that they
  /// see; "movenet" where it is neither's.
  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] int input_side() const { return input_side_; }  ///< Pixels.
  /// @param rgb  [side][side][3], 0–255. Allocates nothing.
  [[nodiscard]] Result<Keypoints> Run(std::span<const uint8_t> rgb);
  /// Puts the last Run's keypoints right; `before` are those of a moment ago in the same crop, or nullptr (refine.h).
  void Refine(const Keypoints* before, Keypoints& keypoints) const;

 private:
  Network(nn::Session session, int input_side, int grid)
      : session_(std::move(session)), input_side_(input_side), grid_(grid) {}

  nn::Session session_;
  int input_side_;
  int grid_;
};

}  // namespace ezpt::pose::movenet
