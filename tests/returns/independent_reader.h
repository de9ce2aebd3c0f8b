#pragma once

// Reads a return and its account as somebody else would who has only the files: own CSV, own days, whole numbers only.
// It includes nothing of Careway, so that a fault of the writer cannot hide here.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace independent {

/// Pence.
struct Amount {
  std::int64_t week = 0;
  std::int64_t period = 0;
  friend bool operator==(const Amount&, const Amount&) = default;
};

Amount operator+(const Amount& a, const Amount& b);

/// What the columns of a return are called, and its words for how often a price falls due.
struct Columns {
  std::string start;
  std::string end;
  std::string price;
  std::string frequency;
  std::string units;
  std::string kind;                          ///< column that tells rows apart; empty: all rows count
  std::string counted;                       ///< its value in rows that count
  std::map<std::string, std::string> words;  ///< the file's word -> hourly, weekly ...
};

Columns client_level_data();
Columns continuing_care();

struct Terms {
  bool half_even = false;
  std::string from;  ///< reporting period, 2026-04-01
  std::string to;
  std::string week_day;  ///< the day whose week is asked for; empty: none
};

/// The ledger as it stands in its file.
struct Account {
  std::map<std::string, Amount> sums;               ///< by kind
  std::map<std::string, Amount> remainder;          ///< by stream
  std::map<std::string, std::string> losses;        ///< reason -> what is kept, of in-record lines
  std::map<std::string, std::int64_t> differences;  ///< reason -> the largest of a line, week or period, without sign
  std::string week_day;
  [[nodiscard]] Amount sum(const std::string& kind) const;
};

/// Rows of a CSV file, by the names of the header. Throws std::runtime_error on what is no CSV.
std::vector<std::map<std::string, std::string>> read_csv(const std::string& text);
/// What a return's rows come to. Throws std::runtime_error for a row that cannot be reckoned.
Amount value_of_file(const std::string& text, const Columns& columns, const Terms& terms, std::size_t* rows = nullptr);
Account read_account(const std::string& text);
/// Everything that does not fit, one sentence each; empty when file and account make the streams and name the rest.
std::vector<std::string> faults(const Amount& file, const Account& account);

}  // namespace independent
