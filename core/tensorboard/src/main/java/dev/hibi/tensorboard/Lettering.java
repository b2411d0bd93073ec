package dev.hibi.tensorboard;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws lines of text into pictures: by the fonts of the system or, where there are none, as in
 * many containers, by letters of pixels.
 */
final class Lettering {
  private static final Logger LOG = LoggerFactory.getLogger(Lettering.class);
  private static final String DOTS = "...";

  private final int size;
  private final boolean fonts;

  /**
   * Lettering of a size.
   *
   * @param size of a line in pixels, at least 8
   */
  Lettering(int size) {
    this(size, FontsOfTheSystem.AVAILABLE);
  }

  Lettering(int size, boolean fonts) {
    this.size = size;
    this.fonts = fonts;
  }

  /** Whether Java can draw letters here; asked once. */
  private static final class FontsOfTheSystem {
    static final boolean AVAILABLE = tryOut();

    /**
     * Without fontconfig or fonts the JDK throws one thing or another, errors among them; with a
     * DISPLAY that is not there, or without what a desktop needs, it has no graphics at all.
     */
    private static boolean tryOut() {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      try {
        Graphics2D graphics = image.createGraphics();
        try {
          graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 8));
          graphics.drawString("A", 0, 8);
          return true;
        } finally {
          graphics.dispose();
        }
      } catch (RuntimeException | InternalError | LinkageError | AWTError e) {
        LOG.info("no fonts: text in pictures is drawn in letters of pixels", e);
        return false;
      }
    }
  }

  /** Pixels from the top of a line to its bottom. */
  int height() {
    return size;
  }

  /** Pixels of a line. */
  int width(String text) {
    if (!fonts) {
      return PixelFont.width(text, scale());
    }
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      return graphics.getFontMetrics(font()).stringWidth(text);
    } finally {
      graphics.dispose();
    }
  }

  /** The text, or as much of its end as a width has room for: a file's name matters more. */
  String fit(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    int from = 0;
    int to = text.length();
    while (from < to) { // the first place where the rest fits
      int middle = (from + to) / 2;
      if (width(DOTS + text.substring(middle)) <= width) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    boolean halved =
        from > 0 && from < text.length() && Character.isLowSurrogate(text.charAt(from));
    return DOTS + text.substring(halved ? from + 1 : from);
  }

  /** Draws a line with its upper left corner at a place. */
  void draw(BufferedImage image, String text, int left, int top, int rgb) {
    if (!fonts) {
      int below = Math.max(0, (size - PixelFont.height(scale())) / 2);
      PixelFont.draw(image, text, left, top + below, scale(), rgb);
      return;
    }
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setFont(font());
      graphics.setColor(new Color(rgb));
      FontMetrics metrics = graphics.getFontMetrics();
      int letters = metrics.getAscent() + metrics.getDescent();
      graphics.drawString(text, left, top + (size - letters) / 2 + metrics.getAscent());
    } finally {
      graphics.dispose();
    }
  }

  /** Draws a line that goes up, with its lower left corner at a place. */
  void drawUpright(BufferedImage image, String text, int left, int bottom, int rgb) {
    int length = Math.max(1, width(text));
    BufferedImage line = new BufferedImage(length, size, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < length; x++) {
      for (int y = 0; y < size; y++) {
        line.setRGB(x, y, image.getRGB(left + y, bottom - 1 - x));
      }
    }
    draw(line, text, 0, 0, rgb);
    for (int x = 0; x < length; x++) {
      for (int y = 0; y < size; y++) {
        image.setRGB(left + y, bottom - 1 - x, line.getRGB(x, y));
      }
    }
  }

  /** Draws a line around a point. */
  void drawCentered(BufferedImage image, String text, int x, int y, int rgb) {
    draw(image, text, x - width(text) / 2, y - size / 2, rgb);
  }

  private Font font() {
    return new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(6, size * 4 / 5));
  }

  private int scale() {
    return Math.max(1, size / 9);
  }
}
