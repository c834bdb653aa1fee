#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "exercise/definition.h"
#include "motion/reference_movement.h"
#include "nn/model.h"

namespace ezpt::app {

/// The folder that holds exercises/ and build/models/: EZPT_HOME where it is set,
/// else the nearest folder above the program with exercises/ in it.
/// Errors: kNotFound.
[[nodiscard]] Result<std::string> Home();

/// Every exercise, in the order of ids.
using Library = std::vector<std::shared_ptr<const exercise::Definition>>;
[[nodiscard]] Result<Library> LoadExercises();

/// What all of them look like: a movement that is another one of them is not the one asked for. Made once.
[[nodiscard]] Result<std::shared_ptr<const motion::MovementLibrary>> LoadMovements();

/// An exercise of the library. Errors: kNotFound, with the nearest id.
[[nodiscard]] Result<std::shared_ptr<const exercise::Definition>> FindExercise(const std::string& id);

/// A pose model by name ("movenet_lightning") or by the path of a TF.js graph
/// model, its weights beside it under the same name with .bin.
/// Errors: kNotFound for neither, kUnsupported for a model this program knows of
/// but cannot run yet, kDamaged for content that is not a model.
[[nodiscard]] Result<std::shared_ptr<const nn::Model>> LoadModel(const std::string& model);

inline constexpr const char* kDefaultModel = "movenet_lightning";

}  // namespace ezpt::app
