#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace ezpt::nn {

/// The whole file, empty where it is not there.
inline std::string ReadFileOrEmpty(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A picture of no meaning that the peers are given too.
inline std::vector<unsigned char> PatternPicture(std::size_t size) {
  std::vector<unsigned char> picture(size);
  for (std::size_t i = 0; i < size; ++i) picture[i] = static_cast<unsigned char>(i * 7919 % 256);
  return picture;
}

}  // namespace ezpt::nn
