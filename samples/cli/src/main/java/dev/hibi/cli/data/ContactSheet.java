package dev.hibi.cli.data;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** A picture of samples: each row one, as it is and as it is prepared in some epochs. */
final class ContactSheet {
  private static final int GAP = 6;
  private static final int CAPTION = 18;
  private static final int FONT_SIZE = 12;

  /** Fits an array of the JDK. */
  private static final int MOST_PIXELS = Integer.MAX_VALUE;

  private final ZipImageFolder data;
  private final int rows;
  private final int epochs;
  private final int edge;

  ContactSheet(ZipImageFolder data, int rows, int epochs, int edge) {
    this.data = data;
    this.rows = rows;
    this.epochs = epochs;
    this.edge = edge;
  }

  /** Fails with {@link IllegalArgumentException} if the picture would be too large. */
  BufferedImage draw() throws IOException {
    long columns = epochs + 1L;
    checkSize(
        columns * (edge + GAP) + 2 * GAP, CAPTION + (long) rows * (edge + GAP + CAPTION) + GAP);
    int width = (epochs + 1) * (edge + GAP) + 2 * GAP;
    int height = CAPTION + rows * (edge + GAP + CAPTION) + GAP;
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      graphics.setColor(Color.BLACK);
      graphics.drawString("as it is", GAP, CAPTION - GAP);
      for (int epoch = 0; epoch < epochs; epoch++) {
        graphics.drawString("epoch " + (epoch + 1), left(epoch + 1), CAPTION - GAP);
      }
      for (int row = 0; row < rows; row++) {
        drawRow(graphics, row, row * data.size() / rows);
      }
    } finally {
      graphics.dispose();
    }
    return sheet;
  }

  private static void checkSize(long width, long height) {
    if (width > MOST_PIXELS / height) {
      throw new IllegalArgumentException(
          "bad size of the sheet: expected at most %d pixels, found %d x %d"
              .formatted(MOST_PIXELS, width, height));
    }
  }

  private int left(int column) {
    return GAP + column * (edge + GAP) + (column > 0 ? GAP : 0);
  }

  private void drawRow(Graphics2D graphics, int row, long sample) throws IOException {
    int top = CAPTION + row * (edge + GAP + CAPTION);
    draw(graphics, data.image(sample).resize(edge, edge), 0, top);
    for (int epoch = 0; epoch < epochs; epoch++) {
      draw(graphics, data.forEpoch(epoch).prepared(sample), epoch + 1, top);
    }
    String name = data.labels().name(data.label(sample));
    graphics.drawString(
        name + "   " + data.sample(sample).entry(), GAP, top + edge + CAPTION - GAP);
  }

  private void draw(Graphics2D graphics, RgbImage image, int column, int top) {
    graphics.drawImage(image.toBufferedImage(), left(column), top, null);
  }
}
