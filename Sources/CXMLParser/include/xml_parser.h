// Push parsers of libxml2, which is loaded for the first of them.
//
// libxml2 brings four more libraries: to load and relocate all of them took 1 of 12 ms of a run
// over one order, in any format. So the program is not linked to it; it is looked for when it is
// needed, under the name that goes with the headers of the build.
#ifndef ORDER_AUDIT_XML_PARSER_H
#define ORDER_AUDIT_XML_PARSER_H

// Documents are converted to UTF-8 before they are parsed.
#include <iconv.h>
#include <stdbool.h>

typedef struct xml_parser xml_parser;

// What a parser reports to, each with the state that the parser was made with; NULL where an event
// is not wanted. Names are interned: equal ones have equal addresses.
typedef struct {
  // An element begins: its local name, how many namespaces it declares, and its attributes, five
  // addresses for each: local name, prefix, namespace, and where the value begins and ends.
  void (*start_element)(void *state, const unsigned char *name, int namespaces, int attributes,
                        const unsigned char **attribute);
  void (*end_element)(void *state);
  // Text, in as many pieces as the parser likes.
  void (*text)(void *state, const unsigned char *bytes, int count);
  void (*doctype)(void *state);
  // The document is not well-formed; in English.
  void (*fault)(void *state, const char *message);
} xml_parser_events;

// Why there can be no parser, in English; NULL where there can. May be called from any thread; the
// text stays.
const char *xml_parser_missing(void);

// A parser that never loads anything: no network, no recovery, no entity substitution, and no
// encoding but UTF-8. NULL where libxml2 is missing or memory ran out; what follows wants a parser.
xml_parser *xml_parser_create(const xml_parser_events *events, void *state);

// `parser` may be NULL.
void xml_parser_destroy(xml_parser *parser);

// Makes the parser begin a new document; interned names stay.
void xml_parser_restart(xml_parser *parser);

// Parses more bytes.
void xml_parser_parse(xml_parser *parser, const unsigned char *bytes, int count, bool is_end);

// Stops the parser: no further event comes.
void xml_parser_stop(xml_parser *parser);

// A name as the parser interns it; NULL where memory ran out.
const unsigned char *xml_parser_intern(xml_parser *parser, const unsigned char *name, int count);

// Bytes from the start of the document to `place`; -1 where it does not point into the input.
long xml_parser_offset(const xml_parser *parser, const unsigned char *place);

// Bytes from the start of the document to where the parser reads; -1 after it was stopped.
long xml_parser_current(const xml_parser *parser);

#endif
