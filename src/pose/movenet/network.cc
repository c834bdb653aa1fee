#include "pose/movenet/network.h"

#include <utility>

#include "pose/movenet/refine.h"

namespace ezpt::pose::movenet {
namespace {

constexpr const char* kCenter = "center";
constexpr const char* kHeatmap = "kpt_heatmap";
constexpr const char* kRegress = "kpt_regress";
constexpr const char* kOffset = "kpt_offset";
constexpr int kLightningSide = 192;  ///< Pixels.
constexpr int kThunderSide = 256;

class SessionHeads final : public Heads {
 public:
  SessionHeads(const nn::Session& session, int grid) : session_(session), grid_(grid) {}

  [[nodiscard]] int grid() const override { return grid_; }
  [[nodiscard]] std::span<const float> center() const override { return session_.Output(kCenter); }
  [[nodiscard]] std::span<const float> heatmap() const override { return session_.Output(kHeatmap); }
  [[nodiscard]] Pairs Regress(int row, int column) const override { return Read(kRegress, row, column); }
  [[nodiscard]] Pairs Offset(int row, int column) const override { return Read(kOffset, row, column); }

 private:
  [[nodiscard]] Pairs Read(const char* name, int row, int column) const {
    Pairs pairs{};
    // Cannot fail: Network::Create saw the head's shape, and the decoder stays inside the grid.
    (void)session_.ReadCell(name, row, column, pairs);
    return pairs;
  }

  const nn::Session& session_;
  int grid_;
};

bool IsMap(const nn::Session& session, const char* name, int grid, int channels) {
  const nn::Shape shape = session.OutputShape(name);
  return shape.height == grid && shape.width == grid && shape.channels == channels;
}

}  // namespace

Result<Network> Network::Create(std::shared_ptr<const nn::Model> model, const nn::SessionOptions& options) {
  constexpr int kJoints = static_cast<int>(body::kCocoCount);
  const nn::Shape input = model->input_shape();
  nn::SessionOptions sparse = options;
  sparse.sparse_outputs = {kRegress, kOffset};
  auto session = nn::Session::Create(std::move(model), sparse);
  if (!session.ok() && session.error().code != ErrorCode::kInvalidArgument) return session.error();
  const int grid = session.ok() ? session->OutputShape(kCenter).height : 0;
  if (grid < 1 || grid > kMaxGrid || input.height != input.width || input.channels != 3 ||
      !IsMap(*session, kCenter, grid, 1) || !IsMap(*session, kHeatmap, grid, kJoints) ||
      !IsMap(*session, kRegress, grid, 2 * kJoints) || !IsMap(*session, kOffset, grid, 2 * kJoints)) {
    return Error{ErrorCode::kUnsupported, "the model is not a MoveNet of one person and 17 joints"};
  }
  return Network(*std::move(session), input.width, grid);
}

std::string_view Network::name() const {
  switch (input_side_) {
    case kLightningSide:
      return "movenet_lightning";
    case kThunderSide:
      return "movenet_thunder";
    default:
      return "movenet";
  }
}

Result<Keypoints> Network::Run(std::span<const uint8_t> rgb) {
  EZPT_CHECK_OK(session_.Run(rgb));
  return Decode(SessionHeads(session_, grid_));
}

void Network::Refine(const Keypoints* before, Keypoints& keypoints) const {
  movenet::Refine(SessionHeads(session_, grid_), before, keypoints);
}

}  // namespace ezpt::pose::movenet
