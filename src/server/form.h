#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http.h"

namespace ezpt::server {

/// What a page's form sent (application/x-www-form-urlencoded): each field once, whatever was typed as it was typed.
class Form {
 public:
  /// Errors: kInvalidArgument where that is no form, a field comes twice, or there are too many.
  [[nodiscard]] static Result<Form> Of(const Request& request);

  /// Empty where it is not there.
  [[nodiscard]] const std::string& operator[](std::string_view name) const;
  [[nodiscard]] const Fields& fields() const { return fields_; }
  [[nodiscard]] bool Has(std::string_view name) const { return !(*this)[name].empty(); }

 private:
  Fields fields_;
};

}  // namespace ezpt::server
