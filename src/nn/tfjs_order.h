#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "nn/tfjs_document.h"

namespace ezpt::nn {

/// Errors that name the node.
[[nodiscard]] Error Unsupported(const TfjsNode& node, const std::string& what);
[[nodiscard]] Error Damaged(const TfjsNode& node, const std::string& what);

[[nodiscard]] bool IsOneOf(const std::string& op, std::initializer_list<std::string_view> names);

/// Index of the convolution of a head's scope whose result leaves the scope:
/// names within the scope are numbered differently in Lightning and Thunder.
/// Error: kUnsupported where there is not exactly one.
[[nodiscard]] Result<std::size_t> FindHead(const TfjsDocument& document, std::string_view head);

/// The nodes that the heads need, each after its inputs. Cost: linear.
/// Error: kDamaged for an input that is not there or a cycle.
[[nodiscard]] Result<std::vector<std::size_t>> OrderFor(const TfjsDocument& document,
                                                        const std::vector<std::size_t>& heads);

}  // namespace ezpt::nn
