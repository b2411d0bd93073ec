// Classifies images with a model that Hibi exported: classify MODEL.onnx IMAGE.jpg...
//
// Prints of each image its path and the classes' probabilities, one JSON object a line. The model is
// exported with --preprocessing inside, so that what is left to do is to decode and to resize.
//
// Build: c++ -std=c++17 -O2 -I ONNXRUNTIME/include classify.cpp -L ONNXRUNTIME/lib -lonnxruntime -ljpeg

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include <jpeglib.h>
#include <onnxruntime_cxx_api.h>

struct Image {
  int width, height;
  std::vector<uint8_t> pixels;  // red, green, blue, row by row
};

// Baseline and progressive JPEG, by libjpeg-turbo, whose pixels Hibi has. The orientation that a
// camera writes into EXIF is not looked at: turn such photographs before.
static Image decode(const std::string& path) {
  FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) throw std::runtime_error("no such file: " + path);
  jpeg_error_mgr errors;
  jpeg_decompress_struct jpeg;
  jpeg.err = jpeg_std_error(&errors);  // ends the process if the file is broken
  jpeg_create_decompress(&jpeg);
  jpeg_stdio_src(&jpeg, file);
  jpeg_read_header(&jpeg, TRUE);
  jpeg.out_color_space = JCS_RGB;
  jpeg_start_decompress(&jpeg);
  Image image{int(jpeg.output_width), int(jpeg.output_height), {}};
  image.pixels.resize(size_t(image.width) * image.height * 3);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = &image.pixels[size_t(jpeg.output_scanline) * image.width * 3];
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  std::fclose(file);
  return image;
}

// Pillow's bilinear resize of one dimension: a triangle as wide as what becomes one pixel, its weights
// in fixed point, each pass rounded to a byte.
struct Weights {
  std::vector<int> first;
  std::vector<std::vector<int>> parts;
};

constexpr int PRECISION = 32 - 8 - 2;

static Weights weights(int from, int to) {
  Weights all;
  double scale = double(from) / to, wide = std::max(scale, 1.0);
  for (int out = 0; out < to; out++) {
    double middle = (out + 0.5) * scale;
    int first = std::max(0, int(middle - wide + 0.5));
    int last = std::min(from, int(middle + wide + 0.5));
    std::vector<double> parts;
    double sum = 0;
    for (int in = first; in < last; in++) {
      double part = std::max(0.0, 1 - std::abs((in - middle + 0.5) / wide));
      parts.push_back(part);
      sum += part;
    }
    std::vector<int> fixed;
    for (double part : parts) fixed.push_back(int(std::floor(part / sum * (1 << PRECISION) + 0.5)));
    all.first.push_back(first);
    all.parts.push_back(fixed);
  }
  return all;
}

static Image resize(const Image& image, int width, int height) {
  auto byte = [](int sum) { return uint8_t(std::clamp(sum >> PRECISION, 0, 255)); };
  Weights across = weights(image.width, width), down = weights(image.height, height);
  Image narrow{width, image.height, std::vector<uint8_t>(size_t(width) * image.height * 3)};
  for (int y = 0; y < image.height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++) {
        int sum = 1 << (PRECISION - 1);
        for (size_t i = 0; i < across.parts[x].size(); i++)
          sum += across.parts[x][i] * image.pixels[(size_t(y) * image.width + across.first[x] + i) * 3 + c];
        narrow.pixels[(size_t(y) * width + x) * 3 + c] = byte(sum);
      }
  Image small{width, height, std::vector<uint8_t>(size_t(width) * height * 3)};
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++) {
        int sum = 1 << (PRECISION - 1);
        for (size_t i = 0; i < down.parts[y].size(); i++)
          sum += down.parts[y][i] * narrow.pixels[(size_t(down.first[y] + i) * width + x) * 3 + c];
        small.pixels[(size_t(y) * width + x) * 3 + c] = byte(sum);
      }
  return small;
}

// The names in a JSON array of texts, as they are written there.
static std::vector<std::string> names(const std::string& json) {
  std::vector<std::string> found;
  for (size_t at = json.find('"'); at != std::string::npos; at = json.find('"', at + 1)) {
    size_t end = at + 1;
    while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
    found.push_back(json.substr(at, end + 1 - at));
    at = end;
  }
  return found;
}

int main(int count, char** arguments) try {
  Ort::Env environment;
  Ort::Session session(environment, arguments[1], Ort::SessionOptions());
  Ort::AllocatorWithDefaultOptions allocator;
  auto said = session.GetModelMetadata().LookupCustomMetadataMapAllocated("hibi.classes", allocator);
  std::vector<std::string> classes = names(said.get());
  auto shape = session.GetInputTypeInfo(0).GetTensorTypeAndShapeInfo().GetShape();
  if (shape.size() != 4 || shape[3] != 3)
    throw std::runtime_error("another input: expected a model with --preprocessing inside");
  int height = int(shape[1]), width = int(shape[2]);
  auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  const char* inputs[] = {"images"};
  const char* outputs[] = {"probabilities"};
  for (int i = 2; i < count; i++) {
    Image image = resize(decode(arguments[i]), width, height);
    std::array<int64_t, 4> one{1, height, width, 3};  // any number of images may go at once
    Ort::Value input = Ort::Value::CreateTensor<uint8_t>(
        memory, image.pixels.data(), image.pixels.size(), one.data(), one.size());
    auto results = session.Run(Ort::RunOptions(), inputs, &input, 1, outputs, 1);
    const float* probabilities = results[0].GetTensorData<float>();
    std::printf("{\"path\": \"%s\", \"probabilities\": {", arguments[i]);
    for (size_t c = 0; c < classes.size(); c++)
      std::printf("%s%s: %.9g", c ? ", " : "", classes[c].c_str(), probabilities[c]);
    std::printf("}}\n");
  }
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "classify: %s\n", failure.what());
  return 1;
}
