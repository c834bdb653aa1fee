#include "media/recording_clock.h"

namespace ezpt::media {
namespace {

/// Time that goes back by more is another clock's: of recordings joined end to end.
constexpr Seconds kAnotherClockBehind{1.0};
/// And forward, where the container says that its clock may jump: as ffmpeg takes it.
constexpr Seconds kAnotherClockAhead{10.0};

}  // namespace

Seconds RecordingClock::TimeOf(std::optional<Seconds> stamped, Seconds step, Jumps jumps) {
  const bool is_first = !begun_;
  begun_ = true;
  if (is_first) {
    offset_ = stamped.value_or(Seconds(0));
    return last_;
  }
  Seconds t = last_ + step;
  if (stamped) {
    const Seconds since = *stamped - offset_ - last_;
    if (since < Seconds(0) - kAnotherClockBehind || (jumps == Jumps::kMay && since > kAnotherClockAhead)) {
      offset_ = *stamped - t;
    } else if (since > Seconds(0)) {
      t = last_ + since;
    }
  }
  last_ = t;
  return t;
}

}  // namespace ezpt::media
