// Writes what the network is given and what we make of it, for
// bench/tfjs_keypoints.mjs: OUT/NAME.rgb (192×192×3 bytes) and, on standard
// output, a line a picture: NAME, then y x score of 17 joints.
// Usage: ezpt_dump_keypoints MODEL.json OUT PICTURE…   (the picture "figure" is the one of the unit test)
#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "media/file.h"
#include "media/image_file.h"
#include "media/model_file.h"
#include "pose/crop.h"
#include "pose/movenet/network.h"
#include "pose/movenet/test_support.h"

namespace {

using namespace ezpt;

Result<std::vector<uint8_t>> InputOf(const std::string& path, int side) {
  if (path == "figure") return pose::movenet::FigurePicture();
  EZPT_TRY(const Image image, media::ReadImage(path));
  std::vector<uint8_t> rgb(static_cast<std::size_t>(side * side * 3));
  pose::CropSquare(image.view(), pose::WholePicture(image.width(), image.height()), side, rgb);
  return rgb;
}

Status Run(int count, char** arguments) {
  EZPT_TRY(const auto model, media::ReadModel(arguments[1]));
  EZPT_TRY(auto network, pose::movenet::Network::Create(model, {}));
  for (int i = 3; i < count; ++i) {
    const std::string path = arguments[i];
    const std::string name = path.substr(path.rfind('/') + 1);
    EZPT_TRY(const std::vector<uint8_t> rgb, InputOf(path, network.input_side()));
    EZPT_CHECK_OK(media::WriteFile(std::string(arguments[2]) + "/" + name + ".rgb", rgb));
    EZPT_TRY(const auto keypoints, network.Run(rgb));
    std::string line = name;
    for (const auto& k : keypoints) line += fmt::format(" {} {} {}", k.y, k.x, k.score);
    std::puts(line.c_str());
  }
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fputs("usage: ezpt_dump_keypoints MODEL.json OUT PICTURE…\n", stderr);
    return 2;
  }
  const Status status = Run(count, arguments);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return 1;
}
