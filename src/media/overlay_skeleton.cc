#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/units.h"
#include "media/overlay_brush.h"

namespace ezpt::media {
namespace {

constexpr float kSureScore = 0.5f;  // Above: drawn in full.

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

/// Where an arc stands: the joint, the limb's direction and the band, as angles
/// from +x towards +y (down).
struct ArcGeometry {
  double x, y;  ///< The joint.
  double radius;
  double now;  ///< Of the moving limb.
  double start, end;
  double away;  ///< The way out of the bend, where no limb is.
};

/// The band from min to max is measured from the fixed ray on the side where the
/// moving one is. Some measures are the angle between the rays, others what it
/// lacks to 180°: the picture itself says which.
ArcGeometry GeometryOf(const body::Pose& pose, const coach::TargetArc& arc) {
  const body::Landmark& vertex = pose.points[arc.vertex];
  const body::Landmark& from = pose.points[arc.from];
  const body::Landmark& to = pose.points[arc.to];
  const double fixed = std::atan2(from.y - vertex.y, from.x - vertex.x);
  const double now = std::atan2(to.y - vertex.y, to.x - vertex.x);
  const double between = std::remainder(now - fixed, 2 * kPi);
  const double shown = ToDegrees(Radians(std::fabs(between))).value;
  const bool direct = std::fabs(shown - arc.value.value) < std::fabs(180 - shown - arc.value.value);
  const auto direction = [&](Degrees angle) {
    const double open = ToRadians(direct ? angle : Degrees(180) - angle).value;
    return fixed + std::copysign(open, between);
  };
  const auto [start, end] = std::minmax({direction(arc.min), direction(arc.max)});
  const double away = std::atan2(2 * vertex.y - from.y - to.y, 2 * vertex.x - from.x - to.x);
  constexpr double kShareOfLimb = 0.62;
  const double limb = std::hypot(to.x - vertex.x, to.y - vertex.y);
  return {vertex.x, vertex.y, kShareOfLimb * limb, now, start, end, away};
}

}  // namespace

Brush::Brush(cairo_t* cairo, double unit) : cairo_(cairo), unit_(unit) {
  cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
}

void Brush::Pose(const body::Pose& pose) {
  for (const auto& [a, b] : body::Bones(pose.topology)) Bone(pose, a, b);
  for (std::size_t i = 0; i < pose.size(); ++i) Joint(pose, i);
}

void Brush::Dot(double x, double y, double radius, Color color, double alpha) {
  cairo_arc(cairo_, x, y, radius, 0, 2 * kPi);
  Source(color, alpha);
  cairo_fill(cairo_);
}

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
  Dot(at.x, at.y, radius + 0.9 * unit_, kOutline, 0.55 * alpha);
  Dot(at.x, at.y, radius, SideColor(pose.topology, index), alpha);
  if (!IsFace(pose.topology, index)) Dot(at.x, at.y, 0.45 * radius, kWhite, alpha);
}

void Brush::Band(double x, double y, double radius, double start, double end, Color color, double alpha) {
  cairo_move_to(cairo_, x, y);
  cairo_arc(cairo_, x, y, radius, start, end);
  cairo_close_path(cairo_);
  Source(color, 0.16 * alpha);
  cairo_fill(cairo_);
  cairo_new_path(cairo_);
  cairo_arc(cairo_, x, y, radius, start, end);
  Source(kOutline, 0.5 * alpha);
  cairo_set_line_width(cairo_, 4.4 * unit_);
  cairo_stroke_preserve(cairo_);
  Source(color, alpha);
  cairo_set_line_width(cairo_, 2.6 * unit_);
  cairo_stroke(cairo_);
}

void Brush::Arc(const body::Pose& pose, const coach::TargetArc& arc) {
  if (std::max({arc.vertex, arc.from, arc.to}) >= pose.size()) return;
  double alpha = 1;
  for (const std::size_t i : {arc.vertex, arc.from, arc.to}) alpha = std::min(alpha, Opacity(pose.points[i].score));
  if (alpha <= 0) return;
  const ArcGeometry at = GeometryOf(pose, arc);
  Band(at.x, at.y, at.radius, at.start, at.end, arc.reached ? kReached : kAway, alpha);
  const double x = at.x + at.radius * std::cos(at.now);
  const double y = at.y + at.radius * std::sin(at.now);
  Dot(x, y, 2.6 * unit_, kOutline, 0.7 * alpha);
  Dot(x, y, 1.8 * unit_, kWhite, alpha);
  const std::string text = fmt::format("{:.0f}°", arc.value.value);
  Font(6 * unit_, CAIRO_FONT_WEIGHT_BOLD);
  OutlinedText(text, at.x + 10 * unit_ * std::cos(at.away) - TextWidth(text) / 2,
               at.y + 10 * unit_ * std::sin(at.away) + 2.1 * unit_, alpha);
}

}  // namespace ezpt::media
