#include "gateway/command_line/push_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ostream>

#include "adapters/platform/failure.h"
#include "gateway/command_line/map_command.h"
#include "gateway/command_line/progress.h"
#include "gateway/command_line/server_answer.h"
#include "gateway/pipeline/json_text.h"
#include "gateway/pipeline/receipt.h"
#include "profiles/fhir/json_scanner.h"

namespace careway::command_line {
namespace {

constexpr int kTries = 4;
constexpr std::int64_t kFirstPause = 200;
constexpr std::int64_t kLongestPause = 2'000;
constexpr std::int64_t kRetryPauseMax = 30'000;

std::string_view media_type(const std::string& face, std::string_view bytes) {
  const std::size_t first = bytes.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  const char start = first == std::string_view::npos ? '\0' : bytes[first];
  const bool is_fhir = face == "fhir";
  if (start == '<') return is_fhir ? "application/fhir+xml" : "application/xml";
  if (start == '{') return is_fhir ? "application/fhir+json" : "application/json";
  return "text/csv";
}

/// The text of one member of a JSON object as it stands there; empty when there is none.
std::string_view member_text(std::string_view json, std::string_view name) {
  const fhir::ReadLimits limits;
  fhir::JsonScanner scanner(json, limits);
  if (!scanner.expect('{')) return {};
  do {
    std::string_view key;
    if (!scanner.read_string(key)) return {};
    const bool is_it = key == name;
    if (!scanner.expect(':')) return {};
    scanner.peek();
    const std::size_t begin = scanner.offset();
    if (!scanner.skip_value(1)) return {};
    if (is_it) return json.substr(begin, scanner.offset() - begin);
  } while (scanner.take(','));
  return {};
}

/// An id that may stand in an address.
bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

class Push {
 public:
  Push(const Parts& parts, const PushOptions& options, Console& console)
      : parts_(parts), options_(options), console_(console), server_(options.server) {
    while (server_.ends_with('/')) server_.pop_back();
  }

  int run() {
    const std::string bytes = read_input(parts_.files, options_.input, console_);
    channels::HttpRequest request;
    request.method = "POST";
    request.url = server_ + (options_.face == "fhir" ? "/fhir" : "/faces/" + options_.face);
    if (options_.all_or_nothing) request.url += "?all-or-nothing=true";
    request.headers = {{"Content-Type", std::string(media_type(options_.face, bytes))},
                       {"Accept", "application/json, application/fhir+json"},
                       // The same push again after a broken connection is one push.
                       {"Idempotency-Key", parts_.random.uuid()}};
    request.body = bytes;
    const channels::HttpAnswer answer = send(request);
    if (answer.status == 202) return follow(answer.body);
    if (member_text(answer.body, "exchange").empty()) return answer.status < 300 ? show_fhir(answer) : refuse(answer);
    return finish(pipeline::receipt_from_json(answer.body), answer.body);
  }

 private:
  /// Sends, and sends again while the server is busy or away.
  channels::HttpAnswer send(channels::HttpRequest request) {
    if (!options_.key.empty()) request.headers.emplace_back("Authorization", "Bearer " + options_.key);
    for (int i = 1;; ++i) {
      std::int64_t wait = kFirstPause << i;
      try {
        channels::HttpAnswer answer = parts_.http.send(request);
        if (answer.status != 503 || i == kTries) return answer;
        std::int64_t seconds = 0;
        const std::string after = answer.header("Retry-After");
        std::from_chars(after.data(), after.data() + after.size(), seconds);
        if (seconds > 0) wait = std::min(seconds * 1000, kRetryPauseMax);
      } catch (const platform::Failure& failure) {
        if (!failure.retryable() || i == kTries) throw;
      }
      parts_.pause(wait);
    }
  }

  /// Asks how far the work is until it is done.
  int follow(const std::string& accepted) {
    fhir::Document first;
    pipeline::read_own_json(accepted, first);
    const std::string exchange(first.root().child_value("exchange"));
    if (!is_plain_id(exchange)) {
      complain(console_, "answer-unknown", "The server took the file but did not say where to ask for its receipt.");
      return kEnvironment;
    }
    channels::HttpRequest request;
    request.url = server_ + "/exchanges/" + exchange;
    std::int64_t wait = kFirstPause;
    for (;;) {
      const channels::HttpAnswer answer = send(request);
      fhir::Document status;
      if (answer.status != 200 || !pipeline::read_own_json(answer.body, status)) return refuse(answer);
      const std::string_view state = status.root().child_value("state");
      progress_.show(pipeline::number_of(status.root(), "documentsDone"),
                     pipeline::number_of(status.root(), "documentsTotal"));
      if (state == "done" || state == "failed" || state == "cancelled") {
        progress_.finish();
        const std::string receipt(member_text(answer.body, "receipt"));
        if (!receipt.empty()) return finish(pipeline::receipt_from_json(receipt), receipt);
        complain(console_, "exchange-stopped",
                 fmt::format("The exchange {} ended ({}) without a receipt.", exchange, state));
        return kDataRefused;
      }
      parts_.pause(wait);
      wait = std::min(wait * 2, kLongestPause);
    }
  }

  int finish(const pipeline::Receipt& receipt, const std::string& json) {
    if (console_.format == OutputFormat::json) {
      console_.out << json << '\n';
    } else {
      console_.out << "receipt " << receipt.exchange << '\n' << pipeline::to_text(receipt);
    }
    if (!options_.refused_file.empty() && receipt.refused > 0 && !save_refused(receipt)) return kEnvironment;
    const bool is_whole = receipt.state == "done" && receipt.refused + receipt.held == 0;
    return is_whole ? kFine : kDataRefused;
  }

  bool save_refused(const pipeline::Receipt& receipt) {
    if (!is_plain_id(receipt.exchange)) return false;
    channels::HttpRequest request;
    request.url = server_ + "/exchanges/" + receipt.exchange + "/refused";
    const channels::HttpAnswer answer = send(request);
    if (answer.status != 200) {
      refuse(answer);
      return false;
    }
    parts_.files.write_atomically(options_.refused_file, answer.body);
    return true;
  }

  /// FHIR answers with what it stored, not with a receipt.
  int show_fhir(const channels::HttpAnswer& answer) {
    console_.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
    return kFine;
  }

  int refuse(const channels::HttpAnswer& answer) {
    return tell_refusal(console_, options_.input == "-" ? "standard input" : options_.input, answer);
  }

  const Parts& parts_;
  const PushOptions& options_;
  Console& console_;
  std::string server_;
  Progress progress_{console_};
};

}  // namespace

int run_push(const Parts& parts, const PushOptions& options, Console& console) {
  if (!is_plain_id(options.face)) {
    complain(console, "face-unknown", "A face is named with letters, digits and hyphens, for instance cld.");
    return kUsage;
  }
  return Push(parts, options, console).run();
}

}  // namespace careway::command_line
