#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace ezpt::app {

/// Fields in the order in which they are written.
using Json = nlohmann::ordered_json;

/// A finite number with at most `places` decimals, else null.
[[nodiscard]] inline Json Number(double value, int places = 6) {
  if (!std::isfinite(value)) return nullptr;
  const double scale = std::pow(10.0, places);
  const double rounded = std::round(value * scale) / scale;
  return std::isfinite(rounded) ? rounded : value;
}

/// One line; bytes that are not UTF-8 (file names may have some) are replaced.
[[nodiscard]] inline std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ezpt::app
