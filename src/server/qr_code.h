#pragma once

#include <string>
#include <string_view>

namespace ezpt::server {

/// A QR code of `text` for a terminal: two modules a character, dark on light
/// whatever the terminal's colours are, with the quiet zone that cameras need.
/// Empty where the text is too long for one.
[[nodiscard]] std::string QrForTerminal(std::string_view text);

/// One for a page: the `d` of an SVG path of its dark modules, in a square of `size` with the quiet zone.
struct QrPicture {
  std::string path;
  int size = 0;
};
[[nodiscard]] QrPicture QrForPages(std::string_view text);

}  // namespace ezpt::server
