#include "profiles/fhir/xml_events.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/sax/SAXException.hpp>
#include <xercesc/sax/SAXParseException.hpp>
#include <xercesc/sax2/Attributes.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/SecurityManager.hpp>
#include <xercesc/util/XMLUni.hpp>

#include "profiles/fhir/byte_scan.h"
#include "profiles/fhir/xml_prolog.h"

namespace careway::fhir {
namespace {

namespace xerces = xercesc;

/// Leaves the parser from within a callback. Thrown and caught in this file only.
struct ParseStopped {};

// Xerces hands out UTF-16; its own transcoder depends on the locale. Nearly all text is ASCII and narrows in place; the
// rest is appended one by one.
void append_utf16(std::string& out, const XMLCh* text, std::size_t length) {
  const std::size_t start = out.size();
  out.resize(start + length);
  char* to = out.data() + start;
  std::size_t i = 0;
  for (; i < length && text[i] < 0x80; ++i) to[i] = static_cast<char>(text[i]);
  if (i == length) return;
  out.resize(start + i);
  for (; i < length; ++i) {
    std::uint32_t unit = text[i];
    if (unit >= 0xD800 && unit <= 0xDBFF && i + 1 < length) {
      unit = 0x10000 + ((unit - 0xD800) << 10U) + (static_cast<std::uint32_t>(text[++i]) - 0xDC00);
    }
    append_utf8(out, unit);
  }
}

void append_utf16(std::string& out, const XMLCh* text) {
  if (text != nullptr) append_utf16(out, text, std::char_traits<XMLCh>::length(text));
}

/// Passes Xerces' events on in UTF-8 and keeps the limits.
class Bridge final : public xerces::DefaultHandler {
 public:
  Bridge(std::string_view bytes, std::size_t start, XmlHandler& handler, Issues& issues, const ReadLimits& limits)
      : bytes_(bytes), start_(start), line_start_(start), handler_(handler), issues_(issues), limits_(limits) {}
  void read_from(xerces::SAX2XMLReader& reader) { reader_ = &reader; }
  [[nodiscard]] bool stopped() const { return stopped_; }

  void startElement(const XMLCh* uri, const XMLCh* local_name, const XMLCh* /*qualified_name*/,
                    const xerces::Attributes& attributes) override {
    text_bytes_ = 0;
    const XMLSize_t count = attributes.getLength();
    nodes_ += 1 + count;
    const std::size_t offset = source_offset();
    const Position position = position_of(tag_start(offset));
    if (++depth_ > limits_.depth_max) refuse("limit-depth", "The document is nested deeper than accepted.", position);
    if (nodes_ > limits_.nodes_max) {
      refuse("limit-nodes", "The document has more elements than accepted. Send it in parts.", position);
    }
    convert(uri, local_name, attributes, count);
    for (const XmlAttribute& attribute : attributes_) {
      if (attribute.value.size() > limits_.text_bytes_max) {
        refuse("limit-text", "A text is longer than this system accepts.", position);
      }
    }
    go_on(handler_.start_element(uri_, local_name_, attributes_, position, offset));
  }

  void endElement(const XMLCh* uri, const XMLCh* local_name, const XMLCh* /*qualified_name*/) override {
    text_bytes_ = 0;
    --depth_;
    set_uri(uri);
    name_buffer_.clear();
    append_utf16(name_buffer_, local_name);
    go_on(handler_.end_element(uri_, name_buffer_, source_offset()));
  }

  void characters(const XMLCh* text, const XMLSize_t length) override {
    text_buffer_.clear();
    append_utf16(text_buffer_, text, length);
    text_bytes_ += text_buffer_.size();
    if (text_bytes_ > limits_.text_bytes_max) {
      refuse("limit-text", "A text is longer than this system accepts.", position_of(source_offset()));
    }
    go_on(handler_.text(text_buffer_));
  }
  void ignorableWhitespace(const XMLCh* text, const XMLSize_t length) override { characters(text, length); }

