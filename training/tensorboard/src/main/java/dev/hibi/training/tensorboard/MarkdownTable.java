package dev.hibi.training.tensorboard;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table in Markdown; what is put in a cell is shown as it is. */
final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();

  MarkdownTable(List<String> header) {
    line(header.stream().map(MarkdownTable::escape).toList());
    line(Collections.nCopies(header.size(), "---"));
  }

  MarkdownTable(String... header) {
    this(List.of(header));
  }

  MarkdownTable row(Object... cells) {
    line(Arrays.stream(cells).map(cell -> escape(cell.toString())).toList());
    return this;
  }

  private void line(List<String> cells) {
    text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Markdown's signs as character references, which no table or emphasis is made of. */
  private static String escape(String cell) {
    StringBuilder escaped = new StringBuilder();
    cell.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                escaped.append(' ');
              } else if (c < 128 && "\\`*_{}[]<>()#+-!|&~:".indexOf(c) >= 0) {
                escaped.append(String.format(Locale.ROOT, "&#%d;", c));
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
