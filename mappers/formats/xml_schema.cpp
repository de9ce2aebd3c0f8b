#include "mappers/formats/xml_schema.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <vector>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/framework/XMLGrammarPoolImpl.hpp>
#include <xercesc/sax/SAXException.hpp>
#include <xercesc/sax/SAXParseException.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/SecurityManager.hpp>
#include <xercesc/util/XMLUni.hpp>
#include <xercesc/validators/common/Grammar.hpp>

#include "mappers/formats/layout_yaml.h"
#include "mappers/formats/xml_shape.h"
#include "profiles/fhir/xml_events.h"

namespace careway::formats {
namespace {

namespace xerces = xercesc;

constexpr std::size_t kErrorsMax = 100;
constexpr std::size_t kSchemaBytesMax = 4 * 1024 * 1024;
constexpr std::string_view kSchemaNamespace = "http://www.w3.org/2001/XMLSchema";

/// A first look at the schema: what must not be in it, and its target namespace.
class SchemaLook : public fhir::XmlHandler {
 public:
  SchemaLook(std::string_view file_name, fhir::Issues& issues) : file_name_(file_name), issues_(issues) {}

  bool start_element(std::string_view namespace_uri, std::string_view local_name,
                     std::span<const fhir::XmlAttribute> attributes, fhir::Position position, std::size_t) override {
    if (!saw_root_) return read_root(namespace_uri, local_name, attributes, position);
    if (namespace_uri != kSchemaNamespace) return true;
    if (local_name == "import" || local_name == "include" || local_name == "redefine") {
      add_layout_error(
          issues_, "xsd-import", file_name_, position,
          fmt::format("xs:{} is not allowed, because nothing is fetched. Put all into this file.", local_name));
      return false;
    }
    return true;
  }
  bool end_element(std::string_view, std::string_view, std::size_t) override { return true; }
  bool text(std::string_view) override { return true; }
  bool comment(std::string_view) override { return true; }
  bool processing_instruction(std::string_view, std::string_view) override { return true; }

  [[nodiscard]] const std::string& target_namespace() const { return target_namespace_; }

 private:
  bool read_root(std::string_view namespace_uri, std::string_view local_name,
                 std::span<const fhir::XmlAttribute> attributes, fhir::Position position) {
    saw_root_ = true;
    if (namespace_uri != kSchemaNamespace || local_name != "schema") {
      add_layout_error(issues_, "xsd-syntax", file_name_, position,
                       "This is no XML Schema: the root must be xs:schema.");
      return false;
    }
    bool is_qualified = false;
    for (const fhir::XmlAttribute& attribute : attributes) {
      if (attribute.local_name == "targetNamespace") target_namespace_ = attribute.value;
      if (attribute.local_name == "elementFormDefault") is_qualified = attribute.value == "qualified";
    }
    if (is_qualified || target_namespace_.empty()) return true;
    add_layout_error(issues_, "xsd-unqualified", file_name_, position,
                     "A schema with a target namespace needs elementFormDefault=\"qualified\".");
    return false;
  }

  std::string_view file_name_;
  fhir::Issues& issues_;
  std::string target_namespace_;
  bool saw_root_ = false;
};

/// Xerces quotes the offending value; an issue must not. What stands behind the value speaks of the schema only.
std::string without_value(const std::string& message) {
  static constexpr std::array<std::string_view, 9> kAboutStructure{
      "element '",     "no declaration found for", "missing elements in",
      "attribute '",   "required attribute",       "unknown element",
      "empty content", "no character data",        "character data"};
  for (const std::string_view start : kAboutStructure) {
    if (message.starts_with(start)) return message;
  }
  static constexpr std::array<std::string_view, 9> kAboutValues{"not in enumeration",
                                                                "does not match regular expression facet",
                                                                "exceeds maximum length facet",
                                                                "is less than minimum",
                                                                "must be less than or equal to",
                                                                "must be greater than or equal to",
                                                                "must be less than",
                                                                "must be greater than",
                                                                "has length"};
  for (const std::string_view tail : kAboutValues) {
    if (const std::size_t found = message.rfind(tail); found != std::string::npos) {
      return fmt::format("the value {}", std::string_view(message).substr(found));
    }
  }
  return "the value does not have the type that the schema gives";
}

/// Collects what the schema checker finds, with the path of the open elements.
class CheckHandler final : public xerces::DefaultHandler {
 public:
  explicit CheckHandler(fhir::Issues& issues) : issues_(issues) {}

