#pragma once

#include <string>

// Pictures that cost a decoder far more than a camera's.
namespace ezpt::test {

/// A picture of one grey as a progressive JPEG of `scans` scans, each a few bytes whatever the picture's size.
[[nodiscard]] std::string ProgressiveJpeg(int width, int height, int scans);

}  // namespace ezpt::test
