#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "body/view.h"
#include "exercise/definition.h"

namespace ezpt::server {

/// Footage and the moving figure of exercises, made by the virtual patient when
/// first asked for, then kept in memory. Thread-safe; one is made at a time.
class VirtualPatient {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  struct Scenario {
    std::string id;  ///< "demo", or a fault's id.
    std::string name;
    std::string url;
  };
  /// "demo" (walks in, repetitions of which some show a fault, stands still)
  /// first, then one a fault.
  [[nodiscard]] std::vector<Scenario> ScenariosOf(const exercise::Definition& definition) const;

  /// An mp4 (H.264, 640×480). Cost: seconds at the first request.
  /// Errors: kNotFound for an unknown scenario.
  [[nodiscard]] Result<Bytes> Video(const exercise::Definition& definition, std::string_view scenario);

  /// One repetition as flat shapes, JSON: {"fps", "frames": [[{"kind", "points", "radius", "class"}]]}.
  [[nodiscard]] Result<Bytes> Figure(const exercise::Definition& definition, body::View view);

 private:
  std::mutex mutex_;
  std::map<std::string, Bytes> made_;
};

}  // namespace ezpt::server
