#include "media/orientation.h"

#include <cstring>
#include <utility>

namespace ezpt::media {
namespace {

/// Where an upright pixel was stored: its x and y exchanged or not, then each counted from the far end or not.
struct Turn {
  bool exchanged = false, from_right = false, from_bottom = false;
};

Turn TurnOf(Orientation orientation) {
  switch (orientation) {
    case Orientation::kUpright:
      return {};
    case Orientation::kMirrored:
      return {.from_right = true};
    case Orientation::kRotated180:
      return {.from_right = true, .from_bottom = true};
    case Orientation::kMirroredVertically:
      return {.from_bottom = true};
    case Orientation::kTransposed:
      return {.exchanged = true};
    case Orientation::kRotated90:
      return {.exchanged = true, .from_bottom = true};
    case Orientation::kTransversed:
      return {.exchanged = true, .from_right = true, .from_bottom = true};
    case Orientation::kRotated270:
      return {.exchanged = true, .from_right = true};
  }
  return {};
}

}  // namespace

void Orient(const ImageView& source, Orientation orientation, Image& out) {
  const Turn turn = TurnOf(orientation);
  out.Resize(turn.exchanged ? source.height : source.width, turn.exchanged ? source.width : source.height);
  for (int y = 0; y < out.height(); ++y) {
    uint8_t* to = out.Row(y);
    if (orientation == Orientation::kUpright) {
      std::memcpy(to, source.Row(y), static_cast<std::size_t>(source.width) * 3);
      continue;
    }
    for (int x = 0; x < out.width(); ++x) {
      int from_x = x, from_y = y;
      if (turn.exchanged) std::swap(from_x, from_y);
      if (turn.from_right) from_x = source.width - 1 - from_x;
      if (turn.from_bottom) from_y = source.height - 1 - from_y;
      std::memcpy(to + x * 3, source.Row(from_y) + from_x * 3, 3);
    }
  }
}

}  // namespace ezpt::media
