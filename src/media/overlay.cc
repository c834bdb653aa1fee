#include "media/overlay.h"

#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "media/overlay_brush.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/// fontconfig keeps what it read of the fonts until the process ends.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif
#endif

namespace ezpt::media {
namespace {

constexpr double kUnitShare = 1 / 150.0;  // Of the picture's shorter side: half of a bone's width.

/// Around all that is seen of the person, the head above the ears included.
std::optional<Box> PersonBox(const body::Pose& pose) {
  std::optional<Box> box;
  for (const body::Landmark& at : pose.view()) {
    if (at.score < kHiddenScore) continue;
    if (!box) box = Box{at.x, at.y, at.x, at.y};
    box->left = std::min<double>(box->left, at.x);
    box->top = std::min<double>(box->top, at.y);
    box->right = std::max<double>(box->right, at.x);
    box->bottom = std::max<double>(box->bottom, at.y);
  }
  if (!box) return std::nullopt;
  constexpr double kBeyondJoints = 0.09;  // Hair, hands and feet, as a share of the longer side.
  const double margin = kBeyondJoints * std::max(box->right - box->left, box->bottom - box->top);
  return Box{box->left - margin, box->top - margin, box->right + margin, box->bottom + margin};
}

}  // namespace

/// A Cairo surface of the picture's size.
class OverlayPainter::Canvas {
 public:
  Canvas(int width, int height)
      : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)), cairo_(cairo_create(surface_)) {}
  ~Canvas() {
    cairo_destroy(cairo_);
    cairo_surface_destroy(surface_);
  }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  [[nodiscard]] int width() const { return cairo_image_surface_get_width(surface_); }
  [[nodiscard]] int height() const { return cairo_image_surface_get_height(surface_); }
  [[nodiscard]] cairo_t* cairo() { return cairo_; }

  /// Cairo keeps a pixel as 0x00RRGGBB in the machine's own order.
  void Load(const ImageView& picture) {
    cairo_surface_flush(surface_);
    for (int y = 0; y < height(); ++y) {
      const uint8_t* from = picture.Row(y);
      uint32_t* to = Row(y);
      for (int x = 0; x < width(); ++x, from += 3) to[x] = uint32_t{from[0]} << 16 | uint32_t{from[1]} << 8 | from[2];
    }
    cairo_surface_mark_dirty(surface_);
  }

  void Store(Image& picture) {
    cairo_surface_flush(surface_);
    picture.Resize(width(), height());
    for (int y = 0; y < height(); ++y) {
      const uint32_t* from = Row(y);
      uint8_t* to = picture.Row(y);
      for (int x = 0; x < width(); ++x, to += 3) {
        to[0] = static_cast<uint8_t>(from[x] >> 16);
        to[1] = static_cast<uint8_t>(from[x] >> 8);
        to[2] = static_cast<uint8_t>(from[x]);
      }
    }
  }

 private:
  [[nodiscard]] uint32_t* Row(int y) {
    return reinterpret_cast<uint32_t*>(cairo_image_surface_get_data(surface_) +
                                       y * cairo_image_surface_get_stride(surface_));
  }

  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

OverlayPainter::OverlayPainter() = default;
OverlayPainter::~OverlayPainter() = default;

/// Texts give way to the person, and stay where they are while nothing is in their
/// way: a plate that jumps is worse than one that covers a hand for a moment.
void OverlayPainter::PaintTexts(Brush& brush, const Overlay& overlay, int width, int height) {
  const std::optional<Box> person = overlay.pose != nullptr ? PersonBox(*overlay.pose) : std::nullopt;
  const auto free = [&](const Box& box) { return !person || !person->Meets(box); };
  const Brush::CounterText counter{overlay.title, overlay.counter};
  const bool has_counter = !overlay.title.empty() || !overlay.counter.empty();
  Box counter_box;
  if (has_counter) {
    const OverlayCorner other = corner_ == OverlayCorner::kTopLeft ? OverlayCorner::kTopRight : OverlayCorner::kTopLeft;
    if (!free(brush.CounterBox(counter, corner_, width)) && free(brush.CounterBox(counter, other, width))) {
      corner_ = other;
    }
    counter_box = brush.CounterBox(counter, corner_, width);
    brush.Counter(counter, counter_box);
  }
  if (overlay.caption.empty()) return;
  const Brush::CaptionText caption = brush.Wrapped(overlay.caption, width);
  const auto box_at = [&](OverlayEdge edge) { return brush.CaptionBox(caption, edge, width, height); };
  const auto fits = [&](OverlayEdge edge) {
    const Box box = box_at(edge);
    return free(box) && !(has_counter && counter_box.Meets(box));
  };
  const OverlayEdge other = edge_ == OverlayEdge::kBottom ? OverlayEdge::kTop : OverlayEdge::kBottom;
  if (!fits(edge_) && fits(other)) edge_ = other;
  if (!fits(edge_)) edge_ = OverlayEdge::kBottom;
  brush.Caption(caption, overlay.tone, box_at(edge_));
}

const Image& OverlayPainter::Paint(const ImageView& picture, const Overlay& overlay) {
  if (!canvas_ || canvas_->width() != picture.width || canvas_->height() != picture.height) {
    canvas_ = std::make_unique<Canvas>(picture.width, picture.height);
  }
  canvas_->Load(picture);
  Brush brush(canvas_->cairo(), std::max(1.0, std::min(picture.width, picture.height) * kUnitShare));
  if (overlay.pose != nullptr) {
    brush.Pose(*overlay.pose);
    if (overlay.arc) brush.Arc(*overlay.pose, *overlay.arc);
  }
  PaintTexts(brush, overlay, picture.width, picture.height);
  canvas_->Store(painted_);
  return painted_;
}

Overlay OverlayOf(const coach::Feedback& feedback, std::string title) {
  Overlay overlay;
  overlay.title = std::move(title);
  if (feedback.pose) overlay.pose = &*feedback.pose;
  if (feedback.state == coach::SessionState::kActive) overlay.arc = feedback.arc;
  if (feedback.state != coach::SessionState::kSetup) {
    overlay.counter = feedback.target > 0 ? fmt::format("{} / {}", feedback.count, feedback.target)
                                          : fmt::format("{}", feedback.count);
  }
  if (feedback.cue) {
    overlay.caption = feedback.cue->message.text;
    overlay.tone = feedback.cue->severity == coach::CueSeverity::kHarmful ? CaptionTone::kHarm : CaptionTone::kCue;
  } else if (feedback.praise) {
    overlay.caption = feedback.praise->text;
    overlay.tone = CaptionTone::kPraise;
  } else if (feedback.instruction) {
    overlay.caption = feedback.instruction->text;
  }
  return overlay;
}

}  // namespace ezpt::media
