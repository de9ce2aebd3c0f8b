#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/channels/http_client.h"

namespace careway::command_line {

/// What a run of the command said and came to.
struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

/// A server of the test's own: answers what the function says and keeps what was sent.
class FakeHttpClient : public channels::HttpClient {
 public:
  using HttpClient::send;
  struct Sent {
    channels::HttpRequest request;  ///< its body is in `body`
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const;
  };
  explicit FakeHttpClient(std::function<channels::HttpAnswer(const Sent&)> answer) : answer_(std::move(answer)) {}
  channels::HttpAnswer send(const channels::HttpRequest& request, const channels::HttpLimits& limits) override;

  std::vector<Sent> sent;

 private:
  std::function<channels::HttpAnswer(const Sent&)> answer_;
};

/// Runs the command in this process, with the maps of the build folder, a clock that stands still, and no network
/// unless a client is given. `input` is standard input.
Ran run_careway(const std::vector<std::string>& arguments, const std::string& input = {},
                channels::HttpClient* http = nullptr, bool shows_progress = false);

std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view bytes);
/// A path of the test's own.
std::string temporary_path(const std::string& name);
/// A file of made-up people that the repository carries.
std::string sample(const std::string& name);
std::size_t count(std::string_view text, std::string_view part);

}  // namespace careway::command_line
