#include "server/pages/security_pages.h"

#include <utility>

#include "server/form.h"
#include "server/pages/account.h"
#include "server/pages/account_words.h"
#include "server/pages/page.h"
#include "server/said.h"
#include "server/sign_in_cookie.h"

namespace ezpt::server {
namespace {

std::string TitleFor(const Context& context) { return Say(context.language, "title.your_account"); }

DeviceView DeviceOf(const clinic::SignIn& device, const clinic::SignedIn& who, std::string_view language) {
  return {.id = device.id,
          .name = DeviceWords(language, device.device),
          .role_words = RoleWords(language, device.role),
          .seen = TimeIso(device.seen_ms),
          .seen_text = TimeText(device.seen_ms, language),
          .is_this = device.id == who.sign_in,
          .is_shared = device.is_shared};
}

/// What else this person may be signed in as.
Result<std::vector<RoleChoiceView>> RolesOf(store::ReadTx& tx, const Context& context, int64_t now_ms) {
  const clinic::SignedIn& who = *context.signed_in;
  std::vector<RoleChoiceView> roles;
  EZPT_TRY(const clinic::Account account, clinic::Accounts::Get(tx, who.scope.person));
  EZPT_TRY(const std::vector<clinic::Membership> memberships, clinic::Clinics::Of(tx, who.scope.person, now_ms));
  for (const clinic::Membership& membership : memberships) {
    if (membership.clinic == who.scope.clinic && membership.role == who.scope.role) continue;
    roles.push_back({membership.clinic, clinic::NameOf(membership.role),
                     RoleAt(context.language, membership.role, membership.clinic_name)});
  }
  if (account.is_operator && who.scope.role != clinic::Role::kOperator) {
    roles.push_back({"", clinic::NameOf(clinic::Role::kOperator), Say(context.language, "role.operator_here")});
  }
  return roles;
}

Result<SecurityPageView> SecurityView(const Site& site, const Context& context) {
  const clinic::SignedIn& who = *context.signed_in;
  return site.desk->Read("cannot read the account", [&](store::ReadTx& tx) -> Result<SecurityPageView> {
    SecurityPageView view;
    view.display_name = who.display_name;
    view.role_words = RoleWords(context.language, who.scope.role);
    view.has_second_factor = who.has_second_factor;
    EZPT_TRY(const clinic::Credential credential, clinic::Accounts::CredentialOf(tx, who.scope.person));
    view.recovery_codes = credential.recovery_codes;
    if (who.second_factor_due_ms > 0) view.due = MomentOf(who.second_factor_due_ms, context.language);
    EZPT_TRY(const auto devices, clinic::SignIns::Of(tx, who.scope.person, site.desk->now_ms()));
    for (const clinic::SignIn& device : devices) view.devices.push_back(DeviceOf(device, who, context.language));
    view.has_others = devices.size() > 1;
    EZPT_TRY(view.roles, RolesOf(tx, context, site.desk->now_ms()));
    view.has_roles = !view.roles.empty();
    EZPT_TRY(const auto changes, clinic::SignInChanges::Of(tx, who.scope.person));
    view.recent_changes = ViewsOf(changes, context.language);
    view.has_recent_changes = !changes.empty();
    return view;
  });
}

Response SecurityPage(const Site& site, const Context& context, const Request& /*request*/) {
  const auto view = SecurityView(site, context);
  return view.ok() ? Page(site, context, TitleFor(context), *view) : ErrorReply(view.error());
}

/// Whether the fold of a form is open, so that it can be sent again at once.
using Fold = bool SecurityPageView::*;

/// To the page that says that it is done, or again to the one that says why it is not.
Response After(const Site& site, const Context& context, const Status& done, std::string_view word,
               Fold fold = nullptr) {
  if (done.ok()) return SeeOtherAndSay("/me/security", word);
  auto view = SecurityView(site, context);
  if (!view.ok()) return ErrorReply(view.error());
  if (fold != nullptr) (*view).*fold = true;
  return PageAgain(site, context, TitleFor(context), *std::move(view), done.error());
}

Response ChangePassword(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const Status done = site.desk->ChangePassword(*context.signed_in, (*form)["password"], (*form)["new_password"]);
  return After(site, context, done, "password-changed");
}

std::string InGroups(const std::string& text) {
  std::string grouped;
  for (std::size_t i = 0; i < text.size(); ++i) grouped += (i > 0 && i % 4 == 0 ? " " : "") + text.substr(i, 1);
  return grouped;
}

Response OfferPage(const Site& site, const Context& context, const Error* problem) {
  const auto offer = site.desk->OfferSecondFactor(*context.signed_in);
  if (!offer.ok()) return ErrorReply(offer.error());
  SecondFactorPageView view{
      .problem = std::nullopt, .sealed = offer->sealed, .base32 = InGroups(offer->base32), .qr = QrOf(offer->uri)};
  const std::string title = Say(context.language, "title.a_second_factor");
  return problem == nullptr ? Page(site, context, title, view)
                            : PageAgain(site, context, title, std::move(view), *problem);
}

Response SecondFactorPage(const Site& site, const Context& context, const Request& /*request*/) {
  return OfferPage(site, context, nullptr);
}

Response SetSecondFactor(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto codes =
      site.desk->ConfirmSecondFactor(*context.signed_in, (*form)["sealed"], (*form)["code"], (*form)["password"]);
  if (!codes.ok()) return OfferPage(site, context, &codes.error());
  return Page(site, context, Say(context.language, "title.recovery_codes"), RecoveryCodesPageView{*codes});
}

Response RemoveSecondFactor(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  return After(site, context, site.desk->RemoveSecondFactor(*context.signed_in, (*form)["password"]),
               "second-factor-removed", &SecurityPageView::opens_remove);
}

Response EraseHistory(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  return After(site, context, site.desk->EraseHistory(*context.signed_in, (*form)["password"]), "history-erased",
               &SecurityPageView::opens_erase);
}

Response CloseAccount(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const Status closed = site.desk->CloseAccount(*context.signed_in, (*form)["password"]);
  if (!closed.ok()) return After(site, context, closed, "", &SecurityPageView::opens_close);
  Response page = SeeOtherAndSay("/sign-in", "account-closed");
  page.headers.emplace_back("Set-Cookie", ExpireSignInCookie(request.transport));
  page.Set("Clear-Site-Data", "\"cache\", \"storage\"");
  return page;
}

Response EndDevice(Site& site, const Context& context, const Request& request) {
  const clinic::SignedIn& who = *context.signed_in;
  const std::string device(request.Param("id"));
  const Status ended = site.desk->Write("cannot sign out the device", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::SignIns::End(tx, who.scope.person, device));
    return site.desk->audit().Append(tx, clinic::EventOf(who.scope, site.desk->now_ms(), "sign_in.end", device));
  });
  if (!ended.ok() && ended.error().code == ErrorCode::kNotFound) return ErrorReply(ended.error());
  return After(site, context, ended, "device-ended");
}

