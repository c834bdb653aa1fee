#include "media/overlay.h"

#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/units.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/// fontconfig keeps what it read of the fonts until the process ends.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif
#endif

namespace ezpt::media {
namespace {

struct Color {
  double r, g, b;
};
constexpr Color kLeftColor = {0.18, 0.83, 0.75};   // Teal.
constexpr Color kRightColor = {1.00, 0.72, 0.30};  // Amber: told from teal in every common colour blindness.
constexpr Color kMiddleColor = {0.96, 0.97, 0.98};
constexpr Color kOutline = {0.02, 0.08, 0.10};
constexpr Color kReached = {0.36, 0.87, 0.52};
constexpr Color kAway = {1.00, 0.77, 0.42};
constexpr Color kHarm = {0.95, 0.36, 0.34};

constexpr float kHiddenScore = 0.1f;      // Below: a guess, not drawn.
constexpr float kSureScore = 0.5f;        // Above: drawn in full.
constexpr double kUnitShare = 1 / 150.0;  // Of the picture's shorter side: half of a bone's width.

double Opacity(float score) {
  return std::clamp((static_cast<double>(score) - kHiddenScore) / (kSureScore - kHiddenScore), 0.0, 1.0);
}

Color SideColor(body::Topology topology, std::size_t index) {
  const std::string_view name = body::LandmarkName(topology, index);
  if (name.starts_with("left")) return kLeftColor;
  if (name.starts_with("right")) return kRightColor;
  return kMiddleColor;
}

bool IsFace(body::Topology topology, std::size_t index) {
  return index < (topology == body::Topology::kCoco17 ? 5u : 11u);
}

class Brush {
 public:
  Brush(cairo_t* cairo, double unit) : cairo_(cairo), unit_(unit) {
    cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
  }

  void Pose(const body::Pose& pose) {
    for (const auto& [a, b] : body::Bones(pose.topology)) Bone(pose, a, b);
    for (std::size_t i = 0; i < pose.size(); ++i) Joint(pose, i);
  }
  void Arc(const body::Pose& pose, const coach::TargetArc& arc);
  void Counter(const std::string& title, const std::string& counter);
  void Caption(const std::string& text, CaptionTone tone, int width, int height);

 private:
  void Source(Color c, double alpha) { cairo_set_source_rgba(cairo_, c.r, c.g, c.b, alpha); }
  void Bone(const body::Pose& pose, std::size_t a, std::size_t b);
  void Joint(const body::Pose& pose, std::size_t index);
  void Font(double size, cairo_font_weight_t weight) {
    cairo_select_font_face(cairo_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight);
    cairo_set_font_size(cairo_, size);
  }
  [[nodiscard]] double TextWidth(const std::string& text) {
    cairo_text_extents_t extents;
    cairo_text_extents(cairo_, text.c_str(), &extents);
    return extents.x_advance;
  }
  void Plate(double x, double y, double width, double height, Color color, double alpha);
  std::vector<std::string> Wrap(const std::string& text, double width);

