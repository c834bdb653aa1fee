#include "server/page_frame.h"

#include "server/said.h"

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
  if (!context.signed_in || IsKeptByBrowsers(page)) {
    return {{"/sessions", "My sessions"}, {"/me", "Account"}, {"/about/privacy", "Privacy", false, true}};
  }
  switch (context.signed_in->scope.role) {
    case Role::kPatient:
      return {{"/sessions", "My sessions"}, {"/me/care", "My care"}};
    case Role::kHelper:
      return {{"/patients", "Whom I help"}};
    case Role::kTherapist:
      return {{"/patients", "Patients"}, {"/sessions", "My sessions", false, true}};
    case Role::kAdmin:
      return {{"/clinic", "Clinic"},
              {"/clinic/emergencies", "Reviews", false, true},
              {"/clinic/audit", "Audit log", false, true}};
    case Role::kOperator:
      return {{"/operator", "Server"}};
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
  const std::string at = who.clinic_name.empty() ? "" : ", " + who.clinic_name;
  return AccountView{who.display_name, clinic::WordsFor(who.scope.role) + at, who.idle_ms / 1000};
}

std::vector<ChangeView> ChangesOf(const Context& context, std::string_view page) {
  if (!context.signed_in || IsKeptByBrowsers(page)) return {};
  return ViewsOf(context.signed_in->changes);
}

}  // namespace

FrameView MakeFrame(std::string_view page, const Context& context, std::string title) {
  std::vector<NavigationView> navigation{{"/", "Exercises"}};
  for (NavigationView& place : PlacesOf(context, page)) navigation.push_back(std::move(place));
  for (NavigationView& place : navigation) place.is_current = place.url == PlaceOf(page);
  const std::vector<ChangeView> changes = ChangesOf(context, page);
  return {.lang = context.language,
          .title = std::move(title),
          .version = EZPT_VERSION,
          .page = std::string(page),
          .navigation = std::move(navigation),
          .account = AccountOf(context, page),
          .said_text = SaidText(context.said),
          .changes = changes,
          .has_changes = !changes.empty()};
}

}  // namespace ezpt::server
