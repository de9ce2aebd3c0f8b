#include "mappers/budget/resources_page.h"

#include <gtest/gtest.h>

namespace careway::budget {
namespace {

RateBook::Row row(std::string service_type, Rational price) {
  RateBook::Row one;
  one.funder = "E09000033";
  one.version = "2026-27";
  one.source = {"E09000033:2026-27:" + service_type, ""};
  one.rate.service_type = std::move(service_type);
  one.rate.from = {2026, 4, 1};
  one.rate.to = {2027, 3, 31};
  one.rate.price = std::move(price);
  one.rate.unit = money::Frequency::hourly;
  return one;
}

ResourcesStatement two_rows() {
  ResourcesStatement resources;
  resources.key = "E09000033:2026-27";
  resources.reference = "List/a/_history/2";
  resources.rows = {row("home-support", Rational(1600)), row("day-support", Rational(4800))};
  RateBook::Row& average = resources.rows.front();
  average.rate.basis = money::RateBasis::average;
  average.rate.people = 14;
  average.rate.median = Rational(1550);
  average.rate.price_base = "2025/26";
  average.rate.uplift_percent = Rational(5, 2);
  return resources;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ResourcesPage, SaysWhatIsOfferedAtWhichPrice) {
  const std::string text = render_resources(two_rows(), StatementFormat::text);
  EXPECT_TRUE(has(text, "List/a/_history/2"));
  EXPECT_LT(text.find("day-support"), text.find("home-support"));
  // £16.00 and 2.5 percent on top.
  EXPECT_TRUE(has(text, "£16.00 with 2.5 percent on top = £16.40.")) << text;
  EXPECT_TRUE(has(text, "It is over 14 people; half of them have £15.50 or less."));
  EXPECT_FALSE(has(text, "careway-statement"));
  ResourcesStatement turned = two_rows();
  std::swap(turned.rows[0], turned.rows[1]);
  EXPECT_EQ(render_resources(turned, StatementFormat::text), text);
}

TEST(ResourcesPage, HtmlEscapesEveryText) {
  ResourcesStatement resources = two_rows();
  const std::string hostile = "<script>";
  resources.key = resources.reference = hostile;
  RateBook::Row& first = resources.rows.front();
  first.funder = first.version = first.source.label = first.source.reference = hostile;
  first.rate.service_type = first.rate.price_base = hostile;
  const std::string html = render_resources(resources, StatementFormat::html);
  EXPECT_FALSE(has(html, hostile));
  EXPECT_TRUE(has(html, "&lt;script&gt;"));
}

}  // namespace
}  // namespace careway::budget
