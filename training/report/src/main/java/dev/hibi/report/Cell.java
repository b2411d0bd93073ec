package dev.hibi.report;

/** What stands in a table's cell. */
@FunctionalInterface
interface Cell {
  void writeTo(Markup out);

  static Cell of(String text) {
    return out -> out.text(text);
  }

  /** A name that people gave, whose direction of writing does not change what is around it. */
  static Cell name(String name) {
    return out -> out.leaf("bdi", Names.shown(name), "class", "name");
  }

  /** A value of a program, such as a digest. */
  static Cell code(String value) {
    return out -> out.leaf("code", Names.shown(value));
  }
}
