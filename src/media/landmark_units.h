#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "body/landmarks.h"

namespace ezpt::media {

/// Notices that the numbers of a landmark stream are not in the units that its header says: x and y as fractions or per
/// cent of the picture or as pixels of a larger one, metres as millimetres, t in milliseconds or as the frame's number.
/// Looks at all of the stream, and speaks only where nothing real looks so. Memory: a number a frame. One thread at a
/// time.
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
  [[nodiscard]] std::optional<std::string> WrongMetres() const;
  [[nodiscard]] bool OfMost(int64_t bodies) const;

  body::StreamInfo info_;
  std::optional<Seconds> last_;
  std::vector<float> steps_;  ///< Seconds from frame to frame.
  bool whole_ = true;         ///< Every step is a whole number.
  int64_t bodies_ = 0;        ///< Frames that show a body, those of them whose body …
  int64_t tiny_ = 0;          ///< … would be no larger than a pixel or two,
  int64_t per_cent_ = 0;      ///< … lies within 100 of the origin and fills much of that,
  int64_t outside_ = 0;       ///< … is not in the picture.
  std::vector<float> sizes_;  ///< Of the bodies, in the unit of the space.
};

}  // namespace ezpt::media
