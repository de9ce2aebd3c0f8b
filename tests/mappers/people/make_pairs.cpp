// Makes pairs.csv and superseded.csv, the labelled set that the matcher is measured by. Run once; the files are
// committed. It shares no code with the matcher: what makes two records one person is decided here by how they came
// about, never by comparing them.
// Usage: careway_make_people_pairs FOLDER

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace {

/// Steele's splitmix64: the same numbers on every machine.
class Dice {
 public:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

 private:
  std::uint64_t state_ = 4711;
};

struct Person {
  std::string number;
  std::string status;
  std::string birth;
  std::vector<std::string> surnames;
  std::vector<std::string> given;
  std::string postcode;
  std::string gender;
};

const std::array<const char*, 44> kSurnames = {
    "Smith",   "Jones",        "Taylor", "Brown",   "Williams", "Wilson",    "Johnson",   "Davies",       "Patel",
    "Wright",  "Walker",       "White",  "Edwards", "Green",    "Hall",      "Wood",      "Harris",       "Khan",
    "Begum",   "Ahmed",        "Kaur",   "Singh",   "Murphy",   "Kelly",     "O'Brien",   "O'Connor",     "MacDonald",
    "Nowak",   "Kowalska",     "Müller", "García",  "Núñez",    "Şahin",     "Fernández", "Lloyd-Davies", "Smith-Jones",
    "de Cruz", "van den Berg", "Nguyen", "Adebayo", "Okonkwo",  "Papadakis", "Ferreira",  "Hughes"};
const std::array<const char*, 20> kBoys = {"Oliver", "George", "Arthur",  "Muhammad", "Leo",    "Harry", "Jack",
                                           "Noah",   "Thomas", "William", "Peter",    "Robert", "David", "Michael",
                                           "Adam",   "Imran",  "Tomasz",  "Kofi",     "Rhys",   "Liam"};
const std::array<const char*, 20> kGirls = {"Olivia", "Amelia", "Isla",      "Ava",      "Mia",   "Grace", "Freya",
                                            "Lily",   "Zoë",    "Chloé",     "Margaret", "Susan", "Joan",  "Fatima",
                                            "Aisha",  "Priya",  "Katarzyna", "Ama",      "Siân",  "Niamh"};
const std::array<std::array<const char*, 2>, 8> kShort = {{{"Elizabeth", "Liz"},
                                                           {"Robert", "Bob"},
                                                           {"William", "Bill"},
                                                           {"Margaret", "Peggy"},
                                                           {"Katherine", "Kate"},
                                                           {"Michael", "Mike"},
                                                           {"Anthony", "Tony"},
                                                           {"Susan", "Sue"}}};

Dice dice;
std::set<std::string> used_numbers;
std::vector<std::pair<std::string, std::string>> superseded;
std::string lines;
std::size_t count = 0;

/// A number of the 999 range whose weighted sum with its check digit is a multiple of eleven; never given twice.
std::string fresh_number() {
  for (;;) {
    std::string digits = "999";
    while (digits.size() < 9) digits += static_cast<char>('0' + dice.below(10));
    int total = 0;
    for (int place = 0; place < 9; ++place) total += (10 - place) * (digits[static_cast<std::size_t>(place)] - 48);
    const int last = 11 - total % 11;
    if (last == 10) continue;
    digits += static_cast<char>('0' + last % 11);
    if (digits == "9999999999" || !used_numbers.insert(digits).second) continue;
    return digits;
  }
}

std::string fresh_birth() {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", static_cast<int>(1925 + dice.below(98)),
                static_cast<int>(1 + dice.below(12)), static_cast<int>(1 + dice.below(28)));
  return text.data();
}

std::string fresh_postcode() {
  std::string text = "ZZ99 ";
  text += static_cast<char>('0' + dice.below(10));
  text += static_cast<char>('A' + dice.below(26));
  text += static_cast<char>('A' + dice.below(26));
  return text;
}

std::string first_name(const std::string& gender) {
  return gender == "male" ? kBoys[dice.below(kBoys.size())] : kGirls[dice.below(kGirls.size())];
}

/// A first name that is not that one, nor begins like it.
std::string other_first_name(const std::string& gender, const std::string& taken) {
  std::string name = first_name(gender);
  while (name[0] == taken[0]) name = first_name(gender);
  return name;
}