  void comment(const XMLCh* text, const XMLSize_t length) override {
    text_buffer_.clear();
    append_utf16(text_buffer_, text, length);
    go_on(handler_.comment(text_buffer_));
  }

  void processingInstruction(const XMLCh* target, const XMLCh* data) override {
    name_buffer_.clear();
    append_utf16(name_buffer_, target);
    text_buffer_.clear();
    append_utf16(text_buffer_, data);
    go_on(handler_.processing_instruction(name_buffer_, text_buffer_));
  }

  void startDTD(const XMLCh* /*name*/, const XMLCh* /*public_id*/, const XMLCh* /*system_id*/) override {
    refuse("xml-doctype", "The document has a DOCTYPE. For safety none is accepted: leave it out.",
           position_of(source_offset()));
  }
  void warning(const xerces::SAXParseException& /*what*/) override {}
  void error(const xerces::SAXParseException& what) override { fatalError(what); }
  void fatalError(const xerces::SAXParseException& what) override {
    std::string text = "The document is not well-formed XML: ";
    append_utf16(text, what.getMessage());
    issues_.error(
        "xml-syntax", "", text,
        {static_cast<std::uint32_t>(what.getLineNumber()), static_cast<std::uint32_t>(what.getColumnNumber())});
    stopped_ = true;
    throw ParseStopped{};
  }

 private:
  [[noreturn]] void refuse(std::string_view code, std::string_view text, Position position) {
    issues_.error(code, "", text, position);
    stopped_ = true;
    throw ParseStopped{};
  }
  void go_on(bool handler_goes_on) {
    if (handler_goes_on) return;
    stopped_ = true;
    throw ParseStopped{};
  }

  [[nodiscard]] std::size_t source_offset() const {
    return std::min(static_cast<std::size_t>(reader_->getSrcOffset()) + start_, bytes_.size());
  }

  // The < of the tag that ends at `offset`: no attribute value can hold a raw one.
  [[nodiscard]] std::size_t tag_start(std::size_t offset) const {
    const char* at = bytes_.data() + (offset > 0 ? offset - 1 : 0);
    while (at > bytes_.data() && *at != '<') --at;
    return static_cast<std::size_t>(at - bytes_.data());
  }

  // Counts on from the last place asked for: places only ever grow.
  Position position_of(std::size_t offset) {
    while (counted_to_ < offset) {
      const std::size_t line_end = bytes_.substr(0, offset).find('\n', counted_to_);
      if (line_end == std::string_view::npos) break;
      ++line_;
      line_start_ = line_end + 1;
      counted_to_ = line_end + 1;
    }
    counted_to_ = std::max(counted_to_, offset);
    return {line_, static_cast<std::uint32_t>(offset - std::min(line_start_, offset) + 1)};
  }

  // The parser hands out the same pointer for the same namespace, so that most elements need no conversion.
  void set_uri(const XMLCh* uri) {
    if (uri == last_uri_) return;
    last_uri_ = uri;
    uri_.clear();
    append_utf16(uri_, uri);
  }

  void convert(const XMLCh* uri, const XMLCh* local_name, const xerces::Attributes& attributes, XMLSize_t count) {
    set_uri(uri);
    name_buffer_.clear();
    ends_.clear();
    const auto add = [this](const XMLCh* text) {
      append_utf16(name_buffer_, text);
      ends_.push_back(name_buffer_.size());
    };
    add(local_name);
    for (XMLSize_t i = 0; i < count; ++i) {
      add(attributes.getURI(i));
      add(attributes.getLocalName(i));
      add(attributes.getValue(i));
    }
    std::size_t begin = 0;
    std::size_t next = 0;
    const auto view = [&] {
      const std::size_t end = ends_[next++];
      const std::string_view text = std::string_view(name_buffer_).substr(begin, end - begin);
      begin = end;
      return text;
    };
    local_name_ = view();
    attributes_.clear();
    for (XMLSize_t i = 0; i < count; ++i) {
      const std::string_view namespace_uri = view();
      const std::string_view name = view();
      attributes_.push_back({namespace_uri, name, view()});
    }
  }

