#include "gateway/api/authority.h"

#include <algorithm>
#include <array>

namespace careway::api {
namespace {

constexpr std::string_view kCouncil = "council";
constexpr std::string_view kNhs = "nhs";

struct StreamReader {
  std::string_view stream;
  std::string_view kind;  ///< of partner
};

// Codes of the code system funding-stream that one kind of partner pays.
constexpr std::array<StreamReader, 12> kReaders = {{
    {"adult-social-care", kCouncil},
    {"adult-social-care-power", kCouncil},
    {"carer", kCouncil},
    {"childrens-social-care", kCouncil},
    {"education", kCouncil},
    {"s117-council", kCouncil},
    {"chc", kNhs},
    {"childrens-continuing-care", kNhs},
    {"fnc", kNhs},
    {"joint-nhs", kNhs},
    {"s117-nhs", kNhs},
    {"wheelchair", kNhs},
}};

}  // namespace

bool may_decide(const Call& call) {
  return call.roles.operate || call.caller.partner_kind == kCouncil || call.caller.partner_kind == kNhs;
}

bool may_read_stream(const Call& call, std::string_view stream) {
  if (call.roles.operate) return true;
  const auto* const found = std::ranges::find(kReaders, stream, &StreamReader::stream);
  return found == kReaders.end() ? may_decide(call) : call.caller.partner_kind == found->kind;
}

}  // namespace careway::api
