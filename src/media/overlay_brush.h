#pragma once

// Internal to the overlay: what draws it, with Cairo.

#include <cairo.h>

#include <string>
#include <vector>

#include "body/landmarks.h"
#include "coach/feedback.h"
#include "media/overlay.h"

namespace ezpt::media {

struct Color {
  double r, g, b;
};
inline constexpr Color kLeftColor = {0.18, 0.83, 0.75};   // Teal.
inline constexpr Color kRightColor = {1.00, 0.72, 0.30};  // Amber: told from teal in every common colour blindness.
inline constexpr Color kMiddleColor = {0.96, 0.97, 0.98};
inline constexpr Color kWhite = {1, 1, 1};
inline constexpr Color kOutline = {0.02, 0.08, 0.10};
inline constexpr Color kReached = {0.36, 0.87, 0.52};
inline constexpr Color kAway = {1.00, 0.77, 0.42};
inline constexpr Color kHarm = {0.95, 0.36, 0.34};

inline constexpr float kHiddenScore = 0.1f;  // Below: a guess, not drawn.

/// A rectangle in pixels.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  [[nodiscard]] bool Meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

/// Draws the parts of an overlay, one frame long. Lengths are in pixels, and as
/// multiples of `unit`, half of a bone's width, which follows the picture's size.
class Brush {
 public:
  Brush(cairo_t* cairo, double unit);

  void Pose(const body::Pose& pose);
  /// The target range at its joint, and how far the limb is. Nothing where a
  /// landmark of it is not seen.
  void Arc(const body::Pose& pose, const coach::TargetArc& arc);

  /// Exercise and repetitions on a plate. Empty texts take no room.
  struct CounterText {
    std::string title;
    std::string counter;
  };
  /// At the top of a picture of this width, on the side asked for.
  [[nodiscard]] Box CounterBox(const CounterText& text, OverlayCorner corner, int width);
  void Counter(const CounterText& text, const Box& box);

  /// The lines of a caption, and how wide its plate is.
  struct CaptionText {
    std::vector<std::string> lines;
    double width = 0;
    double height = 0;
  };
  [[nodiscard]] CaptionText Wrapped(const std::string& text, int width);
  [[nodiscard]] Box CaptionBox(const CaptionText& text, OverlayEdge edge, int width, int height) const;
  void Caption(const CaptionText& text, CaptionTone tone, const Box& box);

 private:
  void Source(Color c, double alpha) { cairo_set_source_rgba(cairo_, c.r, c.g, c.b, alpha); }
  void Bone(const body::Pose& pose, std::size_t a, std::size_t b);
  void Joint(const body::Pose& pose, std::size_t index);
  void Dot(double x, double y, double radius, Color color, double alpha);
  void Band(double x, double y, double radius, double start, double end, Color color, double alpha);
  void OutlinedText(const std::string& text, double x, double y, double alpha);
  void Plate(const Box& box, Color color, double alpha);
  void Font(double size, cairo_font_weight_t weight);
  [[nodiscard]] double TextWidth(const std::string& text);

  cairo_t* cairo_;
  double unit_;
};

}  // namespace ezpt::media
