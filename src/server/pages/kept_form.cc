#include "server/pages/kept_form.h"

#include <algorithm>
#include <array>
#include <utility>

#include "server/form.h"
#include "server/pages/account.h"
#include "server/pages/page.h"
#include "server/say.h"
#include "server/sign_in_cookie.h"

namespace ezpt::server {
namespace {

constexpr std::string_view kPath = "kept_path";

template <std::size_t kCount>
bool IsOneOf(std::string_view name, const std::array<std::string_view, kCount>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsSecret(std::string_view name) {
  return IsOneOf(name, std::array<std::string_view, 5>{"password", "new_password", "code", "challenge", "sealed"});
}

/// Typed by people; the others are what a page chose.
bool IsTyped(std::string_view name) {
  return IsOneOf(name, std::array<std::string_view, 4>{"name", "note", "reason", "days"});
}

std::string Encoded(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (name == kPath) continue;
    if (!body.empty()) body += '&';
    body += PercentEncode(name) + '=' + PercentEncode(value);
  }
  return body;
}

std::optional<Response> SignInFor(const Site& site, const Context& context, const Request& request, const Form& form,
                                  const std::string& path) {
  for (const auto& [name, value] : form.fields()) {
    if (IsSecret(name)) return std::nullopt;
  }
  const std::string token(SignInToken(request.Header("cookie"), request.transport));
  const auto kept = site.desk->KeepTyped(token, {path, Encoded(form.fields())});
  if (!kept.ok() || kept->empty()) return std::nullopt;
  SignInPageView view;
  view.kept = *kept;
  view.has_kept = true;
  Response page = Page(site, context, Say(context.language, "title.sign_in"), view);
  page.status = 403;
  return page;
}

}  // namespace

std::optional<Response> SignInAgain(const Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok() || request.method != Method::kPost) return std::nullopt;
  return SignInFor(site, context, request, *form, request.path);
}

Response KeepForm(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const std::string path = PathIn((*form)[kPath]);
  auto page = path.empty() ? std::nullopt : SignInFor(site, context, request, *form, path);
  return page ? *std::move(page) : SeeOther("/sign-in");
}

std::optional<Response> KeptPage(const Site& site, const Context& context, const clinic::Welcome& welcome,
                                 const std::string& kept) {
  if (kept.empty()) return std::nullopt;
  const auto typed = site.desk->TypedBy(welcome.sign_in.person, kept);
  if (!typed) return std::nullopt;
  Request sent;
  sent.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  sent.body = typed->body;
  const auto form = Form::Of(sent);
  if (!form.ok()) return std::nullopt;
  KeptPageView view;
  view.action = typed->path;
  view.home = HomeOf(welcome.sign_in.role);
  for (const auto& [name, value] : form->fields()) {
    view.fields.push_back({name, value});
    if (IsTyped(name) && !value.empty()) view.words.push_back(value);
  }
  return Page(site, context, Say(context.language, "title.what_you_typed"), view);
}

}  // namespace ezpt::server
