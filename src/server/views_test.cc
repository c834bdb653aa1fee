#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/error_page_view.h"
#include "server/page_frame.h"
#include "server/pages/account_views.h"
#include "server/pages/clinic_views.h"
#include "server/pages/kept_form.h"
#include "server/pages/library_page_views.h"
#include "server/pages/patient_views.h"
#include "server/pages/service_page_views.h"
#include "server/pages/session_page_views.h"
#include "server/pages/step_in_view.h"
#include "server/pages/trust_page_view.h"
#include "server/say.h"
#include "server/template_walk_fixture.h"

namespace ezpt::server {
namespace {

using boost::mp11::mp_for_each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Every page. A new one is a line here.
using Pages =
    boost::mp11::mp_list<LibraryPageView, ExercisePageView, SessionPageView, SessionsPageView, SummaryPageView,
                         PrivacyPageView, StepInPageView, TrustPageView, ErrorPageView, SignInPageView, KeptPageView,
                         CodePageView, InvitationPageView, SecurityPageView, SecondFactorPageView,
                         RecoveryCodesPageView, PatientsPageView, PatientPageView, EmergencyPageView, CarePageView,
                         SheetPageView, ClinicPageView, EmergenciesPageView, AuditPageView, OperatorPageView>;

/// Views that an address answers as JSON: whether a template uses all of their fields says nothing.
using JsonAnswers = boost::mp11::mp_list<CardView,        // GET /exercises.json
                                         SessionRowView,  // GET /api/sessions
                                         SessionView>;    // GET /api/sessions/ID

const std::string kFolder = EZPT_SOURCE_DIR "/src/server/templates";

/// By a value of it, as mp_for_each gives one of each type.
template <typename V>
const Shape& ShapeOfThe(const V& /*view*/) {
  static const Shape shape = ShapeOf<V>();
  return shape;
}

TemplateWalk::Files ReadFiles() {
  TemplateWalk::Files files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".mustache") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files[entry.path().stem().string()] = text.str();
  }
  return files;
}

/// All fields that can be reached from a view.
void Collect(const Shape& shape, std::set<TemplateWalk::FieldName>& fields) {
  if (shape.element != nullptr) Collect(*shape.element, fields);
  for (const Shape::Field& field : shape.fields) {
    fields.emplace(field.of, field.name);
    Collect(*field.shape, fields);
  }
}

/// As the pages are in each language: a message may name the view's values, too.
class Views : public testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    auto files = Templates::WordedIn(ReadFiles(), messages::pages::kCatalogue, GetParam());
    ASSERT_TRUE(files.ok()) << files.error().message;
    files_ = *std::move(files);
    mp_for_each<Pages>([&](const auto& view) {
      walk_.Walk(std::string(view.kTemplate), {&ShapeOfThe(FrameView()), &ShapeOfThe(view)});
    });
  }

  TemplateWalk::Files files_;
  TemplateWalk walk_{files_};
};

INSTANTIATE_TEST_SUITE_P(Languages, Views, testing::ValuesIn(Languages().begin(), Languages().end()),
                         [](const auto& language) { return std::string(language.param); });

TEST_P(Views, EveryNameThatATemplateUsesIsInItsView) { EXPECT_THAT(walk_.problems(), IsEmpty()); }

TEST_P(Views, EveryFieldOfAViewIsUsed) {
  std::set<TemplateWalk::FieldName> fields, used = walk_.used();
  Collect(ShapeOfThe(FrameView()), fields);
  mp_for_each<Pages>([&](const auto& view) { Collect(ShapeOfThe(view), fields); });
  mp_for_each<JsonAnswers>([&](const auto& view) { Collect(ShapeOfThe(view), used); });
  for (const auto& [view, field] : fields) {
    EXPECT_TRUE(used.contains({view, field})) << view << "::" << field << " is used by no template";
  }
}

TEST_P(Views, EveryTemplateIsAPagesOrIncludedByOne) {
  for (const auto& [name, text] : files_) {
    EXPECT_TRUE(walk_.files_walked().contains(name)) << name << ".mustache: no view of Pages leads here";
  }
}

TEST_P(Views, NoPagesViewNamesWhatItsFrameNames) {
  mp_for_each<Pages>([&](const auto& view) {
    for (const Shape::Field& field : ShapeOfThe(view).fields) {
      EXPECT_EQ(ShapeOfThe(FrameView()).Find(field.name), nullptr) << view.kTemplate << ": " << field.name;
    }
  });
}

TEST_P(Views, EveryPageIsWholeWithAllThatItMayHaveAndWithNothing) {
  const auto templates = Templates::Load(kFolder);
  ASSERT_TRUE(templates.ok()) << templates.error().message;
  mp_for_each<Pages>([&](auto view) {
    SCOPED_TRACE(view.kTemplate);
    for (const bool full : {false, true}) {
      if (full) FillWithExample(view);
      const Context context{.person = {}, .language = std::string(GetParam()), .here = "/here"};
      const auto page = RenderPage(*templates, context, "<&title", view);
      ASSERT_TRUE(page.ok());
      EXPECT_THAT(*page->body, HasSubstr("<title>&lt;&amp;title</title>"));
      EXPECT_THAT(*page->body, HasSubstr("</html>"));
      EXPECT_THAT(*page->body, Not(HasSubstr("<&"))) << "unescaped";
      EXPECT_THAT(*page->body, Not(HasSubstr("{{")));
      EXPECT_THAT(*page->body, Not(HasSubstr("[[")));
      EXPECT_THAT(*page->body, HasSubstr("<html lang=\"" + context.language + "\">"));
    }
  });
}

TEST_P(Views, TheCameraIsForTheSessionAndTheMicrophoneForNobody) {
  std::vector<std::string_view> camera, microphone;
  mp_for_each<Pages>([&](const auto& view) {
    constexpr Capabilities kMay = CapabilitiesOf<std::remove_cvref_t<decltype(view)>>();
    if (kMay.camera) camera.push_back(view.kTemplate);
    if (kMay.microphone) microphone.push_back(view.kTemplate);
  });
  EXPECT_THAT(camera, ElementsAre("session"));
  EXPECT_THAT(microphone, IsEmpty());
}

}  // namespace
}  // namespace ezpt::server
