#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/image.h"
#include "base/result.h"
#include "coach/pipeline.h"
#include "exercise/definition.h"
#include "motion/classifier.h"
#include "nn/model.h"
#include "pose/movenet/network.h"

namespace ezpt::app {

/// The core behind one page: model, exercises and one session at a time. What
/// exports.cc gives to JavaScript; compiled natively too, so that a test can hold
/// the module to it. Bytes and text in, text and bytes out.
///
/// An error leaves the session as it was. One thread.
class Engine {
 public:
  static constexpr int kMinSide = 32;  ///< Pixels of a picture, as in the live protocol.
  static constexpr int kMaxSide = 1920;

  /// @param isa  of the network; kBest in the module.
  explicit Engine(nn::Isa isa = nn::Isa::kBest) : isa_(isa) {}

  /// @param packed docs/formats/packed-model.md. Sessions opened from now on can look at pictures.
  Status LoadModel(std::span<const std::byte> packed);

  /// @param lines canonical JSON, one definition a line; they replace earlier ones.
  Status LoadExercises(std::string_view lines);

  /// Learns all loaded exercises, so that sessions opened from now on fill
  /// `recognised`. REQUIRES: LoadExercises. Cost: some tenths of a second.
  Status PrepareRecognition();

  /// Starts a session; an earlier one is gone.
  /// @param options JSON, all but `exercise` and `view` optional: {"exercise": "squat",
  ///   "side": "left" | "right" | "both" | null, "language": "en", "reps": 0, "sets": 0,
  ///   "hold_s": 0, "rest_s": 0, "view": {"width": 640, "height": 480}}; 0: as the exercise says.
  Status Open(std::string_view options);

  /// Goes on with a recorded session. @param chunks all of its chunks, see TakeChunks.
  Status Restore(std::string_view exercise, std::span<const std::string> chunks);

  /// Room for a picture, RGBA, rows without padding; nullptr for a size that is
  /// not allowed. Stays valid until the next call with another size.
  uint8_t* Pixels(int width, int height);

  /// Looks at the picture in Pixels. Gives the `feedback` message, without `server`.
  Result<std::string> ProcessPicture(double t, uint32_t sequence);

  /// @param points nothing where nobody was found, or 17 × (x, y, score), x and y in pixels of `view`.
  Result<std::string> ProcessLandmarks(std::span<const float> points, double t, uint32_t sequence);

  /// @param message {"type": "pause" | "resume" | "skip_rest"} or {"type": "stop", "reason": "done" | …}.
  Status Apply(std::string_view message);

  /// The record's chunks since the last call, each behind its length (u32, little-endian).
  std::string TakeChunks(coach::Pipeline::Take take);

  /// The `summary` message, without `session` and `url`.
  [[nodiscard]] Result<std::string> Summary() const;

  /// One run of the network on noise, to measure how fast this device is.
  Status RunNetwork();

 private:
  using Entry = std::shared_ptr<const exercise::Definition>;

  [[nodiscard]] Result<Entry> Find(std::string_view id) const;
  [[nodiscard]] Result<coach::Pipeline::Parts> MakeParts() const;
  [[nodiscard]] Result<std::string> Answer(const Result<coach::Feedback>& feedback, double height) const;
  [[nodiscard]] Status NeedSession() const;

  nn::Isa isa_;
  std::shared_ptr<const nn::Model> model_;
  std::vector<Entry> exercises_;
  std::shared_ptr<const motion::PoseClassifier> classifier_;
  std::optional<coach::Pipeline> session_;
  body::StreamInfo stream_;

  std::vector<uint8_t> rgba_;
  Image rgb_;
  std::optional<pose::movenet::Network> measured_;
};

/// Chunks as TakeChunks frames them. Error: kDamaged where a length does not fit.
[[nodiscard]] Result<std::vector<std::string>> SplitChunks(std::string_view framed);

}  // namespace ezpt::app
