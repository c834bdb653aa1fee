#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "exercise/definition.h"
#include "exercise/document.h"

namespace ezpt::exercise {

/// The definition as canonical JSON: the same fields as the YAML file, in one
/// order, without spaces. Equal definitions give equal bytes, and
/// ParseDefinitionJson gives the same definition back.
[[nodiscard]] std::string ToJson(const Definition& definition);

/// Names this very definition for good: SHA-256 of its canonical JSON, 64 hex digits.
/// Any change of it, be it of a word, gives another hash.
[[nodiscard]] std::string DefinitionHash(const Definition& definition);

/// Any JSON text as a document; marks carry no lines.
/// @param name what to call the text in errors.
/// Errors: kDamaged when it is not JSON, kLimitExceeded past document.h's limits.
[[nodiscard]] Result<Node> ParseJsonDocument(std::string_view text, std::string_view name);

/// Canonical JSON to a definition, validated like a file.
/// Errors: those of ParseJsonDocument and ToDefinition.
[[nodiscard]] Result<Definition> ParseDefinitionJson(std::string_view text, std::string_view name);

}  // namespace ezpt::exercise