Person somebody() {
  Person person;
  person.number = fresh_number();
  person.birth = fresh_birth();
  person.surnames = {kSurnames[dice.below(kSurnames.size())]};
  person.gender = dice.below(2) == 0 ? "male" : "female";
  person.given = {first_name(person.gender)};
  if (dice.below(3) == 0) person.given.push_back(other_first_name(person.gender, person.given[0]));
  person.postcode = fresh_postcode();
  if (dice.below(4) == 0) person.status = "01";
  return person;
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ";") + item;
  return text;
}

std::string cells(const Person& person) {
  return person.number + "," + person.status + "," + person.birth + "," + joined(person.surnames) + "," +
         joined(person.given) + "," + person.postcode + "," + person.gender;
}

void write(const char* kind, bool is_same, const Person& one, const Person& other) {
  const bool turned = dice.below(2) == 0;
  lines += std::string(kind) + "," + (is_same ? "same" : "different") + "," + cells(turned ? other : one) + "," +
           cells(turned ? one : other) + "\n";
  ++count;
}

/// Pairs of one person's two records; `change` makes the second from the first.
void same(const char* kind, std::size_t how_many, const std::function<void(Person&, Person&)>& change) {
  for (std::size_t i = 0; i < how_many; ++i) {
    Person one = somebody();
    Person other = one;
    change(one, other);
    write(kind, true, one, other);
  }
}

/// Pairs of two people.
void different(const char* kind, std::size_t how_many, const std::function<void(Person&, Person&)>& change) {
  for (std::size_t i = 0; i < how_many; ++i) {
    Person one = somebody();
    Person other = somebody();
    change(one, other);
    write(kind, false, one, other);
  }
}

bool is_plain_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// A slip of the hand: a letter wrong, missing, or two in the wrong order.
std::string with_typo(const std::string& word) {
  for (;;) {
    std::string text = word;
    const std::size_t at = dice.below(text.size() - 1);
    if (!is_plain_letter(text[at]) || !is_plain_letter(text[at + 1])) continue;
    const std::size_t how = dice.below(3);
    if (how == 0) text[at] = static_cast<char>('a' + dice.below(26));
    if (how == 1) text.erase(at, 1);
    if (how == 2) std::swap(text[at], text[at + 1]);
    if (text != word) return text;
  }
}

std::string swapped_birth() {
  std::array<char, 16> text{};
  const int year = static_cast<int>(1925 + dice.below(98));
  const int month = static_cast<int>(1 + dice.below(11));
  const int day = static_cast<int>(month + 1 + dice.below(static_cast<std::size_t>(12 - month)));
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", year, month, day);
  return text.data();
}

std::string turned_birth(const std::string& birth) {
  return birth.substr(0, 5) + birth.substr(8, 2) + "-" + birth.substr(5, 2);
}

/// Two neighbouring digits changed places: the weighted check digit always notices that.
std::string with_turned_digits(std::string number) {
  for (std::size_t at = 3 + dice.below(5); at < 9; ++at) {
    if (number[at] == number[at + 1]) continue;
    std::swap(number[at], number[at + 1]);
    return number;
  }
  return number.substr(0, 9) + static_cast<char>('0' + (number[9] - '0' + 1) % 10);
}

std::string in_capitals(const std::string& word) {
  std::string text;
  for (const char letter : word) text += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  return text;
}

/// The same name as another clerk writes it.
std::string otherwise_spelt(const std::string& word) {
  static const std::array<std::array<const char*, 2>, 16> kSpellings = {{{"Müller", "MULLER"},
                                                                         {"García", "Garcia"},
                                                                         {"Núñez", "NUNEZ"},
                                                                         {"Şahin", "Sahin"},
                                                                         {"Fernández", "Fernandez"},
                                                                         {"O'Brien", "OBrien"},
                                                                         {"O'Connor", "O’CONNOR"},
                                                                         {"Lloyd-Davies", "Lloyd Davies"},
                                                                         {"Smith-Jones", "SMITH JONES"},
                                                                         {"de Cruz", "De-Cruz"},
                                                                         {"van den Berg", "Vandenberg"},
                                                                         {"MacDonald", "Mac Donald"},
                                                                         {"Zoë", "ZOE"},
                                                                         {"Chloé", "Chloe"},
                                                                         {"Siân", "Sian"},
                                                                         {"Niamh", "NIAMH"}}};
  for (const auto& spelling : kSpellings) {
    if (word == spelling[0]) return spelling[1];
  }
  return in_capitals(word);
}

