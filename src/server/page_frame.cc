#include "server/page_frame.h"

namespace ezpt::server {

FrameView MakeFrame(std::string_view page, std::string language, std::string title) {
  return {.lang = std::move(language),
          .title = std::move(title),
          .version = EZPT_VERSION,
          .page = std::string(page),
          .is_library = page == "library",
          .is_sessions = page == "sessions",
          .is_privacy = page == "privacy"};
}

}  // namespace ezpt::server