  cairo_t* cairo_;
  double unit_;
};

void Brush::Bone(const body::Pose& pose, std::size_t a, std::size_t b) {
  const body::Landmark& from = pose.points[a];
  const body::Landmark& to = pose.points[b];
  const double alpha = std::min(Opacity(from.score), Opacity(to.score));
  if (alpha <= 0 || (IsFace(pose.topology, a) && IsFace(pose.topology, b))) return;
  const Color first = SideColor(pose.topology, a);
  const bool crosses = first.r != SideColor(pose.topology, b).r;
  cairo_move_to(cairo_, from.x, from.y);
  cairo_line_to(cairo_, to.x, to.y);
  // Two wide, faint strokes make a soft edge that parts the bone from any background.
  for (const auto& [width, share] : {std::pair{4.4, 0.22}, std::pair{3.2, 0.5}}) {
    Source(kOutline, share * alpha);
    cairo_set_line_width(cairo_, width * unit_);
    cairo_stroke_preserve(cairo_);
  }
  Source(crosses ? kMiddleColor : first, 0.95 * alpha);
  cairo_set_line_width(cairo_, 1.9 * unit_);
  cairo_stroke(cairo_);
}

void Brush::Joint(const body::Pose& pose, std::size_t index) {
  const body::Landmark& at = pose.points[index];
  const double alpha = Opacity(at.score);
  if (alpha <= 0) return;
  const double radius = (IsFace(pose.topology, index) ? 0.9 : 1.9) * unit_;
  cairo_arc(cairo_, at.x, at.y, radius + 0.9 * unit_, 0, 2 * kPi);
  Source(kOutline, 0.55 * alpha);
  cairo_fill(cairo_);
  cairo_arc(cairo_, at.x, at.y, radius, 0, 2 * kPi);
  Source(SideColor(pose.topology, index), alpha);
  cairo_fill(cairo_);
  if (IsFace(pose.topology, index)) return;
  cairo_arc(cairo_, at.x, at.y, 0.45 * radius, 0, 2 * kPi);
  Source({1, 1, 1}, alpha);
  cairo_fill(cairo_);
}

/// The band from min to max, measured from the fixed ray on the side where the
/// moving one is. Some measures are the angle between the rays, others what it
/// lacks to 180°: the picture itself says which.
void Brush::Arc(const body::Pose& pose, const coach::TargetArc& arc) {
  if (std::max({arc.vertex, arc.from, arc.to}) >= pose.size()) return;
  const body::Landmark& vertex = pose.points[arc.vertex];
  const body::Landmark& from = pose.points[arc.from];
  const body::Landmark& to = pose.points[arc.to];
  const double alpha = std::min({Opacity(vertex.score), Opacity(from.score), Opacity(to.score)});
  if (alpha <= 0) return;
  const double fixed = std::atan2(from.y - vertex.y, from.x - vertex.x);
  const double now = std::atan2(to.y - vertex.y, to.x - vertex.x);
  const double between = std::remainder(now - fixed, 2 * kPi);
  const double shown = ToDegrees(Radians(std::fabs(between))).value;
  const bool direct = std::fabs(shown - arc.value.value) < std::fabs(180 - shown - arc.value.value);
  const auto direction = [&](Degrees angle) {
    const double open = ToRadians(direct ? angle : Degrees(180) - angle).value;
    return fixed + std::copysign(open, between);
  };
  double start = direction(arc.min);
  double end = direction(arc.max);
  if (start > end) std::swap(start, end);
  const double radius = 0.62 * std::hypot(to.x - vertex.x, to.y - vertex.y);
  const Color color = arc.reached ? kReached : kAway;
  cairo_move_to(cairo_, vertex.x, vertex.y);
  cairo_arc(cairo_, vertex.x, vertex.y, radius, start, end);
  cairo_close_path(cairo_);
  Source(color, 0.16 * alpha);
  cairo_fill(cairo_);
  cairo_new_path(cairo_);
  cairo_arc(cairo_, vertex.x, vertex.y, radius, start, end);
  Source(kOutline, 0.5 * alpha);
  cairo_set_line_width(cairo_, 4.4 * unit_);
  cairo_stroke_preserve(cairo_);
  Source(color, alpha);
  cairo_set_line_width(cairo_, 2.6 * unit_);
  cairo_stroke(cairo_);
  const double x = vertex.x + radius * std::cos(now);
  const double y = vertex.y + radius * std::sin(now);
  cairo_arc(cairo_, x, y, 2.6 * unit_, 0, 2 * kPi);
  Source(kOutline, 0.7 * alpha);
  cairo_fill(cairo_);
  cairo_arc(cairo_, x, y, 1.8 * unit_, 0, 2 * kPi);
  Source({1, 1, 1}, alpha);
  cairo_fill(cairo_);
  // The number stands outside the bend, where no limb is.
  const double away = std::atan2(2 * vertex.y - from.y - to.y, 2 * vertex.x - from.x - to.x);
  const std::string text = fmt::format("{:.0f}°", arc.value.value);
  Font(6 * unit_, CAIRO_FONT_WEIGHT_BOLD);
  cairo_move_to(cairo_, vertex.x + 10 * unit_ * std::cos(away) - TextWidth(text) / 2,
                vertex.y + 10 * unit_ * std::sin(away) + 2.1 * unit_);
  cairo_text_path(cairo_, text.c_str());
  Source(kOutline, 0.75 * alpha);
  cairo_set_line_width(cairo_, 1.8 * unit_);
  cairo_stroke_preserve(cairo_);
  Source({1, 1, 1}, alpha);
  cairo_fill(cairo_);
}

void Brush::Plate(double x, double y, double width, double height, Color color, double alpha) {
  const double r = std::min({3.2 * unit_, width / 2, height / 2});
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, x + width - r, y + r, r, -kPi / 2, 0);
  cairo_arc(cairo_, x + width - r, y + height - r, r, 0, kPi / 2);
  cairo_arc(cairo_, x + r, y + height - r, r, kPi / 2, kPi);
  cairo_arc(cairo_, x + r, y + r, r, kPi, 1.5 * kPi);
  cairo_close_path(cairo_);
  Source(color, alpha);
  cairo_fill(cairo_);
}

void Brush::Counter(const std::string& title, const std::string& counter) {
  if (title.empty() && counter.empty()) return;
  const double title_size = 5.2 * unit_;
  const double counter_size = 17 * unit_;
  Font(title_size, CAIRO_FONT_WEIGHT_NORMAL);
  const double title_width = title.empty() ? 0 : TextWidth(title);
  Font(counter_size, CAIRO_FONT_WEIGHT_BOLD);
  const double width = std::max(title_width, counter.empty() ? 0 : TextWidth(counter)) + 10 * unit_;
  const double margin = 5 * unit_;
  const double height = (title.empty() ? 0 : 8.6 * unit_) + (counter.empty() ? 0 : 15.5 * unit_) + 4.5 * unit_;
  Plate(margin, margin, width, height, kOutline, 0.62);
  double baseline = margin + 2.5 * unit_;
  if (!title.empty()) {
    baseline += 5.2 * unit_;
    Font(title_size, CAIRO_FONT_WEIGHT_NORMAL);
    Source(kMiddleColor, 0.85);
    cairo_move_to(cairo_, margin + 5 * unit_, baseline);
    cairo_show_text(cairo_, title.c_str());
    baseline += 2.4 * unit_;
  }
  if (counter.empty()) return;
  Font(counter_size, CAIRO_FONT_WEIGHT_BOLD);
  Source({1, 1, 1}, 1);
  cairo_move_to(cairo_, margin + 5 * unit_, baseline + 13.4 * unit_);
  cairo_show_text(cairo_, counter.c_str());
}

std::vector<std::string> Brush::Wrap(const std::string& text, double width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    at = space + 1;
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (!lines.back().empty() && TextWidth(longer) > width) {
      lines.push_back(word);
    } else {
      lines.back() = longer;
    }
  }
  return lines;
}

