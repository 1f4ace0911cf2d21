#ifndef ORDER_AUDIT_CLIBXML2_H
#define ORDER_AUDIT_CLIBXML2_H
#include <iconv.h>
#include <libxml/xmlversion.h>
// Where libxml2 is built with ICU its headers would bring ICU's, which clash with those of Swift's
// Foundation. The members that this leaves out stand at the end of structures that libxml2
// allocates.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlerror.h>
#include <libxml/encoding.h>

// A push parser that reports to `handler` and never loads anything: no network, no recovery, no
// entity substitution, and no encoding but UTF-8, because exports are transcoded before they get
// here.
static inline xmlParserCtxtPtr order_audit_xml_open(xmlSAXHandlerPtr handler, void *state) {
  xmlParserCtxtPtr context = xmlCreatePushParserCtxt(handler, state, NULL, 0, NULL);
  if (context == NULL) return NULL;
  int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC;
#if LIBXML_VERSION >= 21300
  options |= XML_PARSE_NO_XXE;
#endif
  xmlCtxtUseOptions(context, options);
  return context;
}

// Makes the parser begin a new document; its dictionary, and so every interned name, stays.
static inline int order_audit_xml_restart(xmlParserCtxtPtr context) {
  int result = xmlCtxtResetPush(context, NULL, 0, NULL, NULL);
#if LIBXML_VERSION < 21200
  context->nsNr = 0;
#endif
  return result;
}

// Bytes from the start of the document to `place`; -1 when it does not point into the input.
static inline long order_audit_xml_offset(xmlParserCtxtPtr context, const xmlChar *place) {
  xmlParserInputPtr input = context->input;
  if (input == NULL || place < input->base || place > input->end) return -1;
  return (long)input->consumed + (long)(place - input->base);
}

// Bytes from the start of the document to where the parser reads; -1 after it was stopped.
static inline long order_audit_xml_current(xmlParserCtxtPtr context) {
  if (context->input == NULL) return -1;
  return order_audit_xml_offset(context, context->input->cur);
}

// Stops the parser: no further event comes.
static inline void order_audit_xml_stop(xmlParserCtxtPtr context) { xmlStopParser(context); }

#endif
