package dev.hibi.tensorboard;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix as a picture: rows are true classes, columns predicted ones; a cell is the
 * darker the greater its share of the row, and says count and share where there is room. Names that
 * are wider than a column stand upright.
 */
final class ConfusionMatrixFigure {
  private static final int TARGET = 480;
  private static final int MAX_SIDE = 2_000; // of all cells; of 1 pixel each if they are more
  private static final int MIN_CELL = 10; // where there is room for it; none smaller has a name
  private static final int MAX_CELL = 120;
  private static final int CELL_FOR_SHARES = 44;
  private static final int CELL_FOR_GAPS = 5;
  private static final int TEXT = 15;
  private static final int PAD = 8;
  private static final int MAX_LABEL = 160;

  private static final int BLACK = 0x202020;
  private static final int WHITE = 0xffffff;
  private static final int LIGHT = 0xf2f6fb;
  private static final int DARK = 0x08306b;

  /** Up to this share black is the better read, above it white. */
  private static final double BLACK_INK = 0.6;

  private final List<String> labels;
  private final long[][] counts;
  private final Lettering text;
  private final int cell;
  private final int labelWidth;
  private final boolean upright;
  private final boolean numbers;
  private final int left;
  private final int top;

  private ConfusionMatrixFigure(List<String> labels, long[][] counts, boolean fonts) {
    this.labels = labels;
    this.counts = counts;
    this.cell = cell(labels.size());
    int size = Math.max(MIN_CELL, Math.min(TEXT, cell));
    this.text = fonts ? new Lettering(size) : new Lettering(size, false);
    int widest = cell < MIN_CELL ? 0 : labels.stream().mapToInt(text::width).max().getAsInt();
    this.upright = widest > cell - 4;
    this.labelWidth = Math.min(MAX_LABEL, Math.max(widest, text.width("true")));
    this.numbers = cell > 2 * PAD && widestNumber() <= cell - 4;
    this.left = PAD + labelWidth + PAD;
    this.top = 2 * PAD + TEXT + (upright ? labelWidth : TEXT);
  }

  private static int cell(int classes) {
    int smallest = Math.max(1, Math.min(MIN_CELL, MAX_SIDE / classes));
    return Math.max(smallest, Math.min(MAX_CELL, TARGET / classes));
  }

  private int widestNumber() {
    return Arrays.stream(counts)
        .flatMapToLong(Arrays::stream)
        .distinct()
        .mapToInt(count -> text.width(shortNumber(count)))
        .max()
        .getAsInt();
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
    text.draw(image, "true", PAD, top - PAD / 2 - TEXT, BLACK);
    text.draw(image, "predicted", left, PAD, BLACK);
    for (int row = 0; row < classes; row++) {
      if (cell >= MIN_CELL) {
        drawLabels(image, row);
      }
      double sum = Arrays.stream(counts[row]).asDoubleStream().sum();
      for (int column = 0; column < classes; column++) {
        drawCell(image, row, column, sum);
      }
    }
    return image;
  }

  /** A class's name beside its row and above its column. */
  private void drawLabels(BufferedImage image, int index) {
    String label = text.fit(labels.get(index), labelWidth);
    int middle = index * cell + cell / 2;
    int x = PAD + labelWidth - text.width(label);
    text.draw(image, label, x, top + middle - text.height() / 2, BLACK);
    if (upright) {
      text.drawUpright(image, label, left + middle - text.height() / 2, top - PAD / 2, BLACK);
    } else {
      text.drawCentered(image, label, left + middle, top - PAD / 2 - TEXT / 2, BLACK);
    }
  }

  private void drawCell(BufferedImage image, int row, int column, double sum) {
    long count = counts[row][column];
    double share = sum == 0 ? 0 : count / sum;
    int x = left + column * cell;
    int y = top + row * cell;
    int side = cell < CELL_FOR_GAPS ? cell : cell - 1;
    fill(image, x, y, side, side, mix(share));
    if (!numbers) {
      return;
    }
    int ink = share > BLACK_INK ? WHITE : BLACK;
    int middle = x + cell / 2;
    boolean shares = cell >= CELL_FOR_SHARES;
    text.drawCentered(image, number(count), middle, y + cell / 2 - (shares ? TEXT / 2 : 0), ink);
    if (shares) {
      String percent = String.format(Locale.ROOT, "%.1f%%", 100 * share);
      text.drawCentered(image, percent, middle, y + cell / 2 + TEXT / 2 + 1, ink);
    }
  }

  /** All digits if they fit: a number must not lose some as a name may. */
  private String number(long count) {
    String digits = Long.toString(count);
    return text.width(digits) <= cell - 4 ? digits : shortNumber(count);
  }

  /** Three digits, rounded down: 999, 1.23k, 12.3M. */
  static String shortNumber(long count) {
    if (count < 1_000) {
      return Long.toString(count);
    }
    long unit = 1;
    int power = -1;
    while (count / unit >= 1_000) {
      unit *= 1_000;
      power++;
    }
    long whole = count / unit;
    int decimals = whole >= 100 ? 0 : whole >= 10 ? 1 : 2;
    String fraction = Long.toString(count % unit + unit).substring(1, 1 + decimals);
    return whole + (decimals > 0 ? "." : "") + fraction + "kMGTPE".charAt(power);
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
