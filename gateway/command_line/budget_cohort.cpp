#include "gateway/command_line/budget_cohort.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <ostream>
#include <set>
#include <thread>

#include "gateway/command_line/budget_inputs.h"
#include "gateway/command_line/cohort_person.h"
#include "gateway/command_line/line_reader.h"
#include "gateway/command_line/progress.h"
#include "gateway/pipeline/rate_shelf.h"

namespace careway::command_line {
namespace {

constexpr std::size_t kPeoplePerRound = 1024;  ///< held at a time
constexpr std::size_t kToldMax = 100;          ///< problems of people that are told one by one
constexpr std::size_t kThreadsMax = 256;

/// Totals over a cohort.
class Summary {
 public:
  void add(const CohortPerson& person) {
    ++people_;
    if (!person.has_budget) {
      ++without_budget_;
      return;
    }
    gross_ += person.gross.period;
    contribution_ += person.contribution.period;
    std::set<std::string_view> counted;
    for (const auto& [funder, amounts] : person.funders) {
      Total& total = funders_[funder];
      total.period += amounts.period;
      total.week += amounts.week;
      if (counted.insert(funder).second) ++total.count;
    }
    for (const auto& [service, period] : person.services) {
      Total& total = services_[service];
      total.period += period;
      ++total.count;
    }
  }

  [[nodiscard]] std::uint64_t without_budget() const { return without_budget_; }

  [[nodiscard]] std::string text() const {
    std::string out = fmt::format("{} people, {} without a budget; gross of the period {}, contributions inside {}\n",
                                  people_, without_budget_, plain_amount(gross_), plain_amount(contribution_));
    out += fmt::format("\n{:<32}{:>10}{:>18}{:>20}\n", "funder", "people", "a week", "the period");
    for (const auto& [funder, total] : funders_) {
      out += fmt::format("{:<32}{:>10}{:>18}{:>20}\n", funder, total.count, plain_amount(total.week),
                         plain_amount(total.period));
    }
    out += fmt::format("\n{:<32}{:>10}{:>18}{:>20}\n", "service type", "lines", "", "the period");
    for (const auto& [service, total] : services_) {
      out += fmt::format("{:<32}{:>10}{:>18}{:>20}\n", service, total.count, "", plain_amount(total.period));
    }
    return out;
  }

 private:
  struct Total {
    std::uint64_t count = 0;
    budget::Pence week = 0;
    budget::Pence period = 0;
  };
  std::uint64_t people_ = 0;
  std::uint64_t without_budget_ = 0;
  budget::Pence gross_ = 0;
  budget::Pence contribution_ = 0;
  std::map<std::string, Total> funders_;
  std::map<std::string, Total> services_;
};

/// The rows that are written: all in the order of the input, or the largest budgets.
class Rows {
 public:
  Rows(const BudgetCohortOptions& options, Console& console) : options_(options), console_(console) {
    put(cohort_header());
  }

  void add(const CohortPerson& person) {
    if (!options_.by_gross) return put(cohort_row(person));
    if (!person.has_budget) return;
    largest_.insert({-person.gross.period, person.line, cohort_row(person)});
    if (options_.top > 0 && largest_.size() > options_.top) largest_.erase(std::prev(largest_.end()));
  }

  void finish(platform::Files& files) {
    for (const auto& [gross, line, row] : largest_) put(row);
    if (!options_.output.empty()) files.write_atomically(options_.output, bytes_);
  }

 private:
  void put(const std::string& row) {
    if (options_.output.empty()) {
      console_.out << row;
    } else {
      bytes_ += row;
    }
  }

  const BudgetCohortOptions& options_;
  Console& console_;
  std::string bytes_;  // a file is written at the end, whole or not at all: some 150 bytes a person
  std::set<std::tuple<budget::Pence, std::uint64_t, std::string>> largest_;
};

class Cohort {
 public:
  Cohort(const Parts& parts, const CohortTerms& terms, const BudgetCohortOptions& options, Console& console)
      : parts_(parts), terms_(terms), options_(options), console_(console), rows_(options, console) {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    documents_.resize(std::min(options.threads == 0 ? cores : options.threads, kThreadsMax));
  }

