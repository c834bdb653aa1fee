// pack_model MODEL.json OUT: a TF.js graph model (its weights beside it as
// MODEL.bin) as the one file that a page fetches, docs/formats/packed-model.md.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "nn/model.h"
#include "nn/packed_model.h"
#include "nn/tfjs_loader.h"

namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return Fail("usage: pack_model MODEL.json OUT");
  const std::string path = argv[1];
  const std::string json = ReadFile(path);
  const std::string weights = ReadFile(path.substr(0, path.rfind('.')) + ".bin");
  const auto graph = ezpt::nn::ParseTfjs(json, {reinterpret_cast<const std::byte*>(weights.data()), weights.size()});
  if (!graph.ok()) return Fail(graph.error().message);
  const std::vector<std::byte> packed = ezpt::nn::WritePackedModel(*graph);
  std::ofstream out(argv[2], std::ios::binary);
  out.write(reinterpret_cast<const char*>(packed.data()), static_cast<std::streamsize>(packed.size()));
  if (!out.flush()) return Fail(std::string(argv[2]) + ": could not be written");
  return 0;
}
