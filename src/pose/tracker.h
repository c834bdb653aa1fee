#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/image.h"
#include "base/result.h"
#include "body/facing_keeper.h"
#include "body/inversion_filter.h"
#include "body/landmarks.h"
#include "nn/session.h"
#include "pose/crop_region.h"
#include "pose/movenet/network.h"
#include "pose/one_euro.h"
#include "pose/region.h"

namespace ezpt::pose {

enum class Smoothing { kNone, kOneEuro };

struct TrackerOptions {
  nn::SessionOptions session;
  Smoothing smoothing = Smoothing::kOneEuro;
  OneEuroOptions one_euro;
};

/// Finds one person in a picture and follows them through the next ones. Each
/// frame is looked at in a square that is placed by the last frame's joints,
/// turned where that lets the network see a lying body better; the person nearest
/// to the square's middle is taken, and one who is suddenly elsewhere is not
/// taken for the same. Landmarks are smoothed by the One Euro filter; scores are
/// the network's own.
///
/// "Nobody there" is a frame without a pose. Landmarks are COCO-17 in pixels of
/// the given picture. Cost: one run of the network a frame while somebody is
/// followed, two while nobody is, up to five in the first frame; no allocation
/// after the first frame. One thread at a time.
class PoseTracker {
 public:
  /// kUnsupported where the model is not a MoveNet or the instruction set is not there.
  [[nodiscard]] static Result<PoseTracker> Create(std::shared_ptr<const nn::Model> model,
                                                  const TrackerOptions& options);

  /// @param t  capture time. A time that does not increase starts anew, as Reset.
  /// Errors: kInvalidArgument for an empty picture.
  [[nodiscard]] Result<body::PoseFrame> Process(const ImageView& picture, Seconds t);

  /// Forgets whom it followed: for the next recording.
  void Reset();

  /// Where the person was last seen; nothing while nobody is followed.
  [[nodiscard]] std::optional<Region> region() const {
    return followed_ ? std::optional<Region>(followed_->region) : std::nullopt;
  }
  [[nodiscard]] std::string_view model_name() const { return network_.name(); }
  /// Runs of the network so far.
  [[nodiscard]] long network_runs() const { return network_runs_; }

 private:
  PoseTracker(movenet::Network network, const TrackerOptions& options);

  /// A body as seen in one region, in picture pixels.
  struct Sighting {
    Region region;
    body::Pose pose;
    float presence = 0;
  };

  [[nodiscard]] Result<Sighting> Look(const ImageView& picture, const Region& region);
  [[nodiscard]] movenet::Keypoints Before(const Region& region) const;
  [[nodiscard]] Result<std::optional<Sighting>> Follow(const ImageView& picture, Seconds t);
  [[nodiscard]] Result<std::optional<Sighting>> Search(const ImageView& picture);
  [[nodiscard]] Result<Sighting> TryRotations(const ImageView& picture, Sighting sighting, Seconds t);
  [[nodiscard]] bool IsSamePerson(const Sighting& sighting, Seconds t) const;
  [[nodiscard]] body::Pose Smooth(const Sighting& sighting, Seconds t);
  void Lose();

  movenet::Network network_;
  TrackerOptions options_;
  std::vector<uint8_t> crop_;
  body::FacingKeeper facing_;
  body::InversionFilter inversions_;
  std::array<OneEuroPoint, body::kCocoCount> filters_;

  std::optional<Seconds> last_t_;
  std::optional<Sighting> followed_;  ///< The last sighting of the person.
  Seconds seen_at_;                   ///< Its time.
  Seconds rotation_tried_at_;
  bool has_searched_ = false;
  int next_turn_ = 1;  ///< Quarter turns that the next search tries.
  long network_runs_ = 0;
};

}  // namespace ezpt::pose