Response EndOthers(Site& site, const Context& context, const Request& /*request*/) {
  const clinic::SignedIn& who = *context.signed_in;
  const Status ended = site.desk->Write("cannot sign out the devices", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::SignIns::EndOthers(tx, who.scope.person, who.sign_in));
    return site.desk->audit().Append(tx, clinic::EventOf(who.scope, site.desk->now_ms(), "sign_in.end_others"));
  });
  return After(site, context, ended, "others-ended");
}

Response ReadChanges(Site& site, const Context& context, const Request& /*request*/) {
  const clinic::SignedIn& who = *context.signed_in;
  const Status read = site.desk->Write("cannot note what was read", [&](store::WriteTx& tx) {
    return clinic::SignInChanges::SetSeen(tx, who.scope.person, who.sign_in, site.desk->now_ms());
  });
  return After(site, context, read, "changes-read");
}

Response SwitchRole(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto role = clinic::RoleOf((*form)["role"]);
  if (!role) return ErrorReply(404, "There is no such role of yours.");
  const auto welcome = site.desk->SwitchTo(*context.signed_in, (*form)["clinic"], *role, CallerOf(context, request));
  if (!welcome.ok()) return ErrorReply(welcome.error());
  return WithSignIn(SeeOther(HomeOf(*role)), request, *welcome);
}

}  // namespace

void AddSecurityRoutes(SiteRoutes& routes) {
  routes.Get("/me/security", Access::kSignedIn, SecurityPage);
  routes.Post("/me/security/password", Access::kSignedIn, ChangePassword);
  routes.Get("/me/security/second-factor", Access::kSignedIn, SecondFactorPage);
  routes.Post("/me/security/second-factor", Access::kSignedIn, SetSecondFactor);
  routes.Post("/me/security/second-factor/remove", Access::kSignedIn, RemoveSecondFactor);
  routes.Post("/me/security/devices/{id}/end", Access::kSignedIn, EndDevice);
  routes.Post("/me/security/devices/end-others", Access::kSignedIn, EndOthers);
  routes.Post("/me/security/erase", Access::kSignedIn, EraseHistory);
  routes.Post("/me/security/changes/seen", Access::kSignedIn, ReadChanges);
  routes.Post("/me/security/close", Access::kSignedIn, CloseAccount);
  routes.Post("/me/role", Access::kSignedIn, SwitchRole);
}

}  // namespace ezpt::server
