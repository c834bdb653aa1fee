#include "server/page_frame.h"

#include "server/pages/account_words.h"
#include "server/said.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

using clinic::Role;

/// Pages that browsers keep to be shown without a network (service_worker.ts), to whoever comes next: no name is on
/// them.
bool IsKeptByBrowsers(std::string_view page) {
  return page == "library" || page == "exercise" || page == "session" || page == "privacy";
}

/// What each role comes here for, beside the exercises.
std::vector<NavigationView> PlacesOf(const Context& context, std::string_view page) {
  const auto say = [&](Words words) { return Say(context.language, words); };
  if (!context.signed_in || IsKeptByBrowsers(page)) {
    return {{"/sessions", say("navigation.my_sessions")},
            {"/me", say("navigation.account")},
            {"/about/privacy", say("navigation.privacy"), false, true}};
  }
  switch (context.signed_in->scope.role) {
    case Role::kPatient:
      return {{"/sessions", say("navigation.my_sessions")}, {"/me/care", say("navigation.my_care")}};
    case Role::kHelper:
      return {{"/patients", say("navigation.whom_i_help")}};
    case Role::kTherapist:
      return {{"/patients", say("navigation.patients")}, {"/sessions", say("navigation.my_sessions"), false, true}};
    case Role::kAdmin:
      return {{"/clinic", say("navigation.clinic")},
              {"/clinic/emergencies", say("navigation.reviews"), false, true},
              {"/clinic/audit", say("navigation.audit_log"), false, true}};
    case Role::kOperator:
      return {{"/operator", say("navigation.server")}};
  }
  return {};
}

/// The address at which a page stands in the navigation.
std::string_view PlaceOf(std::string_view page) {
  if (page == "library") return "/";
  if (page == "sessions") return "/sessions";
  if (page == "privacy") return "/about/privacy";
  if (page == "patients" || page == "patient") return "/patients";
  if (page == "care") return "/me/care";
  if (page == "clinic") return "/clinic";
  if (page == "emergencies") return "/clinic/emergencies";
  if (page == "audit") return "/clinic/audit";
  if (page == "sign_in") return "/me";
  return page == "operator" ? "/operator" : "";
}

std::optional<AccountView> AccountOf(const Context& context, std::string_view page) {
  if (!context.signed_in || IsKeptByBrowsers(page)) return std::nullopt;
  const clinic::SignedIn& who = *context.signed_in;
  return AccountView{who.display_name, RoleAt(context.language, who.scope.role, who.clinic_name), who.idle_ms / 1000};
}

std::vector<LanguageView> LanguagesOf(const Context& context) {
  std::vector<LanguageView> languages;
  for (const std::string_view tag : Languages()) {
    languages.push_back({std::string(tag), Say(tag, "language.name"), tag == context.language});
  }
  return languages;
}

std::vector<ChangeView> ChangesOf(const Context& context, std::string_view page) {
  if (!context.signed_in || IsKeptByBrowsers(page)) return {};
  return ViewsOf(context.signed_in->changes, context.language);
}

}  // namespace

FrameView MakeFrame(std::string_view page, const Context& context, std::string title) {
  std::vector<NavigationView> navigation{{"/", Say(context.language, "navigation.exercises")}};
  for (NavigationView& place : PlacesOf(context, page)) navigation.push_back(std::move(place));
  for (NavigationView& place : navigation) place.is_current = place.url == PlaceOf(page);
  const std::vector<ChangeView> changes = ChangesOf(context, page);
  return {.lang = context.language,
          .title = std::move(title),
          .version = EZPT_VERSION,
          .page = std::string(page),
          .navigation = std::move(navigation),
          .account = AccountOf(context, page),
          .said_text = SaidText(context.said, context.language),
          .changes = changes,
          .has_changes = !changes.empty(),
          .here = context.here.empty() ? std::nullopt : std::optional(context.here),
          .languages = LanguagesOf(context)};
}

}  // namespace ezpt::server
