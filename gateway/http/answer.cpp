#include "gateway/http/answer.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>
#include "gateway/http/framing.h"

namespace careway::http {
namespace {

bool is_ours(std::string_view name) {
  constexpr std::array<std::string_view, 6> kOurs = {"Content-Length", "Connection", "Transfer-Encoding",
                                                     "Date",           "Keep-Alive", "X-Request-Id"};
  return std::ranges::any_of(kOurs, [&](std::string_view ours) { return equal_without_case(ours, name); });
}

bool has_no_content(int status) {
  return status == 204 || status == 304;
}

}  // namespace

std::string http_date(std::int64_t microseconds_since_epoch) {
  using std::chrono::days;
  using std::chrono::floor;
  using std::chrono::seconds;
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto when = floor<seconds>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(microseconds_since_epoch)));
  const auto day = floor<days>(when);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{when - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

bool can_be_written(const Response& response) {
  return std::ranges::all_of(response.headers.fields(), [](const Headers::Field& field) {
    return is_token(field.first) && is_field_value(field.second);
  });
}

std::string answer_head(const Response& response, const AnswerContext& context) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  add("Date", http_date(context.now_microseconds));
  for (const auto& [name, value] : response.headers.fields()) {
    if (!is_ours(name)) add(name, value);
  }
  if (!response.headers.find("Cache-Control")) add("Cache-Control", "no-store");
  add("X-Content-Type-Options", "nosniff");
  if (!context.request_id.empty()) add("X-Request-Id", context.request_id);
  if (!has_no_content(response.status)) add("Content-Length", std::to_string(response.body.size()));
  add("Connection", context.keep_alive ? "keep-alive" : "close");
  head += "\r\n";
  return head;
}

bool sends_body(const Response& response, const AnswerContext& context) {
  return !context.is_head && !has_no_content(response.status) && !response.body.empty();
}

}  // namespace careway::http
