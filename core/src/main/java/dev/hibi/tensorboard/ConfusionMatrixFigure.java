package dev.hibi.tensorboard;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix as a picture: rows are true classes, columns predicted ones; a cell is the
 * darker the greater its share of the row, and says count and share where there is room.
 */
final class ConfusionMatrixFigure {
  private static final int TARGET = 480;
  private static final int MIN_CELL = 10;
  private static final int MAX_CELL = 120;
  private static final int CELL_FOR_NUMBERS = 44;
  private static final int TEXT = 15;
  private static final int PAD = 8;
  private static final int MAX_LABEL = 160;

  private static final int BLACK = 0x202020;
  private static final int WHITE = 0xffffff;
  private static final int LIGHT = 0xf2f6fb;
  private static final int DARK = 0x08306b;

  private final List<String> labels;
  private final long[][] counts;
  private final Lettering text;
  private final int cell;
  private final int labelWidth;
  private final int left;
  private final int top;

  private ConfusionMatrixFigure(List<String> labels, long[][] counts, boolean fonts) {
    this.labels = labels;
    this.counts = counts;
    this.cell = Math.max(MIN_CELL, Math.min(MAX_CELL, TARGET / labels.size()));
    this.text =
        fonts ? new Lettering(Math.min(TEXT, cell)) : new Lettering(Math.min(TEXT, cell), false);
    int widest = labels.stream().mapToInt(text::width).max().getAsInt();
    this.labelWidth = Math.min(MAX_LABEL, widest);
    this.left = PAD + labelWidth + PAD;
    this.top = 2 * PAD + 2 * TEXT;
  }

  /**
   * Draws a matrix.
   *
   * @throws IllegalArgumentException if there is no class, or not a row and a column for each, or a
   *     negative count
   */
  static SummaryImage draw(List<String> labels, long[][] counts) {
    return draw(labels, counts, true);
  }

  /** With letters of pixels if the fonts of the system are not wanted. */
  static SummaryImage draw(List<String> labels, long[][] counts, boolean fonts) {
    check(labels, counts);
    return SummaryImage.of(new ConfusionMatrixFigure(labels, counts, fonts).draw());
  }

  private static void check(List<String> labels, long[][] counts) {
    int classes = labels.size();
    boolean square = counts.length == classes && classes > 0;
    for (long[] row : counts) {
      square &= row.length == classes;
    }
    if (!square) {
      throw new IllegalArgumentException(
          "bad confusion matrix: expected a row and a column for each class, at least 1, found %d rows of %s and %d classes"
              .formatted(
                  counts.length,
                  Arrays.toString(Arrays.stream(counts).mapToInt(row -> row.length).toArray()),
                  classes));
    }
    for (long[] row : counts) {
      for (long count : row) {
        if (count < 0) {
          throw new IllegalArgumentException(
              "bad confusion matrix: expected counts of at least 0, found " + count);
        }
      }
    }
  }

  private BufferedImage draw() {
    int classes = labels.size();
    int width = left + Math.max(classes * cell, text.width("predicted")) + PAD;
    int height = top + classes * cell + PAD;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(image, 0, 0, width, height, WHITE);
    text.draw(image, "true", PAD, PAD + TEXT + PAD / 2, BLACK);
    text.draw(image, "predicted", left, PAD, BLACK);
    for (int row = 0; row < classes; row++) {
      int middle = top + row * cell + cell / 2;
      String label = text.fit(labels.get(row), labelWidth);
      text.draw(
          image, label, PAD + labelWidth - text.width(label), middle - text.height() / 2, BLACK);
      drawColumnLabel(image, row);
      for (int column = 0; column < classes; column++) {
        drawCell(image, row, column);
      }
    }
    return image;
  }

  /** Where columns are narrow, only as much of the name as fits. */
  private void drawColumnLabel(BufferedImage image, int column) {
    if (cell < CELL_FOR_NUMBERS) {
      return;
    }
    String label = text.fit(labels.get(column), cell - 2);
    int x = left + column * cell + cell / 2;
    text.drawCentered(image, label, x, PAD + TEXT + PAD / 2 + TEXT / 2, BLACK);
  }

  private void drawCell(BufferedImage image, int row, int column) {
    long count = counts[row][column];
    double sum = Arrays.stream(counts[row]).asDoubleStream().sum();
    double share = sum == 0 ? 0 : count / sum;
    int x = left + column * cell;
    int y = top + row * cell;
    fill(image, x, y, cell - 1, cell - 1, mix(share));
    if (cell < CELL_FOR_NUMBERS) {
      return;
    }
    int ink = share > 0.5 ? WHITE : BLACK;
    int middle = x + cell / 2;
    text.drawCentered(
        image, text.fit(number(count), cell - 4), middle, y + cell / 2 - TEXT / 2, ink);
    String percent = String.format(Locale.ROOT, "%.1f%%", 100 * share);
    text.drawCentered(image, percent, middle, y + cell / 2 + TEXT / 2 + 1, ink);
  }

  private static String number(long count) {
    if (count < 1_000_000) {
      return Long.toString(count);
    }
    return String.format(Locale.ROOT, "%.2g", (double) count);
  }

  private static int mix(double share) {
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int light = LIGHT >> shift & 0xff;
      int dark = DARK >> shift & 0xff;
      color |= (int) Math.round(light + (dark - light) * share) << shift;
    }
    return color;
  }

  private static void fill(BufferedImage image, int left, int top, int width, int height, int rgb) {
    int[] row = new int[width];
    Arrays.fill(row, rgb);
    for (int y = top; y < top + height; y++) {
      image.setRGB(left, y, width, 1, row, 0, width);
    }
  }
}
