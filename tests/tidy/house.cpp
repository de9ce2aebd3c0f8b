#include "tests/tidy/house.h"

namespace careway::tidy {
namespace {

const std::vector<std::string> kPure = {"profiles/", "mappers/"};
const std::vector<std::string> kTests = {"tests/"};

// Builds and runs on the maker's machine only; reads a package and writes the compiled pack.
const Exception kPackCompiler = {"profiles/definitions/pack_compiler/", "a build tool, not linked into the program"};
const Exception kPlatform = {"adapters/platform/", "the one place that knows the machine"};
const Exception kPlatformTests = {"tests/adapters/platform/", "tests of the real clock and random source"};
const Exception kBench = {"tests/bench/", "measures time"};

std::vector<std::string> with_tests(std::vector<std::string> places) {
  places.insert(places.end(), kTests.begin(), kTests.end());
  return places;
}

std::vector<BannedCode> banned_in_pure_folders() {
  return {
      {"binary-floating-point",
       R"(\b(double|float)\b|\bstd::sto(d|f|ld)\b|\b(strto(d|f|ld)|atof)\b)",
       kPure,
       {},
       "Money and decimals never touch binary floating point: keep the lexeme, count with fhir::Decimal."},
      {"thread-in-pure-folder",
       R"(\bstd::(j?thread|async|condition_variable|future|promise)\b|\bpthread_)",
       kPure,
       {kPackCompiler},
       "The pure folders know no thread: take what is shared as a const argument and let gateway/ share it."},
      {"file-in-pure-folder",
       R"(\bstd::([iow]?fstream|filesystem|tmpfile|remove)\b|\b(fopen|freopen|mmap)\s*\()",
       kPure,
       {kPackCompiler},
       "The pure folders know no file: take the bytes as std::string_view; adapters/platform reads them."},
      {"output-in-pure-folder",
       R"(\bstd::(cout|cerr|clog|cin|puts|printf|fprintf)\b|\b(f?printf|puts|perror)\s*\(|\bfmt::print\b)",
       kPure,
       {kPackCompiler},
       "The pure folders print nothing: report a fhir::Issue or return the text."},
      {"locale-in-pure-folder",
       R"(\bstd::(locale|setlocale|isalpha|isdigit|isspace|tolower|toupper|isalnum)\b|\bsetlocale\s*\()",
       kPure,
       {},
       "The result may not depend on the machine's locale: compare bytes yourself ('0' <= c && c <= '9')."},
  };
}

std::vector<BannedCode> banned_everywhere() {
  return {
      {"standard-regex",
       R"(\bstd::(basic_)?w?(regex|regex_match|regex_search|regex_replace|smatch|cmatch)\b)",
       {},
       {},
       "Use RE2: std::regex overflows the stack on hostile text."},
      {"wall-clock",
       R"(\bstd::chrono::(system|steady|high_resolution|utc)_clock\b|\b(gettimeofday|clock_gettime|localtime(_r)?|gmtime(_r)?)\s*\(|\bstd::time\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\))",
       {},
       {kPlatform, kPlatformTests, kBench},
       "Take a platform::Clock, or in the pure folders an instant from the context. Tests use platform::FakeClock."},
      {"randomness",
       R"(\bstd::random_device\b|\b(s?rand|rand_r|drand48|arc4random|getrandom)\s*\()",
       {},
       {kPlatform, kPlatformTests},
       "Take a platform::Random; in tests a generator with a fixed seed that is printed."},
      {"sleep",
       R"(\b(sleep_for|sleep_until)\b|\b(u|nano)?sleep\s*\()",
       {},
       {kPlatform},
       "Wait for the event itself: a condition variable, a future, poll with a deadline."},
      {"environment-variable",
       R"(\b(secure_)?getenv\s*\(|\b(un)?setenv\s*\(|\bputenv\s*\()",
       {},
       {{"profiles/fhir/xml_events.cpp", "Xerces-C 3.2.4 forbids DTDs only by XERCES_DISABLE_DTD"},
        {"gateway/config/", "reads the configuration"},
        {"gateway/command_line/", "reads the configuration of the command"},
        {"tests/", "options of a long test run, for instance the number of kills"}},
       "Take a value from the configuration that main passes down."},
      {"detached-thread", R"(\.detach\(\))", {}, {}, "Keep a std::jthread and stop it with its stop token."},
      {"unsafe-copy",
       R"(\b(strcpy|strcat|sprintf|vsprintf|gets|strtok)\s*\()",
       {},
       {},
       "Use std::string and fmt::format."},
      {"left-switched-off",
       R"(\bDISABLED_\w|\bGTEST_SKIP\(\)\s*;)",
       {},
       {},
       "Delete the test or mend it. A skip says its reason: GTEST_SKIP() << \"...\"."},
  };
}

}  // namespace

const std::vector<TopFolder>& top_folders() {
  static const std::vector<TopFolder> kFolders = {
      {"profiles", {"fhir", "definitions", "packages", "terminology", "fhirpath", "validation"}},
      {"mappers", {"formats", "language", "money", "people", "budget", "engine"}},
      {"adapters", {"platform", "store", "channels"}},
      {"conformance", {}},
      {"gateway", {"config", "http", "pipeline", "console", "api", "command_line"}},
      {"tests", {}},
  };
  return kFolders;
}

const std::vector<Fence>& fences() {
  static const std::vector<Fence> kFences = {
      {R"(Poco/.*)", with_tests({"gateway/", "adapters/channels/"}), "Use the types of gateway/http."},
      {R"(sqlite3.*\.h|libpq.*|libpq/.*|postgresql/.*)", with_tests({"adapters/store/"}), "Use store::Store."},
      {R"(openssl/.*)", with_tests({"adapters/platform/", "adapters/channels/"}), "Use adapters/platform/crypto.h."},
      {R"(zlib\.h)", with_tests({"profiles/packages/"}), "Use profiles/packages/package_set.h."},
      {R"(xercesc/.*)", {"profiles/fhir/xml_", "mappers/formats/x"}, "Use profiles/fhir/xml.h or xml_events.h."},
      {R"(nlohmann/.*)",
       with_tests(
           {"profiles/fhir/json_", "mappers/formats/json_", "profiles/definitions/pack_compiler/", "gateway/config/"}),
       "Read JSON into fhir::Document (profiles/fhir/json.h, mappers/formats)."},
      {R"(simdjson.*)",
       {"profiles/fhir/json_", "mappers/formats/json_", "tests/bench/"},
       "Read JSON into fhir::Document (profiles/fhir/json.h)."},
      {R"(yaml-cpp/.*)",
       with_tests({"mappers/language/", "mappers/formats/layout", "mappers/formats/csv_layout", "gateway/config/"}),
       "Read maps through mappers/language."},
      {R"(gmp.*\.h)", with_tests({"mappers/money/"}), "Use mappers/money/rational.h."},
      {R"(CLI/.*)", {"gateway/command_line/"}, "Take the parsed options as values."},
      {R"(re2/.*|fmt/.*)", {""}, ""},
      {R"((gtest|gmock)/.*)", kTests, "Test helpers live in tests/."},
      {R"(benchmark/.*)", {"tests/bench/"}, "Benchmarks live in tests/bench."},
      {R"((sys|netinet|arpa|net|linux)/.*|(unistd|fcntl|poll|netdb|signal|errno|dirent|spawn|termios|ftw|dlfcn|malloc|pthread)\.h)",
       with_tests({"adapters/", "gateway/", "profiles/definitions/pack_compiler/"}),
       "The pure folders know no operating system: adapters/platform does it and hands over bytes."},
      {R"(thread|future|condition_variable|stop_token|shared_mutex|fstream|filesystem|iostream|random|ctime|locale|clocale|csignal|semaphore|latch|barrier)",
       with_tests({"adapters/", "gateway/", "conformance/", "profiles/definitions/pack_compiler/"}),
       "The pure folders know no thread, file, clock, log or locale: take values, return values."},
      {R"([a-z]+intrin\.h|arm_neon\.h)",
       {"profiles/fhir/", "mappers/formats/"},
       "Only the byte scanners of the readers use processor instructions by name; beside them stands the plain loop."},
      {R"(regex)", {}, "Use RE2."},
  };
  return kFences;
}

const std::vector<BannedCode>& banned_code() {
  static const std::vector<BannedCode> kBanned = [] {
    auto all = banned_in_pure_folders();
    for (auto& banned : banned_everywhere()) all.push_back(std::move(banned));
    return all;
  }();
  return kBanned;
}

// One letter of each word stands in brackets, so that this file does not break its own rule.
const std::vector<BannedText>& banned_texts() {
  static const std::vector<BannedText> kBanned = {
      {R"(\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b)",
       {".cpp", ".h", ".md", ".sh", ".txt", ".cmake", ".yaml", ".js", ".ts"},
       "Do it now, or open an issue and leave the code complete without it."},
      {R"(\b([Nn]ot impl[e]mented|[Ss]t[u]b|[Pp]laceh[o]lder)\b)",
       {".cpp", ".h", ".md", ".sh", ".cmake"},
       "Finish it, or leave it out and say so in the README."},
      {R"((^|[^\w./:)-])/(work|farm|tmp|root|home/[a-z]\w*|Users/\w+)/)",
       {},
       "No path of one machine: use a path from the project's root, CAREWAY_SOURCE_DIR or testing::TempDir()."},
      {R"(\.librar[y]/|registry\.npmj[s]|deb\.debia[n]\.|repo1?\.mave[n]\b|pypi\.o[r]|packages\.fhi[r]\.org|proxy\.golan[g])",
       {},
       "No registry host: the package manager's own configuration names it."},
  };
  return kBanned;
}

const std::vector<Exception>& further_programs() {
  static const std::vector<Exception> kPrograms = {kPackCompiler,
                                                   {"tests/", "benchmarks, fuzz targets and helpers of tests"}};
  return kPrograms;
}

const std::vector<NumberedFolder>& numbered_folders() {
  static const std::vector<NumberedFolder> kFolders = {
      {"adapters/store/migrations", 1},
      {"adapters/store/migrations/sqlite", 1},
      {"adapters/store/migrations/postgres", 1},
  };
  return kFolders;
}

}  // namespace careway::tidy
