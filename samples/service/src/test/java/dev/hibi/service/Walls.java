package dev.hibi.service;

import dev.hibi.ClassLabels;
import dev.hibi.image.RgbImage;
import dev.hibi.model.Classification;
import dev.hibi.model.ImageClassifier;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures of which a classifier without a model knows the dark ones as cracked. */
final class Walls {
  private static final int SIDE = 200;

  private Walls() {}

  /** The darker the mean, the surer. */
  static ImageClassifier classifier() {
    ClassLabels labels = ClassLabels.of("N", "P");
    return ImageClassifier.of(
        labels, image -> Classification.ofLogits(labels, 0, (128 - mean(image)) / 16));
  }

  private static float mean(RgbImage image) {
    long sum = 0;
    for (byte value : image.pixels()) {
      sum += value & 0xFF;
    }
    return sum / (float) image.pixels().length;
  }

  /** Of 200 pixels, light, with a dark square of 64 at a place. */
  static byte[] png(int x, int y) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(wall(SIDE, BufferedImage.TYPE_INT_RGB, x, y), "png", file);
    return file.toByteArray();
  }

  /**
   * The same with more pixels, as a compressed TIFF of red, green, blue and alpha: of such a one
   * fewer pixels than of others are decoded as a whole, but it is read by rows.
   */
  static byte[] tiff(int side, int x, int y) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionType("LZW");
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      BufferedImage wall = wall(side, BufferedImage.TYPE_4BYTE_ABGR, x, y);
      writer.write(null, new IIOImage(wall, null, null), how);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private static BufferedImage wall(int side, int type, int x, int y) {
    BufferedImage wall = new BufferedImage(side, side, type);
    Graphics2D graphics = wall.createGraphics();
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.fillRect(0, 0, side, side);
    graphics.setColor(Color.BLACK);
    graphics.fillRect(x, y, 64, 64);
    graphics.dispose();
    return wall;
  }
}
