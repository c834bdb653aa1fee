#include "nn/packing.h"

namespace ezpt::nn {

void PackPanels(const float* weights, int depth, int channels, float* out) {
  for (int n = 0; n < channels; ++n) {
    const int step = PanelWidth(channels, n);
    float* to = out + PanelOffset(depth, n);
    for (int k = 0; k < depth; ++k) {
      to[static_cast<std::ptrdiff_t>(k) * step] = weights[static_cast<std::ptrdiff_t>(k) * channels + n];
    }
  }
}

}  // namespace ezpt::nn
