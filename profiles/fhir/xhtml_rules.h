#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careway::fhir {

/// What is wrong with a narrative, or may be.
struct XhtmlProblem {
  enum class Kind : std::uint8_t {
    not_well_formed,        ///< no XML that can be read; nothing behind it was looked at
    not_one_div,            ///< the outermost element is no div, or it is not alone
    wrong_namespace,        ///< the div is not in XHTML's namespace, or something inside declares another one
    element_not_allowed,    ///< outside the subset of R4 section 2.4.0
    attribute_not_allowed,  ///< the same
    link_empty,             ///< an href or src without content
    space_attribute,        ///< xml:space: legal and of no use
  };
  Kind kind = Kind::not_well_formed;
  std::string_view name;  ///< of the element or attribute, a view of the div
};

/// A link or picture of a narrative.
struct XhtmlLink {
  std::string_view target;  ///< raw bytes of href or src
  bool is_picture = false;
};

/// A div directly inside the outermost one that says its language.
struct XhtmlSection {
  std::string_view lang;
  std::string_view xml_lang;
};

/// What a narrative holds. Views of the div.
struct XhtmlFacts {
  std::vector<XhtmlProblem> problems;
  bool has_content = false;           ///< text that is not white space, or a picture
  std::vector<std::string_view> ids;  ///< values of id, and of name at an a: what a link can lead to
  std::vector<std::string_view> class_tokens;
  std::vector<XhtmlLink> links;
  std::string_view lang;  ///< of the outermost div
  std::string_view xml_lang;
  std::vector<XhtmlSection> sections;
  bool has_content_outside_sections = false;
};

/// Reads the div of a narrative (text.div as it stands in the tree) and notes everything that R4 section 2.4.0 speaks
/// of: XHTML basic formatting, lists, tables, links and pictures; no scripts, forms, frames, objects or event
/// attributes. Pure; never fails; the cost grows with the bytes.
XhtmlFacts read_xhtml(std::string_view div);

/// FHIRPath htmlChecks(): the div is well-formed and within the subset (R4 txt-1).
bool is_narrative_subset(std::string_view div);
/// The narrative has some content that is not white space (R4 txt-2).
bool has_narrative_content(std::string_view div);

}  // namespace careway::fhir
