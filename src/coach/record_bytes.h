#pragma once

// Internal to the session record: numbers to bytes and back, little-endian
// whatever the machine.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ezpt::coach {

/// FNV-1a, 64 bits: tells damage, not forgery.
inline uint64_t Checksum(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
  return hash;
}

class RecordWriter {
 public:
  template <typename T>
  void Put(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
      bytes_.push_back(static_cast<char>((uint64_t{value} >> (8 * i)) & 0xFF));
  }
  void PutFloat(float value) { Put(std::bit_cast<uint32_t>(value)); }
  void PutDouble(double value) { Put(std::bit_cast<uint64_t>(value)); }
  void PutText(std::string_view text) { bytes_.append(text); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reading past the end gives zeros and is remembered.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T Get() {
    if (bytes_.size() - at_ < sizeof(T)) {
      truncated_ = true;
      return T{};
    }
    uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value |= uint64_t{static_cast<uint8_t>(bytes_[at_ + i])} << (8 * i);
    at_ += sizeof(T);
    return static_cast<T>(value);
  }
  float GetFloat() { return std::bit_cast<float>(Get<uint32_t>()); }
  double GetDouble() { return std::bit_cast<double>(Get<uint64_t>()); }
  std::string_view GetText(std::size_t size) {
    if (bytes_.size() - at_ < size) {
      truncated_ = true;
      return {};
    }
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  [[nodiscard]] bool truncated() const { return truncated_; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool truncated_ = false;
};

}  // namespace ezpt::coach
