package dev.hibi.report;

import dev.hibi.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/**
 * A picture as a page holds it.
 *
 * @param width in pixels
 * @param height in pixels
 * @param address a {@code data:} URI of a JPEG file
 */
record Picture(int width, int height, String address) {

  /**
   * A photograph.
   *
   * @param edge pixels that its longer side has at most
   */
  static Picture of(RgbImage image, int edge) throws IOException {
    int[] size = fitting(image.width(), image.height(), edge);
    return jpeg(image.resize(size[0], size[1]).toBufferedImage());
  }

  /**
   * A drawing over one.
   *
   * @param edge pixels that its longer side has at most
   */
  static Picture of(BufferedImage image, int edge) throws IOException {
    int[] size = fitting(image.getWidth(), image.getHeight(), edge);
    return image.getWidth() > edge || image.getHeight() > edge
        ? of(RgbImage.of(image), edge)
        : jpeg(opaque(image, size[0], size[1]));
  }

  private static int[] fitting(int width, int height, int edge) {
    double scale = Math.min(1, edge / (double) Math.max(width, height));
    return new int[] {
      Math.max(1, (int) Math.round(width * scale)), Math.max(1, (int) Math.round(height * scale))
    };
  }

  /** JPEG knows no transparency. */
  private static BufferedImage opaque(BufferedImage image, int width, int height) {
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  private static Picture jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "jpg", file)) {
      throw new IOException("no writer: expected one of JPEG, found none");
    }
    return new Picture(
        image.getWidth(),
        image.getHeight(),
        "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(file.toByteArray()));
  }

  /** What it takes of a page. */
  int byteCount() {
    return address.length();
  }
}
