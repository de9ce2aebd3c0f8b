#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "profiles/fhir/xml_events.h"

namespace careway::fhir {

/// Checks narratives before they go out as they are: each must be one well-formed div element in the XHTML namespace,
/// with only XHTML inside and nothing around it, and need no declaration from outside: R4 section 2.4.0 without its
/// list of allowed elements. Gives the index of the first one that is not, or the number of narratives. One parse for
/// all, since a parser costs more than most narratives do.
std::size_t first_broken_narrative(std::span<const std::string_view> divs);

/// For a div cut out of a document that has been parsed: true when every prefix in it is declared in it, so that it can
/// be read alone and means the same there.
bool is_self_contained(std::string_view div);

/// Rebuilds a div from parser events, for the div whose bytes only make sense in their document.
class NarrativeText {
 public:
  void clear() { text_.clear(); }
  void start(std::string_view local_name, std::span<const XmlAttribute> attributes, bool is_outermost);
  void end(std::string_view local_name);
  void append(std::string_view text);
  void comment(std::string_view text);
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  void close_start_tag();
  std::string text_;
  bool in_start_tag_ = false;
};

}  // namespace careway::fhir
