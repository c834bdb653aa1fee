#pragma once

// jpeglib.h needs size_t and FILE declared before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/image.h"

/// Pictures for tests.
namespace ezpt::media {

/// Red grows to the right, green downwards.
inline Image Ramp(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.Row(y)[x * 3] = static_cast<uint8_t>(x * 255 / width);
      image.Row(y)[x * 3 + 1] = static_cast<uint8_t>(y * 255 / height);
      image.Row(y)[x * 3 + 2] = 90;
    }
  }
  return image;
}

/// A picture whose every row is `row` (RGB), as a progressive JPEG. Of one colour, each scan is a few bytes, whatever
/// the picture's size: it costs a decoder far more than a camera's.
/// @param scans 0: the usual ones, which end with every bit known; else the first coefficient, then as many scans of
///   high ones.
inline std::string ProgressiveJpeg(std::vector<uint8_t> row, int height, int scans) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = static_cast<JDIMENSION>(row.size() / 3);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  std::vector<jpeg_scan_info> script = {{3, {0, 1, 2}, 0, 0, 0, 0}};
  for (int i = 1; i < scans; ++i) script.push_back({1, {i % 3}, 1 + i / 3, 1 + i / 3, 0, 0});
  jpeg_simple_progression(&info);
  if (scans > 0) {
    info.scan_info = script.data();
    info.num_scans = scans;
  }
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < height; ++y) {
    JSAMPROW at = row.data();
    jpeg_write_scanlines(&info, &at, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string bytes(reinterpret_cast<const char*>(buffer), size);
  std::free(buffer);
  return bytes;
}

}  // namespace ezpt::media
