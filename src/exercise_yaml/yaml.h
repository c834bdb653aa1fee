#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exercise/definition.h"
#include "exercise/document.h"

namespace ezpt::exercise {

/// YAML text as a document with lines and columns. One document; anchors,
/// aliases and explicit tags are refused, a key may stand once in a map.
/// @param file what to call the text in errors.
/// Errors: kDamaged with line and column; kLimitExceeded past
/// document.h's limits. Nothing is thrown.
[[nodiscard]] Result<Node> ParseYaml(std::string_view text, std::string_view file);

/// YAML text to a validated definition.
[[nodiscard]] Result<Definition> ParseDefinitionYaml(std::string_view text, std::string_view file);

/// The text of a file of at most kMaxDocumentBytes. Errors: kNotFound,
/// kLimitExceeded, kDamaged when it cannot be read.
[[nodiscard]] Result<std::string> ReadDefinitionText(const std::string& path);

/// One exercise file. Errors name it.
[[nodiscard]] Result<Definition> LoadDefinition(const std::string& path);

/// Every *.yaml of a folder, by name. Errors: kNotFound where the folder cannot be read.
[[nodiscard]] Result<std::vector<std::string>> DefinitionFiles(const std::string& folder);

/// Why a sound definition may not stand in the library under that path: there an id is its file's name. Empty if it
/// may.
[[nodiscard]] std::string WhyNotInLibrary(const Definition& definition, const std::string& path);

/// Every *.yaml of a folder, in the order of ids. The first error ends it; an id
/// must be its file's name, so that none stands twice.
[[nodiscard]] Result<std::vector<Definition>> LoadLibrary(const std::string& folder);

}  // namespace ezpt::exercise
