#pragma once

#include <vector>

#include "body/virtual_patient/virtual_patient.h"
#include "exercise/definition.h"

// What the tests that film the virtual patient doing the library's exercises share.
namespace ezpt::test {

/// Every exercise of the library; empty where it cannot be read.
[[nodiscard]] const std::vector<exercise::Definition>& Library();

/// The side that works where an exercise has one: the one towards the camera.
[[nodiscard]] body::Side WorkingFrom(body::View view);

[[nodiscard]] body::Event Of(body::Event::Kind kind, double seconds = 1.5);

}  // namespace ezpt::test
