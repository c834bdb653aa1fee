#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clinic/sign_in_changes.h"
#include "server/view.h"

namespace ezpt::server {

/// A change of how somebody signs in, as they are told.
struct ChangeView {
  std::string words;  ///< "A new browser signed in to your account."
  std::string device;
  bool has_device = false;
  std::string at;  ///< ISO 8601, UTC: a script shows local time.
  std::string at_text;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (words, device, has_device, at, at_text))

[[nodiscard]] std::vector<ChangeView> ViewsOf(const std::vector<clinic::SignInChange>& changes,
                                              std::string_view language);

}  // namespace ezpt::server
