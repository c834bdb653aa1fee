#include <algorithm>

#include "base/units.h"
#include "media/overlay_brush.h"

namespace ezpt::media {
namespace {

// In units.
constexpr double kMargin = 5;
constexpr double kTitleSize = 5.2;
constexpr double kCounterSize = 17;
constexpr double kCaptionSize = 7.5;
constexpr double kCaptionLine = 10;

Color EdgeOf(CaptionTone tone) {
  switch (tone) {
    case CaptionTone::kPraise:
      return kReached;
    case CaptionTone::kCue:
      return kAway;
    case CaptionTone::kHarm:
      return kHarm;
    case CaptionTone::kPlain:
      break;
  }
  return kMiddleColor;
}

}  // namespace

void Brush::Font(double size, cairo_font_weight_t weight) {
  cairo_select_font_face(cairo_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight);
  cairo_set_font_size(cairo_, size);
}

double Brush::TextWidth(const std::string& text) {
  cairo_text_extents_t extents;
  cairo_text_extents(cairo_, text.c_str(), &extents);
  return extents.x_advance;
}

void Brush::OutlinedText(const std::string& text, double x, double y, double alpha) {
  cairo_move_to(cairo_, x, y);
  cairo_text_path(cairo_, text.c_str());
  Source(kOutline, 0.75 * alpha);
  cairo_set_line_width(cairo_, 1.8 * unit_);
  cairo_stroke_preserve(cairo_);
  Source(kWhite, alpha);
  cairo_fill(cairo_);
}

void Brush::Plate(const Box& box, Color color, double alpha) {
  const double r = std::min({3.2 * unit_, (box.right - box.left) / 2, (box.bottom - box.top) / 2});
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, box.right - r, box.top + r, r, -kPi / 2, 0);
  cairo_arc(cairo_, box.right - r, box.bottom - r, r, 0, kPi / 2);
  cairo_arc(cairo_, box.left + r, box.bottom - r, r, kPi / 2, kPi);
  cairo_arc(cairo_, box.left + r, box.top + r, r, kPi, 1.5 * kPi);
  cairo_close_path(cairo_);
  Source(color, alpha);
  cairo_fill(cairo_);
}

Box Brush::CounterBox(const CounterText& text, OverlayCorner corner, int width) {
  Font(kTitleSize * unit_, CAIRO_FONT_WEIGHT_NORMAL);
  const double title_width = text.title.empty() ? 0 : TextWidth(text.title);
  Font(kCounterSize * unit_, CAIRO_FONT_WEIGHT_BOLD);
  const double counter_width = text.counter.empty() ? 0 : TextWidth(text.counter);
  const double box_width = std::max(title_width, counter_width) + 10 * unit_;
  const double box_height =
      (text.title.empty() ? 0 : 8.6 * unit_) + (text.counter.empty() ? 0 : 15.5 * unit_) + 4.5 * unit_;
  const double margin = kMargin * unit_;
  const double left = corner == OverlayCorner::kTopLeft ? margin : std::max(margin, width - margin - box_width);
  return {left, margin, left + box_width, margin + box_height};
}

void Brush::Counter(const CounterText& text, const Box& box) {
  Plate(box, kOutline, 0.62);
  double baseline = box.top + 2.5 * unit_;
  if (!text.title.empty()) {
    baseline += kTitleSize * unit_;
    Font(kTitleSize * unit_, CAIRO_FONT_WEIGHT_NORMAL);
    Source(kMiddleColor, 0.85);
    cairo_move_to(cairo_, box.left + 5 * unit_, baseline);
    cairo_show_text(cairo_, text.title.c_str());
    baseline += 2.4 * unit_;
  }
  if (text.counter.empty()) return;
  Font(kCounterSize * unit_, CAIRO_FONT_WEIGHT_BOLD);
  Source(kWhite, 1);
  cairo_move_to(cairo_, box.left + 5 * unit_, baseline + 13.4 * unit_);
  cairo_show_text(cairo_, text.counter.c_str());
}

Brush::CaptionText Brush::Wrapped(const std::string& text, int width) {
  Font(kCaptionSize * unit_, CAIRO_FONT_WEIGHT_BOLD);
  const double line_width = 0.86 * width - 12 * unit_;
  CaptionText out;
  out.lines.emplace_back();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    at = space + 1;
    const std::string longer = out.lines.back().empty() ? word : out.lines.back() + " " + word;
    if (!out.lines.back().empty() && TextWidth(longer) > line_width) {
      out.lines.push_back(word);
    } else {
      out.lines.back() = longer;
    }
  }
  for (const std::string& line : out.lines) out.width = std::max(out.width, TextWidth(line));
  out.width += 14 * unit_;
  out.height = kCaptionLine * unit_ * static_cast<double>(out.lines.size()) + 5 * unit_;
  return out;
}

Box Brush::CaptionBox(const CaptionText& text, OverlayEdge edge, int width, int height) const {
  const double left = (width - text.width) / 2;
  const double top = edge == OverlayEdge::kTop ? kMargin * unit_ : height - text.height - 6 * unit_;
  return {left, top, left + text.width, top + text.height};
}

void Brush::Caption(const CaptionText& text, CaptionTone tone, const Box& box) {
  Plate(box, kOutline, 0.72);
  const double left = box.left + 2.5 * unit_;
  Plate({left, box.top + 3 * unit_, left + 1.6 * unit_, box.bottom - 3 * unit_}, EdgeOf(tone), 1);
  Font(kCaptionSize * unit_, CAIRO_FONT_WEIGHT_BOLD);
  Source(kWhite, 1);
  double baseline = box.top + 2.5 * unit_ + 7.6 * unit_;
  for (const std::string& line : text.lines) {
    cairo_move_to(cairo_, box.left + 7.5 * unit_, baseline);
    cairo_show_text(cairo_, line.c_str());
    baseline += kCaptionLine * unit_;
  }
}

}  // namespace ezpt::media