std::string another_surname(const std::string& taken) {
  std::string name = kSurnames[dice.below(kSurnames.size())];
  while (name == taken) name = kSurnames[dice.below(kSurnames.size())];
  return name;
}

void make_same() {
  same("exact", 400, [](Person&, Person&) {});
  same("number missing once", 150, [](Person&, Person& b) { b.number = b.status = ""; });
  same("number missing twice", 50, [](Person& a, Person& b) { a.number = b.number = a.status = b.status = ""; });
  same("row without names", 350, [](Person&, Person& b) {
    b.surnames.clear();
    b.given.clear();
  });
  same("surname typo", 200, [](Person&, Person& b) { b.surnames[0] = with_typo(b.surnames[0]); });
  same("surname typo: no number", 80, [](Person&, Person& b) {
    b.surnames[0] = with_typo(b.surnames[0]);
    b.number = b.status = "";
  });
  same("given name typo", 150, [](Person& a, Person& b) {
    a.given.resize(1);
    b.given = {with_typo(b.given[0])};
  });
  same("short name", 120, [](Person& a, Person& b) {
    const auto& names = kShort[dice.below(kShort.size())];
    a.given = {names[0]};
    b.given = {names[1]};
  });
  same("married name", 140, [](Person&, Person& b) { b.surnames = {another_surname(b.surnames[0])}; });
  same("married name: earlier one kept", 60,
       [](Person&, Person& b) { b.surnames.insert(b.surnames.begin(), another_surname(b.surnames[0])); });
  same("married name: no number", 60, [](Person&, Person& b) {
    b.surnames = {another_surname(b.surnames[0])};
    b.number = b.status = "";
  });
  same("day and month swapped", 150, [](Person& a, Person& b) {
    a.birth = swapped_birth();
    b.birth = turned_birth(a.birth);
  });
  same("day and month swapped: no number", 40, [](Person& a, Person& b) {
    a.birth = swapped_birth();
    b.birth = turned_birth(a.birth);
    b.number = b.status = "";
  });
  same("digits transposed", 150, [](Person&, Person& b) { b.number = with_turned_digits(b.number); });
}

void make_same_with_other_numbers() {
  same("number superseded", 150, [](Person&, Person& b) {
    const std::string old = b.number;
    b.number = fresh_number();
    superseded.emplace_back(old, b.number);
  });
  same("number superseded twice", 50, [](Person&, Person& b) {
    const std::string old = b.number;
    const std::string between = fresh_number();
    b.number = fresh_number();
    superseded.emplace_back(old, between);
    superseded.emplace_back(between, b.number);
  });
  same("number superseded: table does not know", 50, [](Person&, Person& b) { b.number = fresh_number(); });
  same("spelt otherwise", 200, [](Person&, Person& b) {
    b.surnames[0] = otherwise_spelt(b.surnames[0]);
    b.given[0] = otherwise_spelt(b.given[0]);
  });
  same("moved house", 150, [](Person&, Person& b) { b.postcode = fresh_postcode(); });
  same("initial only", 100, [](Person&, Person& b) { b.given = {b.given[0].substr(0, 1)}; });
  same("number not verified", 100, [](Person&, Person& b) { b.status = "0" + std::to_string(2 + dice.below(6)); });
  same("year of birth only", 50, [](Person&, Person& b) { b.birth = b.birth.substr(0, 4); });
  same("names swapped", 30, [](Person& a, Person& b) {
    a.given.resize(1);
    b.given = {a.surnames[0]};
    b.surnames = {a.given[0]};
  });
  same("gender wrong", 20, [](Person&, Person& b) { b.gender = b.gender == "male" ? "female" : "male"; });
}

void make_twins(Person& a, Person& b) {
  b.surnames = a.surnames;
  b.birth = a.birth;
  b.postcode = a.postcode;
  a.given.resize(1);
  b.given = {other_first_name(b.gender, a.given[0])};
}

