package dev.hibi.tensorboard;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A curve over a logarithmic axis as a picture of 720 by 440 pixels, with ticks and names on both
 * axes. Immutable.
 *
 * <pre>{@code
 * byte[] png =
 *     CurveFigure.of("learning rate", "loss", rates, smoothed)
 *         .faint(losses)
 *         .marked(42, "0.0012")
 *         .draw()
 *         .png();
 * }</pre>
 */
public final class CurveFigure {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final int PAD = 12;
  private static final int TEXT = 15;
  private static final int TICK = 5;
  private static final int TICKS = 6;

  private static final int BLACK = 0x202020;
  private static final int WHITE = 0xffffff;
  private static final int GRID = 0xe6e6e6;
  private static final int FAINT = 0xb8cbe0;
  private static final int CURVE = 0x08519c;
  private static final int MARK = 0xd94801;

  private final String xName;
  private final String yName;
  private final double[] xs;
  private final double[] ys;
  private final double[] faint;
  private final int marked; // beyond the last point for none
  private final String label;

  private CurveFigure(
      String xName,
      String yName,
      double[] xs,
      double[] ys,
      double[] faint,
      int marked,
      String label) {
    this.xName = xName;
    this.yName = yName;
    this.xs = xs;
    this.ys = ys;
    this.faint = faint;
    this.marked = marked;
    this.label = label;
  }

