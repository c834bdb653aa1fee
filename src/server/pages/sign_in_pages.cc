#include "server/pages/sign_in_pages.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "server/form.h"
#include "server/pages/account.h"
#include "server/pages/account_words.h"
#include "server/pages/kept_form.h"
#include "server/pages/page.h"
#include "server/said.h"
#include "server/sign_in_cookie.h"

namespace ezpt::server {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

Response Me(const Site& /*site*/, const Context& context, const Request& /*request*/) {
  return SeeOther(context.signed_in ? HomeOf(context.scope().role) : "/sign-in");
}

SignInPageView ViewFor(const Request& request) {
  SignInPageView view;
  view.to = PathIn(request.Query("to"));
  return view;
}

Response SignInPage(const Site& site, const Context& context, const Request& request) {
  return Page(site, context, Say(context.language, "title.sign_in"), ViewFor(request));
}

/// Where somebody goes who has just signed in. The pages that browsers keep tell nobody anything, so that who has news
/// of their sign-in, and would begin on such a page, begins on the one that lists it.
std::string PlaceAfter(const clinic::Welcome& welcome, const std::string& to) {
  const std::string place = to.empty() ? HomeOf(welcome.sign_in.role) : to;
  return welcome.has_changes && place == "/" ? "/me/security" : place;
}

/// Who has just signed in goes on to where they were going, or is asked first whether to send what they typed before.
Response Arrived(const Site& site, const Context& context, const Request& request, const clinic::Welcome& welcome,
                 const SignInPageView& view) {
  auto kept = KeptPage(site, context, welcome, view.kept);
  return WithSignIn(kept ? *std::move(kept) : SeeOther(PlaceAfter(welcome, view.to)), request, welcome);
}

/// Of what both steps carry through the page.
SignInPageView CarriedBy(const Form& form) {
  SignInPageView view;
  view.to = PathIn(form["to"]);
  view.is_shared = form.Has("shared");
  view.kept = form["kept"];
  view.has_kept = form.Has("kept");
  return view;
}

/// The second step: name and password were right.
Response SignInCode(Site& site, const Context& context, const Request& request, const Form& form) {
  SignInPageView view = CarriedBy(form);
  view.asks_code = true;
  view.challenge = form["challenge"];
  const auto welcome = site.desk->Answer(view.challenge, form["code"], CallerOf(context, request, view.is_shared));
  if (!welcome.ok())
    return PageAgain(site, context, Say(context.language, "title.sign_in"), std::move(view), welcome.error());
  return Arrived(site, context, request, *welcome, view);
}

Response SignIn(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  if (form->Has("challenge")) return SignInCode(site, context, request, *form);
  SignInPageView view = CarriedBy(*form);
  view.name = (*form)["name"];
  const std::string name = Lower(view.name);
  const auto welcome = site.desk->SignInWith(name, (*form)["password"], "", CallerOf(context, request, view.is_shared));
  if (!welcome.ok())
    return PageAgain(site, context, Say(context.language, "title.sign_in"), std::move(view), welcome.error());
  if (*welcome) {
    return Arrived(site, context, request, **welcome, view);
  }
  view.asks_code = true;
  view.challenge = site.desk->ChallengeFor(name);
  return Page(site, context, Say(context.language, "title.sign_in"), view);
}

Response SignOut(Site& site, const Context& context, const Request& request) {
  const clinic::SignedIn& who = *context.signed_in;
  const Status ended = site.desk->Write("cannot sign out", [&](store::WriteTx& tx) -> Status {
    EZPT_CHECK_OK(clinic::SignIns::End(tx, who.scope.person, who.sign_in));
    return site.desk->audit().Append(tx, clinic::EventOf(who.scope, site.desk->now_ms(), "sign_out", who.sign_in));
  });
  if (!ended.ok() && ended.error().code != ErrorCode::kNotFound) return ErrorReply(ended.error());
  Response page = SeeOtherAndSay("/sign-in", "signed-out");
  page.headers.emplace_back("Set-Cookie", ExpireSignInCookie(request.transport));
  // Of a device that others use, also the sets that wait for a connection: nobody comes back to it for them.
  if (who.is_shared) page.Set("Clear-Site-Data", "\"cache\", \"storage\"");
  return page;
}

Response CodePage(const Site& site, const Context& context, const Request& /*request*/) {
  return Page(site, context, Say(context.language, "title.your_code"), CodePageView());
}

Response TypedCode(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const auto code = clinic::ReadCode((*form)["code"]);
  if (code) return SeeOther("/i/" + *code);
  return PageAgain(site, context, Say(context.language, "title.your_code"), CodePageView(),
                   {ErrorCode::kNotFound, "That is no code: it has twelve letters and digits."});
}

Result<InvitationPageView> InvitationView(const Site& site, const Context& context, const std::string& code,
                                          const clinic::Invitation& invitation) {
  using Kind = clinic::Invitation::Kind;
  InvitationPageView view;
  view.code = code;
  view.is_first = invitation.kind == Kind::kFirst;
  view.is_recovery = invitation.kind == Kind::kRecovery;
  if (!view.is_recovery) view.as_words = AsRole(context.language, invitation.role);
  view.display_name = invitation.name;
  view.heading =
      Say(context.language, view.is_first ? Words("title.begin_a_clinic") : Words("title.choose_a_new_password"));
  if (invitation.kind == Kind::kMember) {
    EZPT_TRY(const clinic::ClinicRow clinic, site.desk->Read("cannot read the invitation", [&](store::ReadTx& tx) {
      return clinic::Clinics::Get(tx, invitation.clinic);
    }));
    view.heading = Say(context.language, "title.clinic_invites_you", {{"clinic", clinic.name}});
    view.can_join_as = context.signed_in.has_value();
    view.signed_in_name = context.signed_in ? context.signed_in->display_name : "";
  }
  if (!context.signed_in && !view.is_recovery) {
    EZPT_TRY(view.has_history, site.sessions->HasSessions(context.person.owner));
  }
  return view;
}

Response InvitationPage(const Site& site, const Context& context, const Request& request) {
  const std::string code(request.Param("code"));
  const auto invitation = site.desk->Ask(code, CallerOf(context, request));
  if (!invitation.ok())
    return PageAgain(site, context, Say(context.language, "title.your_code"), CodePageView(), invitation.error());
  const auto view = InvitationView(site, context, code, *invitation);
  return view.ok() ? Page(site, context, view->heading, *view) : ErrorReply(view.error());
}

/// The page again, as it was filled in.
Response InvitationAgain(const Site& site, const Context& context, const Request& request, const Form& form,
                         const Error& error) {
  const std::string code(request.Param("code"));
  const auto invitation = site.desk->Ask(code, CallerOf(context, request));
  if (!invitation.ok())
    return PageAgain(site, context, Say(context.language, "title.your_code"), CodePageView(), invitation.error());
  auto view = InvitationView(site, context, code, *invitation);
  if (!view.ok()) return ErrorReply(view.error());
  view->sign_in_name = form["sign_in_name"];
  view->display_name = form["display_name"];
  view->clinic_name = form["clinic_name"];
  const std::string title = view->heading;
  return PageAgain(site, context, title, *std::move(view), error);
}

Response Join(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const std::string code(request.Param("code"));
  const clinic::Caller caller = CallerOf(context, request, form->Has("shared"));
  if (form->Has("as_signed_in") && context.signed_in) {
    const auto joined = site.desk->JoinAs(code, *context.signed_in, caller);
    if (!joined.ok()) return InvitationAgain(site, context, request, *form, joined.error());
    return WithSignIn(SeeOther(HomeOf(joined->sign_in.role)), request, *joined);
  }
  const bool keeps = form->Has("keep_history") && !context.signed_in;
  const auto welcome = site.desk->Join(code,
                                       {.sign_in_name = (*form)["sign_in_name"],
                                        .display_name = (*form)["display_name"],
                                        .password = (*form)["password"],
                                        .clinic_name = (*form)["clinic_name"],
                                        .cookie_owner = keeps ? context.person.owner : ""},
                                       caller);
  if (!welcome.ok()) return InvitationAgain(site, context, request, *form, welcome.error());
  return WithSignIn(SeeOther(HomeOf(welcome->sign_in.role)), request, *welcome);
}

Response Recover(Site& site, const Context& context, const Request& request) {
  const auto form = Form::Of(request);
  if (!form.ok()) return ErrorReply(form.error());
  const Status done =
      site.desk->Recover(std::string(request.Param("code")), (*form)["password"], CallerOf(context, request));
  if (!done.ok()) return InvitationAgain(site, context, request, *form, done.error());
  return SeeOtherAndSay("/sign-in", "password-set");
}

}  // namespace

void AddSignInRoutes(SiteRoutes& routes) {
  routes.Get("/me", Access::kOwnOrNothing, Me);
  routes.Get("/sign-in", Access::kOwnOrNothing, SignInPage);
  routes.Post("/sign-in", Access::kOwner, SignIn);
  routes.Post("/sign-in/keep", Access::kOwner, KeepForm);
  routes.Post("/sign-out", Access::kSignedIn, SignOut);
  routes.Get("/i", Access::kOwnOrNothing, CodePage);
  routes.Post("/i", Access::kOwner, TypedCode);
  routes.Get("/i/{code}", Access::kOwnOrNothing, InvitationPage);
  routes.Post("/i/{code}/join", Access::kOwner, Join);
  routes.Post("/i/{code}/recover", Access::kOwner, Recover);
}

}  // namespace ezpt::server
