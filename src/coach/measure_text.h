#pragma once

#include <string>

#include "body/signal.h"
#include "exercise/definition.h"

/// Measures and their goals as people read them, on pages and at the command line.
namespace ezpt::coach {

/// "°", "s" or "" (a ratio of the body).
[[nodiscard]] std::string UnitText(body::SignalUnit unit);

/// In steps that a camera can tell apart, without the unit: whole degrees ("84"), tenths of a second ("2.4"),
/// hundredths of the body ("0.82").
[[nodiscard]] std::string ValueText(double value, body::SignalUnit unit);

/// The goal without the unit: "80–120", or "at most 12" where nothing lies below.
/// As few decimals as it has, at most two: "80", "0.5".
[[nodiscard]] std::string NumberText(double value);
[[nodiscard]] std::string TargetText(const exercise::Target& target);

}  // namespace ezpt::coach
