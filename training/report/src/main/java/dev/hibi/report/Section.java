package dev.hibi.report;

import java.io.IOException;

/** A part of a page, with a heading that the page's contents lead to. */
interface Section {
  /** What its address ends in, unique on a page. */
  String id();

  Wording title();

  /** Writes what stands below the heading. */
  void writeTo(Page page) throws IOException;
}
