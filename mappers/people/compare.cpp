#include "mappers/people/compare.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "profiles/fhir/date.h"

namespace careway::people {
namespace {

/// How two lists of what may be said several times stand to each other.
enum class Agreement : std::uint8_t { unsaid, agrees, differs };

Agreement agreement_of(const std::vector<std::string>& a, const std::vector<std::string>& b,
                       const std::function<std::string(std::string_view)>& fold) {
  bool any_a = false;
  bool any_b = false;
  for (const std::string& one : a) any_a |= !fold(one).empty();
  for (const std::string& other : b) any_b |= !fold(other).empty();
  if (!any_a || !any_b) return Agreement::unsaid;
  for (const std::string& one : a) {
    for (const std::string& other : b) {
      if (!fold(one).empty() && fold(one) == fold(other)) return Agreement::agrees;
    }
  }
  return Agreement::differs;
}

bool is_initial_of(const std::string& initial, const std::string& name) {
  return initial.size() == 1 && name.starts_with(initial);
}

/// Given names agree when one of them is the same or an initial of the other: forms leave out second names, and write
/// "J" for "Jean".
Agreement given_agreement(const Demographics& a, const Demographics& b) {
  const Agreement whole = agreement_of(a.given_names, b.given_names, folded_name);
  if (whole != Agreement::differs) return whole;
  for (const std::string& one : a.given_names) {
    for (const std::string& other : b.given_names) {
      const std::string first = folded_name(one);
      const std::string second = folded_name(other);
      if (is_initial_of(first, second) || is_initial_of(second, first)) return Agreement::agrees;
    }
  }
  return Agreement::differs;
}

/// Two given names that are whole and the same; an initial is not enough.
bool has_same_given_name(const Demographics& a, const Demographics& b) {
  for (const std::string& one : a.given_names) {
    for (const std::string& other : b.given_names) {
      if (folded_name(one).size() > 1 && folded_name(one) == folded_name(other)) return true;
    }
  }
  return false;
}

struct Numbers {
  Agreement agreement = Agreement::unsaid;
  bool is_followed = false;  ///< they agree only because one took the place of the other
  bool is_doubted = false;   ///< an issuer does not stand by its number
};

Numbers compare_numbers(const Demographics& a, const Demographics& b, const Superseded& superseded) {
  Numbers best;
  bool all_stand = true;
  for (const Number& one : a.numbers) {
    if (!is_usable_number(one.digits)) continue;
    for (const Number& other : b.numbers) {
      if (!is_usable_number(other.digits)) continue;
      const bool is_doubted = one.is_doubted || other.is_doubted;
      all_stand &= !is_doubted;
      if (superseded.current(one.digits) != superseded.current(other.digits)) {
        if (best.agreement == Agreement::unsaid) best.agreement = Agreement::differs;
        continue;
      }
      const Numbers here{Agreement::agrees, one.digits != other.digits, is_doubted};
      const bool is_better = best.agreement != Agreement::agrees || (best.is_doubted && !here.is_doubted) ||
                             (best.is_doubted == here.is_doubted && best.is_followed && !here.is_followed);
      if (is_better) best = here;
    }
  }
  if (best.agreement == Agreement::differs) best.is_doubted = !all_stand;
  return best;
}

/// The number agrees: what keeps it from being one person without asking.
Finding compare_same_number(const Demographics& a, const Demographics& b, const Numbers& numbers) {
  if (!is_full_birth_date(a.birth_date) || !is_full_birth_date(b.birth_date)) {
    return {Verdict::ask, "birth-date-missing"};
  }
  if (a.birth_date != b.birth_date) return {Verdict::ask, "birth-date-differs"};
  if (agreement_of(a.surnames, b.surnames, folded_name) == Agreement::differs) {
    return {Verdict::ask, "surname-differs"};
  }
  // Twins: one's number on the other's record. Nothing but the given name or the gender can tell.
  if (given_agreement(a, b) == Agreement::differs) return {Verdict::ask, "given-name-differs"};
  if (a.gender != Gender::unsaid && b.gender != Gender::unsaid && a.gender != b.gender) {
    return {Verdict::ask, "gender-differs"};
  }
  if (numbers.is_doubted) return {Verdict::ask, "number-not-verified"};
  return {Verdict::link, numbers.is_followed ? "superseded-number-and-birth-date" : "number-and-birth-date"};
}

}  // namespace

Finding compare(const Demographics& a, const Demographics& b, const Superseded& superseded) {
  const Numbers numbers = compare_numbers(a, b, superseded);
  if (numbers.agreement == Agreement::agrees) return compare_same_number(a, b, numbers);
  const auto keys = meeting_keys(a);
  const auto others = meeting_keys(b);
  const bool meet =
      std::ranges::any_of(keys, [&](const std::string& key) { return std::ranges::find(others, key) != others.end(); });
  if (!meet) return {Verdict::none, "nothing-agrees"};
  const bool same_postcode = agreement_of(a.postcodes, b.postcodes, folded_postcode) == Agreement::agrees;
  if (numbers.agreement == Agreement::differs) {
    // Twins share all but given name and number. Two numbers that both stand are two people, unless one has taken the
    // place of the other, and then the table says so.
    const bool is_likely_one = numbers.is_doubted && has_same_given_name(a, b) && same_postcode;
    return is_likely_one ? Finding{Verdict::ask, "numbers-differ"} : Finding{Verdict::none, "numbers-differ"};
  }
  if (given_agreement(a, b) == Agreement::agrees || same_postcode) return {Verdict::ask, "demographics-alone"};
  return {Verdict::none, "surname-and-birth-date-alone"};
}

}  // namespace careway::people