void Brush::Caption(const std::string& text, CaptionTone tone, int width, int height) {
  if (text.empty()) return;
  Font(7.5 * unit_, CAIRO_FONT_WEIGHT_BOLD);
  const std::vector<std::string> lines = Wrap(text, 0.86 * width - 12 * unit_);
  double widest = 0;
  for (const std::string& line : lines) widest = std::max(widest, TextWidth(line));
  const double line_height = 10 * unit_;
  const double plate_width = widest + 14 * unit_;
  const double plate_height = line_height * static_cast<double>(lines.size()) + 5 * unit_;
  const double left = (width - plate_width) / 2;
  const double top = height - plate_height - 6 * unit_;
  Plate(left, top, plate_width, plate_height, kOutline, 0.72);
  const Color edge = tone == CaptionTone::kPraise ? kReached
                     : tone == CaptionTone::kHarm ? kHarm
                     : tone == CaptionTone::kCue  ? kAway
                                                  : kMiddleColor;
  Plate(left + 2.5 * unit_, top + 3 * unit_, 1.6 * unit_, plate_height - 6 * unit_, edge, 1);
  Source({1, 1, 1}, 1);
  double baseline = top + 2.5 * unit_ + 7.6 * unit_;
  for (const std::string& line : lines) {
    cairo_move_to(cairo_, left + 7.5 * unit_, baseline);
    cairo_show_text(cairo_, line.c_str());
    baseline += line_height;
  }
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
  brush.Counter(overlay.title, overlay.counter);
  brush.Caption(overlay.caption, overlay.tone, picture.width, picture.height);
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