  void startElement(const XMLCh*, const XMLCh* local_name, const XMLCh*, const xerces::Attributes&) override {
    std::string name = utf8_of(local_name);
    if (!open_.empty()) {
      const std::size_t ordinal = open_.back().seen[name]++;
      if (ordinal > 0) name += fmt::format("[{}]", ordinal);
    }
    open_.push_back({std::move(name), {}});
    report_pending();
  }
  void endElement(const XMLCh*, const XMLCh*, const XMLCh*) override {
    report_pending();
    open_.pop_back();
  }
  void warning(const xerces::SAXParseException&) override {}
  // Xerces reports before it passes the tag on: only the next event tells which element was meant.
  void error(const xerces::SAXParseException& what) override {
    if (++errors_ > kErrorsMax) return;
    const auto line = static_cast<std::uint32_t>(what.getLineNumber());
    pending_.push_back(
        {fhir::Severity::error,
         "xsd-invalid",
         {},
         {line, static_cast<std::uint32_t>(what.getColumnNumber())},
         fmt::format("The schema does not accept line {}: {}.", line, without_value(utf8_of(what.getMessage())))});
  }
  void fatalError(const xerces::SAXParseException& what) override { error(what); }
  xerces::InputSource* resolveEntity(const XMLCh*, const XMLCh*) override { return nullptr; }

  /// Reports what waits for its element; also to be called at the end, whatever ended the parse.
  void report_pending() {
    for (fhir::Issue& issue : pending_) {
      for (std::size_t i = 1; i < open_.size(); ++i) issue.path += (i > 1 ? "/" : "") + open_[i].name;
      issues_.add(std::move(issue));
    }
    pending_.clear();
  }

 private:
  struct Open {
    std::string name;
    std::map<std::string, std::size_t> seen;
  };
  fhir::Issues& issues_;
  std::vector<Open> open_;
  std::vector<fhir::Issue> pending_;
  std::size_t errors_ = 0;
};

/// What is wrong with the schema itself.
class LoadHandler final : public xerces::DefaultHandler {
 public:
  LoadHandler(std::string_view file_name, fhir::Issues& issues) : file_name_(file_name), issues_(issues) {}
  void warning(const xerces::SAXParseException&) override {}
  void error(const xerces::SAXParseException& what) override {
    add_layout_error(
        issues_, "xsd-schema", file_name_,
        {static_cast<std::uint32_t>(what.getLineNumber()), static_cast<std::uint32_t>(what.getColumnNumber())},
        fmt::format("The schema cannot be used: {}.", utf8_of(what.getMessage())));
  }
  void fatalError(const xerces::SAXParseException& what) override { error(what); }

 private:
  std::string_view file_name_;
  fhir::Issues& issues_;
};

class PooledSchema final : public XmlSchema {
 public:
  PooledSchema() : pool_(xerces::XMLPlatformUtils::fgMemoryManager) {}

  bool load(std::string_view text, std::string_view file_name, std::string_view root, fhir::Issues& issues) {
    const std::size_t errors_before = issues.error_count();
    LoadHandler handler(file_name, issues);
    run(text, handler, [](xerces::SAX2XMLReader& reader, const xerces::InputSource& source) {
      reader.setFeature(xerces::XMLUni::fgXercesSchemaFullChecking, true);
      reader.loadGrammar(source, xerces::Grammar::SchemaGrammarType, true);
    });
    pool_.lockPool();
    if (issues.error_count() != errors_before) return false;
    bool has_changed = false;
    xerces::XSModel* model = pool_.getXSModel(has_changed);
    if (model != nullptr && read_xml_shape(*model, target_namespace_, root, shape_)) return true;
    add_layout_error(issues, "xsd-root", file_name, {1, 1},
                     fmt::format("The schema declares no element \"{}\" with elements inside.", root));
    return false;
  }

