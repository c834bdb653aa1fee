#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/image.h"
#include "body/landmarks.h"
#include "coach/feedback.h"

namespace ezpt::media {

enum class CaptionTone { kPlain, kPraise, kCue, kHarm };
enum class OverlayCorner { kTopLeft, kTopRight };
enum class OverlayEdge { kTop, kBottom };

class Brush;

/// What is drawn over one frame. Empty texts and absent parts are left out.
struct Overlay {
  const body::Pose* pose = nullptr;  ///< In pixels of the picture.
  std::optional<coach::TargetArc> arc = {};
  std::string title = {};    ///< In a top corner, small: the exercise.
  std::string counter = {};  ///< Beneath it, large: "3" or "3 / 10".
  std::string caption = {};  ///< At the foot, centred; at the top where it would hide the feet.
  CaptionTone tone = CaptionTone::kPlain;
};

/// The overlay that a frame's coaching asks for; keeps pointing at `feedback`'s pose.
[[nodiscard]] Overlay OverlayOf(const coach::Feedback& feedback, std::string title);

/// Draws overlays with Cairo; anatomical left is teal, right is amber, and a joint
/// fades with its score. Texts keep clear of the person where there is room.
/// Sizes follow the picture's. Keeps its canvas, and where its texts stand,
/// between frames. One thread at a time.
class OverlayPainter {
 public:
  OverlayPainter();
  ~OverlayPainter();
  OverlayPainter(const OverlayPainter&) = delete;
  OverlayPainter& operator=(const OverlayPainter&) = delete;

  /// Draws onto a copy of `picture`, which stays valid until the next call.
  /// REQUIRES: a non-empty picture.
  [[nodiscard]] const Image& Paint(const ImageView& picture, const Overlay& overlay);

 private:
  class Canvas;
  void PaintTexts(Brush& brush, const Overlay& overlay, int width, int height);

  std::unique_ptr<Canvas> canvas_;
  Image painted_;
  OverlayCorner corner_ = OverlayCorner::kTopLeft;
  OverlayEdge edge_ = OverlayEdge::kBottom;
};

}  // namespace ezpt::media
