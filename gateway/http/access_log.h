#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>

#include "adapters/platform/clock.h"

namespace careway::http {

// What may be written down about one answered request. No path, query, header or address, because each of these can
// hold personal data: only the route's template.
struct AccessEntry {
  std::string method;  // "other" for a method that no standard knows
  std::string route;   // the template, or "-" when no route was found
  int status = 0;
  std::int64_t duration_microseconds = 0;  // from the end of the head to the last byte handed to the system
  std::uint64_t body_bytes_in = 0;
  std::uint64_t body_bytes_out = 0;
  std::string request_id;
  std::string
      failure;  // after an exception: a platform::Failure's kind and detail, or the exception's type; never text
};

// Called once for each request after its answer was sent (or failed to be), on the thread that served it.
// Must be safe to call from several threads at once; what it throws is swallowed.
using AccessListener = std::function<void(const AccessEntry&)>;

// Writes entries as JSON lines, one write and one flush each, so that lines never mix.
// Safe to call from several threads at once. The stream and the clock must outlive it, and nothing else may write to
// the stream meanwhile.
class AccessLog {
 public:
  AccessLog(std::ostream& stream, const platform::Clock& clock) : stream_(stream), clock_(clock) {}

  void write(const AccessEntry& entry);

 private:
  std::mutex mutex_;  // guards stream_
  std::ostream& stream_;
  const platform::Clock& clock_;
};

}  // namespace careway::http
