#include "server/qr_code.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

namespace ezpt::server {
namespace {

constexpr int kQuietZone = 2;  ///< Modules; the standard asks for four, every phone reads two.
constexpr const char* kBlackOnWhite = "\x1b[30;107m";
constexpr const char* kPlain = "\x1b[0m";

using Code = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

Code Encode(std::string_view text) {
  return {QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_L), QRcode_free};
}

}  // namespace

std::string QrForTerminal(std::string_view text) {
  const Code code = Encode(text);
  if (code == nullptr) return "";
  const int width = code->width;
  const auto is_dark = [&](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < width && y < width;
    return inside && (code->data[y * width + x] & 1) != 0;
  };
  std::string lines;
  for (int y = -kQuietZone; y < width + kQuietZone; y += 2) {
    lines += kBlackOnWhite;
    for (int x = -kQuietZone; x < width + kQuietZone; ++x) {
      const bool upper = is_dark(x, y);
      const bool lower = is_dark(x, y + 1);
      lines += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    lines += kPlain;
    lines += '\n';
  }
  return lines;
}

QrPicture QrForPages(std::string_view text) {
  const Code code = Encode(text);
  if (code == nullptr) return {};
  constexpr int kQuiet = 4;  // Modules, as the standard asks: a page has the room.
  QrPicture picture{.path = "", .size = code->width + 2 * kQuiet};
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      if ((code->data[y * code->width + x] & 1) != 0)
        picture.path += fmt::format("M{} {}h1v1h-1z", x + kQuiet, y + kQuiet);
    }
  }
  return picture;
}

}  // namespace ezpt::server
