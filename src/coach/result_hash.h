#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "coach/feedback.h"
#include "exercise/definition.h"

namespace ezpt::coach {

/// A number that changes when any bit of any result changes: FNV-1a (64 bits)
/// over the exact bytes of numbers and texts, in a fixed order. Not for secrets.
class ResultHash {
 public:
  void Add(uint64_t value);
  void Add(double value);  ///< Its bit pattern.
  void Add(std::string_view text);
  void Add(const Feedback& feedback);
  void Add(const SessionSummary& summary);

  [[nodiscard]] uint64_t digest() const { return hash_; }

 private:
  void Add(const RepReport& rep);
  void AddByte(uint8_t byte);

  uint64_t hash_ = 0xcbf29ce484222325ULL;
};

/// Coaches a kinematic body through every exercise, from every claimed view,
/// without and with each fault, and hashes all that the coaching said: one
/// landmark stream whose result every compiler must agree on to the bit.
/// @param definitions canonical JSON, one definition a line.
/// Errors: those of ParseDefinitionJson and Pipeline::Create.
/// Cost: some seconds for the library of twelve.
[[nodiscard]] Result<uint64_t> HashLibrary(std::string_view definitions);

}  // namespace ezpt::coach
