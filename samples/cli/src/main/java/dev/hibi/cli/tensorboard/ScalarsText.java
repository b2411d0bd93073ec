package dev.hibi.cli.tensorboard;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.hibi.cli.console.ConsoleWriter;
import dev.hibi.tensorboard.RunEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Scalars as people and scripts read them. */
final class ScalarsText {
  private static final List<String> COLUMNS =
      List.of("run", "tag", "points", "first step", "last step", "last", "min", "max");

  /** Those of words; the others, of numbers, are aligned to the right. */
  private static final int WORDS = 2;

  private final PrintWriter out;
  private final PrintWriter programs;
  private final CsvWriter csv;
  private final List<List<String>> curves = new ArrayList<>();

  ScalarsText(PrintWriter out) {
    this.out = out;
    this.programs = ConsoleWriter.forPrograms(out);
    this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(programs);
  }

  void printHeader() {
    csv.writeRecord("run", "tag", "step", "wall_time", "value");
  }

  void print(String run, RunEvent.Scalar point) {
    csv.writeRecord(
        run,
        point.tag(),
        Long.toString(point.step()),
        point.wallTime().toString(),
        number(point.value()));
  }

  void flush() {
    try {
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    programs.flush();
  }

  /** Hands on what was printed; false if nobody takes it. */
  boolean isRead() {
    flush();
    return !programs.checkError();
  }

  /** Adds a line to the table: of a curve, its points by ascending step. */
  void addCurve(String run, List<RunEvent.Scalar> points) {
    RunEvent.Scalar first = points.get(0);
    RunEvent.Scalar last = points.get(points.size() - 1);
    float min = Float.NaN;
    float max = Float.NaN;
    for (RunEvent.Scalar point : points) {
      min = !(min <= point.value()) && !Float.isNaN(point.value()) ? point.value() : min;
      max = !(max >= point.value()) && !Float.isNaN(point.value()) ? point.value() : max;
    }
    curves.add(
        List.of(
            run,
            first.tag(),
            Integer.toString(points.size()),
            Long.toString(first.step()),
            Long.toString(last.step()),
            number(last.value()),
            number(min),
            number(max)));
  }

  void printTable() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(COLUMNS);
    lines.addAll(curves);
    int[] widths = new int[COLUMNS.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String spaces = " ".repeat(widths[i] - line.get(i).length());
        text.append(i < WORDS ? line.get(i) + spaces : spaces + line.get(i)).append("  ");
      }
      out.println(text.toString().stripTrailing());
    }
  }

  /**
   * The shortest text that is this float again. {@link Float#toString} of JDK 17 has a digit too
   * many for some.
   */
  static String number(float value) {
    String text = Float.toString(value);
    if (!Float.isFinite(value) || value == 0) {
      return text;
    }
    BigDecimal digits = new BigDecimal(text).stripTrailingZeros();
    for (int precision = digits.precision() - 1; precision > 0; precision--) {
      BigDecimal fewer = digits.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (Float.parseFloat(fewer.toString()) != value) {
        return text;
      }
      text = fewer.toString();
    }
    return text;
  }
}
