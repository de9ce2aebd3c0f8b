#include "gateway/http/access_log.h"

#include <fmt/format.h>

namespace careway::http {
namespace {

// Failures are plain ASCII by their rule; whatever is not is dropped rather than escaped.
std::string failure_member(const std::string& failure) {
  if (failure.empty()) return {};
  std::string plain = failure;
  std::erase_if(plain, [](char character) {
    return character < 0x20 || character > 0x7e || character == '"' || character == '\\';
  });
  return fmt::format(R"(,"failure":"{}")", plain);
}

}  // namespace

void AccessLog::write(const AccessEntry& entry) {
  // Every text here is ours (templates, known methods, hex ids), so none needs JSON escapes.
  const std::string line = fmt::format(
      R"({{"at":"{}","method":"{}","route":"{}","status":{},"duration_us":{},"bytes_in":{},"bytes_out":{},"request_id":"{}"{}}})"
      "\n",
      clock_.instant(), entry.method, entry.route, entry.status, entry.duration_microseconds, entry.body_bytes_in,
      entry.body_bytes_out, entry.request_id, failure_member(entry.failure));
  const std::lock_guard<std::mutex> lock(mutex_);
  stream_ << line << std::flush;
}

}  // namespace careway::http
