// Who is believed when partners differ: on eligibility the regime decides (decision 0425). A value that is not believed
// stays its partner's own and comes home.

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/laws/case_files.h"
#include "tests/laws/laws.h"

namespace careway::laws {
namespace {

struct Telling {
  std::string name;    ///< case folder
  std::string first;   ///< kind of partner that has spoken
  std::string second;  ///< kind of partner that now says something else
  bool believes_second;
};

void PrintTo(const Telling& telling, std::ostream* out) {
  *out << telling.name << ": " << telling.second << " after " << telling.first;
}

class WhoDecides : public testing::TestWithParam<Telling> {};

TEST_P(WhoDecides, IsBelieved) {
  const Telling& telling = GetParam();
  const FaceView face = view_of(*world().library().find("council-eligibility"));
  std::vector<CaseFile> cases = case_files(face);
  const auto found = std::ranges::find(cases, "council/" + telling.name, &CaseFile::name);
  ASSERT_NE(found, cases.end());
  const Sample& sample = found->file.samples.at(0);
  engine::Engine engine(*face.plan);
  engine::Record record;
  engine::Residue residue;
  engine::Ledger ledger;
  fhir::Issues issues;
  ASSERT_TRUE(engine.put(sample.document.root(), record, {}, residue, sample.context, ledger, issues));
  for (engine::RecordResource& resource : record.resources) resource.contributors = {telling.first};
  forget_changes(record);
  const std::string before = canonical_text(record);

  fhir::Document other = copy_of(sample.document.root());
  other.set_value(other.root().child("Outcome").index(), fhir::ValueKind::text, "Discounted");
  engine::Context context = sample.context;
  context.partner_kind = telling.second;
  engine::Residue kept;
  engine::Ledger second_ledger;
  ASSERT_TRUE(engine.put(other.root(), record, {}, kept, context, second_ledger, issues));
  EXPECT_EQ(canonical_text(record) != before, telling.believes_second);
  EXPECT_EQ(second_ledger.total(engine::LedgerClass::contested), telling.believes_second ? 0U : 1U);

  fhir::Document home;
  engine::Ledger home_ledger;
  ASSERT_TRUE(engine.get(record, kept, context, home, home_ledger, issues));
  EXPECT_EQ(home.root().child_value("Outcome"), "Discounted") << "everybody gets home what he said";
  fhir::Document shown;
  ASSERT_TRUE(engine.get(record, {}, sample.context, shown, home_ledger, issues));
  EXPECT_EQ(shown.root().child_value("Outcome") == "Discounted", telling.believes_second);
}

INSTANTIATE_TEST_SUITE_P(Regimes, WhoDecides,
                         testing::Values(Telling{"21-eligibility-care-act", "council", "nhs", false},
                                         Telling{"21-eligibility-care-act", "nhs", "council", true},
                                         Telling{"26-eligibility-of-the-nhs", "council", "nhs", true},
                                         Telling{"26-eligibility-of-the-nhs", "nhs", "council", false},
                                         Telling{"26-eligibility-of-the-nhs", "council", "marketplace", false}));

}  // namespace
}  // namespace careway::laws
