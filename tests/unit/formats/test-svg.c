/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-svg.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define OPEN "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 96 96\">"
#define GOOD \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n" OPEN \
  "<title>Тиек &amp; a note</title><desc>two hands</desc>" \
  "<style>.a { fill: url(#g); stroke: #123456 }</style>" \
  "<defs><linearGradient id=\"g\" gradientUnits=\"userSpaceOnUse\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient>" \
  "<path id=\"p\" d=\"M0 0h9v9z\"/></defs>" \
  "<g class=\"a\" transform=\"scale(2)\" style=\"fill:url( '#g' )\" aria-hidden=\"true\"><use href=\"#p\" xlink:href=\"#p\" x=\"3\"/>" \
  "<circle cx=\"1\" cy=\"2\" r=\"3\" fill=\"url(#g)\" id=\"fontaine\"/></g></svg>"

static void
assert_checked (const char *text, const char *codes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (text);

  g_assert_cmpint (birge_svg_check (bytes, "a.svg", problems), ==, *codes == '\0');
  assert_codes (problems, codes);
  assert_helpful (problems);
}

static void
test_lets_drawings_in (void)
{
  assert_checked (GOOD, "");
}

static void
test_refuses_all_that_acts_or_loads (void)
{
  static const struct {
    const char *inside;
    const char *codes;
  } bad[] = {
    { "<script>1</script>", "script" },
    { "<SCRIPT/>", "script" },
    { "<g onload=\"x\"/>", "event-handler" },
    { "<g OnClick=\"x\"/>", "event-handler" },
    { "<foreignObject/>", "element" },
    { "<image href=\"#a\"/>", "element" },
    { "<image xlink:href=\"data:image/png;base64,AA\"/>", "element reference" },
    { "<a href=\"https://example.org\"/>", "element reference" },
    { "<use href=\"other.svg#p\"/>", "reference" },
    { "<use href=\" #p\"/>", "reference" },
    { "<use xlink:href=\"javascript:1\"/>", "reference" },
    { "<g fill=\"url(https://example.org/a)\"/>", "reference" },
    { "<g fill=\"URL ( 'a.svg#g' )\"/>", "reference" },
    { "<g style=\"fill:url(//example.org)\"/>", "reference" },
    { "<g style=\"fill:u\\72l(//example.org)\"/>", "style" },
    { "<style>@import 'a.css';</style>", "style" },
    { "<style>.a{fill:ur<![CDATA[l(a.svg)]]>}</style>", "reference" },
    { "<style>.a{width:expression(1)}</style>", "style" },
    { "<animate attributeName=\"x\"/>", "element attribute" },
    { "<set/>", "element" },
    { "<filter/>", "element" },
    { "<svg:script xmlns:svg=\"http://www.w3.org/2000/svg\"/>", "element" },
    { "<g xmlns=\"http://www.w3.org/1999/xhtml\"/>", "not-svg" },
    { "<?xml-stylesheet href=\"a.css\"?>", "doctype" },
    { "<text>Hello</text>", "text" },
    { "<g font-family=\"Arial\"/>", "text" },
    { "<g style=\"font-family:Arial\"/>", "text" },
    { "<g data-x=\"1\"/>", "attribute" },
    { "<g>&unknown;</g>", "not-xml" },
    { "<g>", "not-xml" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strconcat (OPEN, bad[i].inside, "</svg>", NULL);

      assert_checked (text, bad[i].codes);
    }
}

static void
test_refuses_entities (void)
{
  assert_checked ("<!DOCTYPE svg [<!ENTITY a \"aaaa\">]>" OPEN "</svg>", "doctype");
  assert_checked ("<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" OPEN "<title>&a;</title></svg>", "doctype not-xml");
}

static void
test_refuses_what_is_no_picture (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) large = repeat (OPEN, "<g/>", BIRGE_SVG_MAX_BYTES + 1);
  g_autoptr(GBytes) deep = repeat (OPEN, "<g>", 1000);
  g_autoptr(GBytes) many = repeat (OPEN, "<g/>", 4 * 21000);

  assert_checked ("", "not-xml");
  assert_checked ("hello", "not-xml");
  assert_checked ("<html/>", "not-svg");
  assert_checked ("<svg viewBox=\"0 0 1 1\"/>", "not-svg");
  assert_checked ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "no-size");
  assert_checked ("\xff\xfe<svg/>", "invalid-utf8");
  g_assert_false (birge_svg_check (large, "a.svg", problems));
  g_assert_false (birge_svg_check (deep, "a.svg", problems));
  g_assert_false (birge_svg_check (many, "a.svg", problems));
  assert_codes (problems, "too-large too-complex too-complex");
}

static void
test_tells_the_line (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (OPEN "\n<g/>\n<script/>\n</svg>");

  g_assert_false (birge_svg_check (bytes, "a.svg", problems));
  g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, 3);
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();

  g_assert_cmpint (birge_svg_check (bytes, "a.svg", problems), ==, birge_problems_get_length (problems) == 0);
  assert_helpful (problems);
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) good = bytes_of (GOOD);

  feed_broken (good, swallow);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svg/lets-drawings-in", test_lets_drawings_in);
  g_test_add_func ("/svg/refuses-all-that-acts-or-loads", test_refuses_all_that_acts_or_loads);
  g_test_add_func ("/svg/refuses-entities", test_refuses_entities);
  g_test_add_func ("/svg/refuses-what-is-no-picture", test_refuses_what_is_no_picture);
  g_test_add_func ("/svg/tells-the-line", test_tells_the_line);
  g_test_add_func ("/svg/survives-damage", test_survives_damage);
  return g_test_run ();
}