  /**
   * A figure of a curve.
   *
   * @param xName of the logarithmic axis
   * @param yName of the other
   * @param xs ascending and above 0, at least two; copied
   * @param ys as many, finite; copied
   * @throws IllegalArgumentException if they are not so
   */
  public static CurveFigure of(String xName, String yName, double[] xs, double[] ys) {
    for (int i = 0; i < xs.length; i++) {
      if (!(xs[i] > (i == 0 ? 0 : xs[i - 1])) || Double.isInfinite(xs[i])) {
        throw new IllegalArgumentException(
            "bad curve: expected ascending numbers above 0, found " + Arrays.toString(xs));
      }
    }
    if (xs.length < 2 || ys.length != xs.length || !Arrays.stream(ys).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "bad curve: expected two points and more, finite and as many of both axes, found %d and %s"
              .formatted(xs.length, Arrays.toString(ys)));
    }
    return new CurveFigure(xName, yName, xs.clone(), ys.clone(), new double[0], xs.length, "");
  }

  /**
   * With another curve behind it, which may leave the picture.
   *
   * @param values one for each point, finite or not; copied
   * @throws IllegalArgumentException if there are fewer or more
   */
  public CurveFigure faint(double[] values) {
    if (values.length != xs.length) {
      throw new IllegalArgumentException(
          "bad curve: expected %d values, found %d".formatted(xs.length, values.length));
    }
    return new CurveFigure(xName, yName, xs, ys, values.clone(), marked, label);
  }

  /**
   * With a mark.
   *
   * @param point its index
   * @param text beside it
   * @throws IndexOutOfBoundsException if there is no such point
   */
  public CurveFigure marked(int point, String text) {
    return new CurveFigure(xName, yName, xs, ys, faint, Objects.checkIndex(point, xs.length), text);
  }

  /** The picture. */
  public SummaryImage draw() {
    return draw(new Lettering(TEXT));
  }

  /** With letters of pixels if the fonts of the system are not wanted. */
  SummaryImage draw(Lettering text) {
    return SummaryImage.of(new Drawing(text).draw());
  }

  /** A power of ten as people write it. */
  private static String power(int exponent) {
    return Math.abs(exponent) <= 3
        ? BigDecimal.ONE.scaleByPowerOfTen(exponent).toPlainString()
        : "1e" + exponent;
  }

  /** Where everything lies. */
  private final class Drawing {
    private final Lettering text;
    private final BufferedImage image =
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final double least;
    private final double most;
    private final double step;
    private final int left;
    private final int right = WIDTH - 2 * PAD;
    private final int top = PAD + TEXT + PAD;
    private final int bottom = HEIGHT - PAD - TEXT - PAD - TEXT - PAD;

    Drawing(Lettering text) {
      this.text = text;
      double low = Arrays.stream(ys).min().getAsDouble();
      double high = Arrays.stream(ys).max().getAsDouble();
      double margin = high > low ? (high - low) / 20 : Math.max(Math.abs(low) / 2, 0.5);
      this.least = low - margin;
      this.most = high + margin;
      this.step = niceStep((most - least) / TICKS);
      int widest = 0;
      for (double y = firstTick(); y <= most; y += step) {
        widest = Math.max(widest, text.width(number(y)));
      }
      this.left = PAD + widest + TICK + PAD / 2;
    }

    /** 1, 2 or 5 by a power of ten, at least as much. */
    private static double niceStep(double atLeast) {
      double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
      double share = atLeast / power;
      return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }

    private double firstTick() {
      return Math.ceil(least / step) * step;
    }

    private String number(double y) {
      int digits = (int) Math.max(0, -Math.floor(Math.log10(step)));
      return digits > 6 || Math.abs(y) >= 1e7
          ? String.format(Locale.ROOT, "%.2e", y)
          : BigDecimal.valueOf(y).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    private double column(double x) {
      double from = Math.log10(xs[0]);
      double to = Math.log10(xs[xs.length - 1]);
      return left + (Math.log10(x) - from) / (to - from) * (right - left);
    }

    private double row(double y) {
      return bottom - (y - least) / (most - least) * (bottom - top);
    }

    BufferedImage draw() {
      fill(0, 0, WIDTH, HEIGHT, WHITE);
      drawRows();
      drawColumns();
      fill(left, top, 1, bottom - top, BLACK);
      fill(left, bottom, right - left + 1, 1, BLACK);
      text.draw(image, yName, PAD, PAD, BLACK);
      text.drawCentered(image, xName, (left + right) / 2, HEIGHT - PAD - TEXT / 2, BLACK);
      if (faint.length > 0) {
        drawCurve(faint, 0.6, FAINT);
      }
      if (marked < xs.length) {
        drawMark();
      }
      drawCurve(ys, 1.2, CURVE);
      return image;
    }

    private void drawRows() {
      for (double y = firstTick(); y <= most; y += step) {
        int at = (int) Math.round(row(y));
        fill(left, at, right - left, 1, GRID);
        fill(left - TICK, at, TICK, 1, BLACK);
        String name = number(y);
        text.draw(image, name, left - TICK - PAD / 2 - text.width(name), at - TEXT / 2, BLACK);
      }
    }

    private void drawColumns() {
      int first = (int) Math.floor(Math.log10(xs[0]) + 1e-9);
      int last = (int) Math.ceil(Math.log10(xs[xs.length - 1]) - 1e-9);
      boolean few = last - first <= 2;
      for (int exponent = first; exponent <= last; exponent++) {
        for (int digit = 1; digit < 10; digit++) {
          double x = digit * Math.pow(10, exponent);
          int at = (int) Math.round(column(x));
          if (at < left || at > right) {
            continue;
          }
          boolean named = digit == 1 || (few && (digit == 2 || digit == 5));
          if (named) {
            fill(at, top, 1, bottom - top, GRID);
            String name = power(exponent).replaceFirst("1", String.valueOf(digit));
            text.drawCentered(image, name, at, bottom + TICK + PAD / 2 + TEXT / 2, BLACK);
          }
          fill(at, bottom, 1, named ? TICK : TICK / 2, BLACK);
        }
      }
    }

    private void drawMark() {
      int at = (int) Math.round(column(xs[marked]));
      for (int y = top; y < bottom; y += 6) {
        fill(at, y, 1, Math.min(3, bottom - y), MARK);
      }
      double x = column(xs[marked]);
      double y = row(ys[marked]);
      stroke(new double[] {x, x}, new double[] {y, y}, 5, MARK);
      int width = text.width(label);
      text.draw(image, label, Math.min(Math.max(left, at - width / 2), right - width), PAD, MARK);
    }

    private void drawCurve(double[] values, double halfWidth, int rgb) {
      double[] columns = Arrays.stream(xs).map(this::column).toArray();
      double[] rows = Arrays.stream(values).map(this::row).toArray();
      stroke(columns, rows, halfWidth, rgb);
    }

    /** Draws lines from point to point, smooth at their edges; what is no number breaks them. */
    private void stroke(double[] columns, double[] rows, double halfWidth, int rgb) {
      double[] cover = new double[WIDTH * HEIGHT]; // 0 to 1; a joint is not drawn twice
      for (int i = 1; i < columns.length; i++) {
        if (Double.isFinite(rows[i - 1]) && Double.isFinite(rows[i])) {
          cover(cover, columns[i - 1], rows[i - 1], columns[i], rows[i], halfWidth);
        }
      }
      for (int y = top; y < bottom; y++) {
        for (int x = left + 1; x < WIDTH; x++) {
          double share = cover[y * WIDTH + x];
          if (share > 0) {
            image.setRGB(x, y, mix(image.getRGB(x, y), rgb, share));
          }
        }
      }
    }

    /** A pixel is covered by as much as it lies nearer to the line than half its width. */
    private void cover(double[] cover, double x0, double y0, double x1, double y1, double half) {
      double length = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0);
      int upper = (int) Math.max(top, Math.min(y0, y1) - half - 1);
      int lower = (int) Math.min(bottom - 1, Math.max(y0, y1) + half + 1);
      int last = (int) Math.min(WIDTH - 1, Math.max(x0, x1) + half + 1);
      for (int y = upper; y <= lower; y++) {
        for (int x = (int) Math.max(left, Math.min(x0, x1) - half - 1); x <= last; x++) {
          double along = length == 0 ? 0 : ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length;
          double nearest = Math.max(0, Math.min(1, along));
          double distance = Math.hypot(x - x0 - nearest * (x1 - x0), y - y0 - nearest * (y1 - y0));
          double share = Math.max(0, Math.min(1, half + 0.5 - distance));
          cover[y * WIDTH + x] = Math.max(cover[y * WIDTH + x], share);
        }
      }
    }

    private static int mix(int under, int over, double share) {
      int color = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int below = under >> shift & 0xff;
        int above = over >> shift & 0xff;
        color |= (int) Math.round(below + (above - below) * share) << shift;
      }
      return color;
    }

    private void fill(int x, int y, int width, int height, int rgb) {
      for (int row = y; row < y + height; row++) {
        for (int at = x; at < x + width; at++) {
          image.setRGB(at, row, rgb);
        }
      }
    }
  }
}