  std::string_view bytes_;
  std::size_t start_;
  std::size_t line_start_;
  std::size_t counted_to_ = 0;
  std::uint32_t line_ = 1;
  XmlHandler& handler_;
  Issues& issues_;
  const ReadLimits& limits_;
  xerces::SAX2XMLReader* reader_ = nullptr;
  bool stopped_ = false;
  std::size_t depth_ = 0;
  std::size_t nodes_ = 0;
  std::size_t text_bytes_ = 0;
  const XMLCh* last_uri_ = nullptr;
  std::string uri_;
  std::string name_buffer_;
  std::string text_buffer_;
  std::vector<std::size_t> ends_;
  std::string_view local_name_;
  std::vector<XmlAttribute> attributes_;
};

// A reader per document: Xerces never frees the names it has seen, so that a reused one would grow for ever.
void run_parser(std::string_view bytes, std::size_t start, Bridge& bridge) {
  const std::unique_ptr<xerces::SAX2XMLReader> reader(xerces::XMLReaderFactory::createXMLReader());
  // Xerces counts &lt; and its like as expansions too. A document without DTD cannot have more of them than this.
  constexpr std::size_t kShortestReference = std::string_view("&lt;").size();
  xerces::SecurityManager security;
  security.setEntityExpansionLimit(bytes.size() / kShortestReference + 1);
  // The scanner that checks well-formedness and nothing else: no schema, no grammar.
  reader->setProperty(xerces::XMLUni::fgXercesScannerName, const_cast<XMLCh*>(xerces::XMLUni::fgWFXMLScanner));
  reader->setProperty(xerces::XMLUni::fgXercesSecurityManager, &security);
  reader->setFeature(xerces::XMLUni::fgSAX2CoreNameSpaces, true);
  reader->setFeature(xerces::XMLUni::fgSAX2CoreValidation, false);
  reader->setFeature(xerces::XMLUni::fgXercesSchema, false);
  reader->setFeature(xerces::XMLUni::fgXercesLoadExternalDTD, false);
  reader->setFeature(xerces::XMLUni::fgXercesDisableDefaultEntityResolution, true);
  reader->setFeature(xerces::XMLUni::fgXercesCalculateSrcOfs, true);
  reader->setContentHandler(&bridge);
  reader->setLexicalHandler(&bridge);
  reader->setErrorHandler(&bridge);
  bridge.read_from(*reader);
  const std::string_view body = bytes.substr(start);
  xerces::MemBufInputSource source(reinterpret_cast<const XMLByte*>(body.data()), body.size(), "document");
  source.setCopyBufToStream(false);
  source.setEncoding(xerces::XMLUni::fgUTF8EncodingString);
  reader->parse(source);
}

bool unreadable(Issues& issues) {
  issues.error("xml-syntax", "", "The document could not be read as XML.");
  return false;
}

}  // namespace

void xml_platform_start() {
  static std::once_flag started;
  std::call_once(started, [] {
    setenv("XERCES_DISABLE_DTD", "1", 1);
    xerces::XMLPlatformUtils::Initialize();
  });
}

bool parse_xml(std::string_view bytes, XmlHandler& handler, Issues& issues, const ReadLimits& limits) {
  if (bytes.size() > limits.bytes_max) {
    issues.error("limit-bytes", "", "The document is larger than this system accepts. Send it in parts.");
    return false;
  }
  std::size_t start = 0;
  if (!check_xml_prolog(bytes, start, issues)) return false;
  Bridge bridge(bytes, start, handler, issues, limits);
  // None of Xerces' exceptions derives from std::exception.
  try {
    run_parser(bytes, start, bridge);
    return !bridge.stopped();
  } catch (const ParseStopped&) {
    return false;
  } catch (const xerces::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xerces::SAXException&) {
    return unreadable(issues);
  } catch (const xerces::XMLException&) {
    return unreadable(issues);
  }
}

}  // namespace careway::fhir
