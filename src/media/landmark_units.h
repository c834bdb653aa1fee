#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "body/landmarks.h"

namespace ezpt::media {

/// Notices that the numbers of a landmark stream are not in the units that its header says: x and y as fractions of the
/// picture, t in milliseconds or as the frame's number. Looks at all of the stream, and speaks only where nothing real
/// looks so. Memory: a number a frame. One thread at a time.
class LandmarkUnits {
 public:
  explicit LandmarkUnits(const body::StreamInfo& info) : info_(info) {}

  /// Frames in order of time.
  void Add(const body::PoseFrame& frame);

  /// What is wrong with the frames so far, in one line with what to do; nothing where all may be as it should.
  [[nodiscard]] std::optional<std::string> Objection() const;

 private:
  [[nodiscard]] std::optional<std::string> WrongTimes() const;
  [[nodiscard]] std::optional<std::string> WrongPlaces() const;

  body::StreamInfo info_;
  std::optional<Seconds> last_;
  std::vector<float> steps_;  ///< Seconds from frame to frame.
  bool whole_ = true;         ///< Every step is a whole number.
  int64_t bodies_ = 0;        ///< Frames that show a body, …
  int64_t tiny_ = 0;          ///< … and those whose body would be no larger than a pixel or two.
};

}  // namespace ezpt::media
