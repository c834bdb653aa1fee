#include "server/form.h"

#include <algorithm>

namespace ezpt::server {
namespace {

constexpr std::size_t kMostFields = 40;
constexpr std::size_t kMostBytes = 16 << 10;

Error NoForm() { return {ErrorCode::kInvalidArgument, "This is not what the page's form sends: open the page again."}; }

}  // namespace

Result<Form> Form::Of(const Request& request) {
  if (!request.Header("content-type").starts_with("application/x-www-form-urlencoded")) return NoForm();
  if (request.body.size() > kMostBytes) return NoForm();
  Form form;
  std::string_view rest = request.body;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = PercentDecode(pair.substr(0, equals), PlusSign::kIsSpace);
    const auto value = PercentDecode(pair.substr(std::min(pair.size(), equals + 1)), PlusSign::kIsSpace);
    // Of two fields of one name a handler and who checked it could each take another.
    const bool known = name && std::any_of(form.fields_.begin(), form.fields_.end(),
                                           [&](const auto& field) { return field.first == *name; });
    if (!name || !value || name->empty() || known || form.fields_.size() == kMostFields) return NoForm();
    form.fields_.emplace_back(*name, *value);
  }
  return form;
}

const std::string& Form::operator[](std::string_view name) const {
  static const std::string empty;
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; });
  return found == fields_.end() ? empty : found->second;
}

}  // namespace ezpt::server