  void set_target_namespace(std::string name) { target_namespace_ = std::move(name); }
  [[nodiscard]] const Shape& shape() const override { return shape_; }
  [[nodiscard]] const std::string& target_namespace() const override { return target_namespace_; }

  void check(std::string_view bytes, fhir::Issues& issues) const override {
    CheckHandler handler(issues);
    const bool is_run = run(bytes, handler, [](xerces::SAX2XMLReader& reader, const xerces::InputSource& source) {
      reader.setFeature(xerces::XMLUni::fgXercesUseCachedGrammarInParse, true);
      reader.setFeature(xerces::XMLUni::fgXercesLoadSchema, false);
      reader.setFeature(xerces::XMLUni::fgXercesDynamic, false);
      reader.parse(source);
    });
    handler.report_pending();
    if (!is_run) issues.error("xsd-invalid", {}, "The document could not be checked against its schema.");
  }

 private:
  template <class Handler, class Work>
  bool run(std::string_view bytes, Handler& handler, Work&& work) const {
    constexpr XMLSize_t kEntityExpansionsMax = 100;
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    // None of Xerces' exceptions derives from std::exception.
    try {
      const std::unique_ptr<xerces::SAX2XMLReader> reader(
          xerces::XMLReaderFactory::createXMLReader(xerces::XMLPlatformUtils::fgMemoryManager, &pool_));
      xerces::SecurityManager security;
      security.setEntityExpansionLimit(kEntityExpansionsMax);
      reader->setProperty(xerces::XMLUni::fgXercesSecurityManager, &security);
      reader->setFeature(xerces::XMLUni::fgSAX2CoreNameSpaces, true);
      reader->setFeature(xerces::XMLUni::fgSAX2CoreValidation, true);
      reader->setFeature(xerces::XMLUni::fgXercesSchema, true);
      reader->setFeature(xerces::XMLUni::fgXercesLoadExternalDTD, false);
      reader->setFeature(xerces::XMLUni::fgXercesDisableDefaultEntityResolution, true);
      reader->setContentHandler(&handler);
      reader->setErrorHandler(&handler);
      reader->setEntityResolver(&handler);
      xerces::MemBufInputSource source(reinterpret_cast<const XMLByte*>(bytes.data()), bytes.size(), "document");
      source.setCopyBufToStream(false);
      source.setEncoding(xerces::XMLUni::fgUTF8EncodingString);
      work(*reader, source);
      return true;
    } catch (const xerces::OutOfMemoryException&) {
      throw std::bad_alloc();
    } catch (const xerces::SAXException&) {
      return false;
    } catch (const xerces::XMLException&) {
      return false;
    }
  }

  /// Locked after load: from then on parsers only read it, from any thread.
  mutable xerces::XMLGrammarPoolImpl pool_;
  std::string target_namespace_;
  Shape shape_;
};

}  // namespace

std::unique_ptr<XmlSchema> XmlSchema::read(std::string_view text, std::string_view file_name, std::string_view root,
                                           fhir::Issues& issues) {
  fhir::xml_platform_start();
  fhir::ReadLimits limits;
  limits.bytes_max = kSchemaBytesMax;
  SchemaLook look(file_name, issues);
  fhir::Issues found;
  const std::size_t errors_before = issues.error_count();
  const bool is_read = fhir::parse_xml(text, look, found, limits);
  for (const fhir::Issue& issue : found.items()) {
    add_layout_error(issues, "xsd-syntax", file_name, issue.position, issue.text);
  }
  if (!is_read || issues.error_count() != errors_before) return nullptr;
  auto schema = std::make_unique<PooledSchema>();
  schema->set_target_namespace(look.target_namespace());
  if (!schema->load(text, file_name, root, issues)) return nullptr;
  return schema;
}

}  // namespace careway::formats
