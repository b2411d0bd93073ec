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
import javax.imageio.ImageIO;

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
    BufferedImage wall = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = wall.createGraphics();
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.fillRect(0, 0, SIDE, SIDE);
    graphics.setColor(Color.BLACK);
    graphics.fillRect(x, y, 64, 64);
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(wall, "png", file);
    return file.toByteArray();
  }
}
