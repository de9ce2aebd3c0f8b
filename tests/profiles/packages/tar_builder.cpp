#include "tests/profiles/packages/tar_builder.h"

#include <zlib.h>

#include <cstdio>
#include <stdexcept>

namespace careway::packages {

void TarBuilder::header(std::string_view name, std::size_t size, char kind) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 7, "0000644");
  char octal[16];
  std::snprintf(octal, sizeof octal, "%011zo", size);
  block.replace(124, 11, octal);
  block[156] = kind;
  block.replace(257, 8,
                std::string("ustar\0"
                            "00",
                            8));
  block.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char byte : block) sum += static_cast<unsigned char>(byte);
  std::snprintf(octal, sizeof octal, "%06o", sum);
  block.replace(148, 7, std::string(octal, 7));
  tar_ += block;
}

TarBuilder& TarBuilder::file(std::string_view name, std::string_view content, char kind) {
  header(name, content.size(), kind);
  tar_ += content;
  tar_.resize((tar_.size() + 511) / 512 * 512);
  return *this;
}

TarBuilder& TarBuilder::claim(std::string_view name, std::size_t size) {
  header(name, size, '0');
  return *this;
}

TarBuilder& TarBuilder::pax_path(std::string_view path) {
  // The length counts itself: two digits suffice for the short names of tests, three for longer ones.
  const auto body = " path=" + std::string(path) + "\n";
  const auto length = body.size() + (body.size() + 2 < 100 ? 2 : 3);
  return file("PaxHeaders/x", std::to_string(length) + body, 'x');
}

std::string TarBuilder::tgz() const {
  return gzip(tar());
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib does not start");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int state = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (state != Z_STREAM_END) throw std::runtime_error("zlib does not finish");
  return out;
}

}  // namespace careway::packages
