#include "mappers/budget/rules.h"

#include <algorithm>
#include <array>

namespace careway::budget {
namespace {

/// What law and guidance say of a stream of money.
struct StreamRule {
  std::string_view stream;
  std::string_view legal_basis;
  bool may_be_charged = false;
  bool is_charged = false;  ///< where the split does not say
  bool is_top_up = false;
};

// Care Act 2014 sections 14, 18, 19, 20; Children Act 1989 section 29 with 17; SI 2012/2996; Mental Health Act 1983
// section 117; NHS Act 2006 sections 1(4) and 3; Children and Families Act 2014 section 49. NHS care is free at the
// point of use.
constexpr std::array<StreamRule, 19> kStreams = {{
    {"chc", "nhs-chc"},
    {"fnc", "nhs-fnc"},
    {"s117-nhs", "mha-1983-s117"},
    {"s117-council", "mha-1983-s117"},
    {"joint-nhs", "nhs-act-2006-s3"},
    {"childrens-continuing-care", "nhs-childrens-continuing-care"},
    {"wheelchair", "nhs-wheelchair"},
    {"adult-social-care", "care-act-2014-s18", true, true},
    {"adult-social-care-power", "care-act-2014-s19", true, true},
    {"carer", "care-act-2014-s20", true},
    {"childrens-social-care", "children-act-1989-s17", true},
    {"education", "cafa-2014-s49"},
    {"grant-dfg", "hgcra-1996-dfg"},
    {"grant-short-break", "grant-terms"},
    {"grant-carer", "grant-terms"},
    {"grant-other", "grant-terms"},
    {"employer", "grant-terms"},
    {"self-top-up", "top-up-agreement", false, false, true},
    {"third-party-top-up", "top-up-agreement", false, false, true},
}};

// Mental Health Act 1983 section 117; Children and Families Act 2014 section 49; SI 2014/2672 regulation 3
// (reablement). What the NHS Act rests on begins with "nhs-".
constexpr std::array<std::string_view, 3> kFreeBases = {"mha-1983-s117", "cafa-2014-s49", "care-act-2014-reablement"};

/// A stream that nobody knows is never charged.
const StreamRule& rule_of(std::string_view stream) {
  static constexpr StreamRule kUnknown{};
  for (const StreamRule& rule : kStreams) {
    if (rule.stream == stream) return rule;
  }
  return kUnknown;
}

}  // namespace

bool may_be_charged(std::string_view stream) {
  return rule_of(stream).may_be_charged;
}

bool is_charged_by_rule(std::string_view stream) {
  return rule_of(stream).is_charged;
}

bool is_free_basis(std::string_view legal_basis) {
  return legal_basis.starts_with("nhs-") || std::ranges::find(kFreeBases, legal_basis) != kFreeBases.end();
}

bool is_top_up(std::string_view stream) {
  return rule_of(stream).is_top_up;
}

std::string_view usual_legal_basis(std::string_view stream) {
  return rule_of(stream).legal_basis;
}

}  // namespace careway::budget
