#include "xml_parser.h"

#include <dlfcn.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdlib.h>

// 2.14 changed the binary interface, and the name with it.
#if LIBXML_VERSION >= 21400
#define LIBRARY_NAME "libxml2.so.16"
#else
#define LIBRARY_NAME "libxml2.so.2"
#endif

struct xml_parser {
  xmlParserCtxtPtr context;
  xml_parser_events events;
  void *state;
};

// The functions in use, as the library gives them.
static struct {
  __typeof__(&xmlInitParser) init;
  __typeof__(&xmlCreatePushParserCtxt) create;
  __typeof__(&xmlCtxtUseOptions) use_options;
  __typeof__(&xmlFreeParserCtxt) destroy;
  __typeof__(&xmlCtxtResetPush) reset;
  __typeof__(&xmlParseChunk) parse;
  __typeof__(&xmlStopParser) stop;
  __typeof__(&xmlDictLookup) intern;
  const char *missing;
} library;

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void load_function(void *handle, const char *name, void **function) {
  *function = dlsym(handle, name);
  if (*function == NULL) library.missing = LIBRARY_NAME " is not the one of the build";
}

static void load_library(void) {
  void *handle = dlopen(LIBRARY_NAME, RTLD_LAZY | RTLD_LOCAL);
  if (handle == NULL) {
    library.missing = LIBRARY_NAME ", which reads XML, cannot be loaded";
    return;
  }
  load_function(handle, "xmlInitParser", (void **)&library.init);
  load_function(handle, "xmlCreatePushParserCtxt", (void **)&library.create);
  load_function(handle, "xmlCtxtUseOptions", (void **)&library.use_options);
  load_function(handle, "xmlFreeParserCtxt", (void **)&library.destroy);
  load_function(handle, "xmlCtxtResetPush", (void **)&library.reset);
  load_function(handle, "xmlParseChunk", (void **)&library.parse);
  load_function(handle, "xmlStopParser", (void **)&library.stop);
  load_function(handle, "xmlDictLookup", (void **)&library.intern);
  // The library wants one call before the first parser on any thread.
  if (library.missing == NULL) library.init();
}

const char *xml_parser_missing(void) {
  pthread_once(&library_once, load_library);
  return library.missing;
}

static void on_start_element(void *user, const xmlChar *name, const xmlChar *prefix,
                             const xmlChar *uri, int namespaces, const xmlChar **namespace,
                             int attributes, int defaulted, const xmlChar **attribute) {
  (void)prefix, (void)uri, (void)namespace, (void)defaulted;
  const xml_parser *parser = user;
  parser->events.start_element(parser->state, name, namespaces, attributes, attribute);
}

static void on_end_element(void *user, const xmlChar *name, const xmlChar *prefix,
                           const xmlChar *uri) {
  (void)name, (void)prefix, (void)uri;
  const xml_parser *parser = user;
  parser->events.end_element(parser->state);
}

static void on_text(void *user, const xmlChar *bytes, int count) {
  const xml_parser *parser = user;
  parser->events.text(parser->state, bytes, count);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system) {
  (void)name, (void)external, (void)system;
  const xml_parser *parser = user;
  parser->events.doctype(parser->state);
}

#if LIBXML_VERSION >= 21200
static void on_error(void *user, const xmlError *error) {
#else
static void on_error(void *user, xmlErrorPtr error) {
#endif
  const xml_parser *parser = user;
  if (error != NULL && error->level == XML_ERR_FATAL) {
    parser->events.fault(parser->state, error->message);
  }
}

static xmlSAXHandler handler(const xml_parser_events *events) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC};
  if (events->start_element != NULL) handler.startElementNs = on_start_element;
  if (events->end_element != NULL) handler.endElementNs = on_end_element;
  if (events->text != NULL) {
    handler.characters = on_text;
    // The same function: the parser then does not ask itself which white space can be ignored.
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
  }
  if (events->doctype != NULL) handler.internalSubset = on_doctype;
  if (events->fault != NULL) handler.serror = on_error;
  return handler;
}

xml_parser *xml_parser_create(const xml_parser_events *events, void *state) {
  if (xml_parser_missing() != NULL) return NULL;
  xml_parser *parser = malloc(sizeof *parser);
  if (parser == NULL) return NULL;
  *parser = (xml_parser){.events = *events, .state = state};
  xmlSAXHandler sax = handler(events);
  parser->context = library.create(&sax, parser, NULL, 0, NULL);
  if (parser->context == NULL) {
    free(parser);
    return NULL;
  }
  int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC;
#if LIBXML_VERSION >= 21300
  options |= XML_PARSE_NO_XXE;
#endif
  library.use_options(parser->context, options);
  return parser;
}

void xml_parser_destroy(xml_parser *parser) {
  if (parser == NULL) return;
  library.destroy(parser->context);
  free(parser);
}

void xml_parser_restart(xml_parser *parser) {
  library.reset(parser->context, NULL, 0, NULL, NULL);
#if LIBXML_VERSION < 21200
  parser->context->nsNr = 0;
#endif
}

void xml_parser_parse(xml_parser *parser, const unsigned char *bytes, int count, bool is_end) {
  library.parse(parser->context, (const char *)bytes, count, is_end);
}

void xml_parser_stop(xml_parser *parser) { library.stop(parser->context); }

const unsigned char *xml_parser_intern(xml_parser *parser, const unsigned char *name, int count) {
  return library.intern(parser->context->dict, name, count);
}

long xml_parser_offset(const xml_parser *parser, const unsigned char *place) {
  const xmlParserInput *input = parser->context->input;
  if (input == NULL || place < input->base || place > input->end) return -1;
  return (long)input->consumed + (long)(place - input->base);
}

long xml_parser_current(const xml_parser *parser) {
  if (parser->context->input == NULL) return -1;
  return xml_parser_offset(parser, parser->context->input->cur);
}