void make_father_and_son(Person& a, Person& b) {
  a.gender = b.gender = "male";
  a.given = b.given = {first_name("male")};
  b.surnames = a.surnames;
  b.postcode = a.postcode;
  a.birth = "19" + std::to_string(30 + dice.below(30)) + a.birth.substr(4);
  b.birth = std::to_string(1975 + dice.below(30)) + b.birth.substr(4);
}

void make_twin_pairs() {
  different("twins", 300, make_twins);
  different("twins: no numbers", 120, [](Person& a, Person& b) {
    make_twins(a, b);
    a.number = b.number = a.status = b.status = "";
  });
  different("twins: one's number on the other", 80, [](Person& a, Person& b) {
    make_twins(a, b);
    b.number = a.number;
  });
  different("twins as initials", 50, [](Person& a, Person& b) {
    make_twins(a, b);
    a.given = {"J"};
    b.given = {"J"};
  });
  different("boy and girl twins without names", 30, [](Person& a, Person& b) {
    make_twins(a, b);
    a.gender = "male";
    b.gender = "female";
    b.number = a.number;
    b.surnames.clear();
    b.given.clear();
  });
  different("newborn twins", 50, [](Person& a, Person& b) {
    make_twins(a, b);
    a.given = b.given = {"Baby"};
    a.gender = b.gender;
  });
}

void make_family_pairs() {
  different("father and son", 250, make_father_and_son);
  different("father and son: no numbers", 80, [](Person& a, Person& b) {
    make_father_and_son(a, b);
    a.number = b.number = a.status = b.status = "";
  });
  different("father's number on the son", 40, [](Person& a, Person& b) {
    make_father_and_son(a, b);
    b.number = a.number;
  });
  different("husband's number on the wife", 60, [](Person& a, Person& b) {
    b.surnames = a.surnames;
    b.postcode = a.postcode;
    b.number = a.number;
  });
}

void make_stranger_pairs() {
  different("same birth date", 400, [](Person& a, Person& b) { b.birth = a.birth; });
  different("same birth date and surname", 120, [](Person& a, Person& b) {
    b.birth = a.birth;
    b.surnames = a.surnames;
    a.given.resize(1);
    b.given = {other_first_name(b.gender, a.given[0])};
  });
  different("same birth date and name", 40, [](Person& a, Person& b) {
    b.birth = a.birth;
    b.surnames = a.surnames;
    b.given = a.given;
    b.gender = a.gender;
  });
  different("same name", 150, [](Person& a, Person& b) {
    b.surnames = a.surnames;
    b.given = a.given;
    b.gender = a.gender;
  });
  different("a stranger's number", 70, [](Person& a, Person& b) { b.number = a.number; });
  different("number made of nines", 40, [](Person& a, Person& b) { a.number = b.number = "9999999999"; });
  different("number made of nines: same birth date", 20, [](Person& a, Person& b) {
    a.number = b.number = "9999999999";
    b.birth = a.birth;
    b.surnames.clear();
    b.given.clear();
    b.gender = a.gender;
  });
  different("nothing known", 60, [](Person& a, Person& b) {
    for (Person* person : {&a, &b}) {
      person->number = person->status = "";
      person->birth = "1900-01-01";
      person->surnames = {"Unknown"};
      person->given = {"Unknown"};
    }
  });
  different("turned digits: another's name", 40, [](Person& a, Person& b) {
    b.number = with_turned_digits(a.number);
    b.birth = a.birth;
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  make_same();
  make_same_with_other_numbers();
  const std::size_t same_count = count;
  make_twin_pairs();
  make_family_pairs();
  make_stranger_pairs();
  const std::string folder = argv[1];
  std::ofstream pairs(folder + "/pairs.csv", std::ios::binary);
  pairs << "kind,label,number,status,birth,surnames,given,postcode,gender,"
           "number,status,birth,surnames,given,postcode,gender\n"
        << lines;
  std::ofstream table(folder + "/superseded.csv", std::ios::binary);
  table << "old,new\n";
  for (const auto& [old_number, new_number] : superseded) table << old_number << "," << new_number << "\n";
  std::printf("%zu pairs, %zu of one person\n", count, same_count);
  return pairs && table ? 0 : 1;
}
