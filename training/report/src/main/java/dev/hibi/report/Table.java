package dev.hibi.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table; the first cell of a row is its heading. Not thread-safe. */
final class Table {
  private final String caption;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();
  private boolean hidesCaption;

  /** A column, with the style of what it holds. */
  private record Column(String name, String style) {
    static Column of(String name) {
      return switch (name.charAt(0)) {
        case '#' -> new Column(name.substring(1), "n");
        case '~' -> new Column(name.substring(1), "w");
        default -> new Column(name, "t");
      };
    }
  }

  private Table(String caption, List<Column> columns) {
    this.caption = caption;
    this.columns = columns;
  }

  /**
   * A table without rows.
   *
   * @param columns names; one that begins with # is of numbers, one with ~ of sentences
   */
  static Table of(String caption, String... columns) {
    return new Table(caption, Arrays.stream(columns).map(Column::of).toList());
  }

  /** The same, whose caption is for screen readers alone. */
  Table hidingCaption() {
    hidesCaption = true;
    return this;
  }

  Table row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "bad row: expected %d cells, found %d (%s)"
              .formatted(columns.size(), cells.length, caption));
    }
    rows.add(List.of(cells));
    return this;
  }

  Table row(String... cells) {
    return row(Arrays.stream(cells).map(Cell::of).toArray(Cell[]::new));
  }

  void writeTo(Markup out) {
    out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption)
        .open("table")
        .leaf("caption", caption, "class", hidesCaption ? "unseen" : "seen")
        .open("thead")
        .open("tr");
    columns.forEach(
        column -> out.leaf("th", column.name(), "scope", "col", "class", column.style()));
    out.close().closeLine().open("tbody");
    for (List<Cell> row : rows) {
      out.open("tr");
      for (int i = 0; i < row.size(); i++) {
        String style = columns.get(i).style();
        if (i == 0) {
          out.open("th", "scope", "row", "class", style);
        } else {
          out.open("td", "class", style);
        }
        row.get(i).writeTo(out);
        out.close();
      }
      out.closeLine();
    }
    out.close().close().closeLine();
  }
}