  int run() {
    LineReader lines(parts_.files.open(options_.input));
    while (take_round(lines)) {
      work();
      for (const CohortPerson& person : people_) finish(person);
      progress_.show(lines.bytes_done(), lines.bytes_total());
    }
    progress_.finish();
    if (told_left_out_ > 0) {
      tell(console_, {options_.input, 0, "information", "more-problems", "",
                      fmt::format("{} further problems are not shown.", told_left_out_)});
    }
    rows_.finish(parts_.files);
    // What is printed as CSV stays CSV.
    (options_.output.empty() ? console_.err : console_.out) << summary_.text();
    return summary_.without_budget() == 0 ? kFine : kDataRefused;
  }

 private:
  struct Line {
    std::string text;
    std::uint64_t number = 0;
  };

  bool take_round(LineReader& lines) {
    round_.clear();
    std::string text;
    while (round_.size() < kPeoplePerRound && lines.next(text)) {
      round_.push_back({std::move(text), lines.line_number()});
    }
    return !round_.empty();
  }

  /// Each thread takes the next person that nobody has taken; where a result stands does not depend on who made it.
  void work() {
    people_.clear();
    people_.resize(round_.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(documents_.size());
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < documents_.size(); ++i) {
        threads.emplace_back([&, i] {
          try {
            for (std::size_t at = next++; at < round_.size(); at = next++) {
              people_[at] = work_out_person(round_[at].text, round_[at].number, terms_, documents_[i]);
            }
          } catch (...) {
            failures[i] = std::current_exception();
          }
        });
      }
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
  }

  void finish(const CohortPerson& person) {
    summary_.add(person);
    rows_.add(person);
    for (const fhir::Issue& issue : person.issues.items()) {
      if (issue.severity != fhir::Severity::error && issue.severity != fhir::Severity::fatal) continue;
      if (told_ == kToldMax) {
        ++told_left_out_;
        continue;
      }
      ++told_;
      progress_.clear();
      tell(console_, {options_.input, person.line, std::string(fhir::to_text(issue.severity)), issue.code, issue.path,
                      issue.text});
    }
  }

  const Parts& parts_;
  const CohortTerms& terms_;
  const BudgetCohortOptions& options_;
  Console& console_;
  Progress progress_{console_};
  Rows rows_;
  Summary summary_;
  std::vector<fhir::Document> documents_;  // one for each thread
  std::vector<Line> round_;
  std::vector<CohortPerson> people_;  // as round_
  std::size_t told_ = 0;
  std::size_t told_left_out_ = 0;
};

}  // namespace

int run_budget_cohort(const Parts& parts, const GlobalOptions& global, const BudgetCohortOptions& options,
                      Console& console) {
  auto question = make_question(options.question, console);
  if (!question) return kUsage;
  const auto bench = Workbench::open(parts, global, console);
  if (bench == nullptr) return kEnvironment;
  std::vector<std::string> inputs;
  for (const std::string& file : options.rates) {
    const std::size_t colon = file.find(':');
    const bool has_face = colon != std::string::npos &&
                          (file.starts_with("fhir:") || bench->library().find(file.substr(0, colon)) != nullptr);
    inputs.push_back(has_face ? file : "rates:" + file);
  }
  if (!take_inputs(parts, *bench, inputs, console)) return kDataRefused;
  const auto rates = pipeline::read_stored_rates(bench->services(), budget_caller().tenant);
  tell_all(console, "rates", rates->left_out);
  question->created = pipeline::now(bench->services());
  const CohortTerms terms{bench->definitions(), bench->library().names(), rates->book, std::move(*question)};
  return Cohort(parts, terms, options, console).run();
}

}  // namespace careway::command_line
