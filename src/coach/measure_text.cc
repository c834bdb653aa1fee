#include "coach/measure_text.h"

#include <cmath>
#include <cstdlib>
#include <string>

namespace ezpt::coach {
namespace {

/// With so many decimals; a zero has no sign.
std::string Fixed(double value, int places) {
  long unit = 1;
  for (int i = 0; i < places; ++i) unit *= 10;
  const long scaled = std::lround(value * static_cast<double>(unit));
  const long size = std::labs(scaled);
  std::string text = (scaled < 0 ? "-" : "") + std::to_string(size / unit);
  if (places == 0) return text;
  const std::string decimals = std::to_string(size % unit);
  return text + "." + std::string(static_cast<std::size_t>(places) - decimals.size(), '0') + decimals;
}

}  // namespace

std::string UnitText(body::SignalUnit unit) {
  switch (unit) {
    case body::SignalUnit::kDegrees:
      return "°";
    case body::SignalUnit::kSeconds:
      return "s";
    case body::SignalUnit::kRatio:
      return "";
  }
  return "";
}

std::string ValueText(double value, body::SignalUnit unit) {
  switch (unit) {
    case body::SignalUnit::kDegrees:
      return Fixed(value, 0);
    case body::SignalUnit::kSeconds:
      return Fixed(value, 1);
    case body::SignalUnit::kRatio:
      return Fixed(value, 2);
  }
  return "";
}

std::string NumberText(double value) {
  std::string text = Fixed(value, 2);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string TargetText(const exercise::Target& target) {
  if (target.min <= 0) return "at most " + NumberText(target.max);
  return NumberText(target.min) + "–" + NumberText(target.max);
}

}  // namespace ezpt::coach
