package dev.hibi.cli.train;

import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.HeatScale;
import dev.hibi.model.Classifier;
import dev.hibi.model.OrdinaryPatches;
import dev.hibi.model.scoring.PatchMap;
import dev.hibi.report.PictureOverlay;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A heat map that is laid over its picture: the distance of a place from ordinary ones by one scale
 * for all pictures, with the threshold in its middle. The scale itself is drawn below.
 *
 * @param map of the picture
 * @param threshold distance in the middle of the scale
 * @param edge in pixels at which the model has seen the picture
 */
record HeatPicture(PatchMap map, double threshold, int edge) {
  /** Of the threshold, where the scale begins and ends. */
  static final double LOW = 0.5;

  static final double HIGH = 1.5;

  private static final int MOST = 1024; // pixels of the longer edge
  private static final int SCALE = 12; // pixels that it is high

  /**
   * Draws a model's map over each image.
   *
   * @throws IllegalStateException if the model has no maps
   */
  static PictureOverlay by(Classifier classifier) {
    OrdinaryPatches patches = classifier.patches();
    int edge = classifier.imageSpec().size();
    return image -> new HeatPicture(patches.map(image), patches.threshold(), edge).over(image);
  }

  /** The picture, no larger than 1,024 pixels, with the map over it and the scale below. */
  BufferedImage over(RgbImage image) {
    double shrink = Math.min(1, MOST / (double) Math.max(image.width(), image.height()));
    int width = Math.max(1, (int) Math.round(image.width() * shrink));
    int height = Math.max(1, (int) Math.round(image.height() * shrink));
    BufferedImage picture = new BufferedImage(width, height + SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image.resize(width, height).toBufferedImage(), 0, 0, null);
      graphics.drawImage(heat(), 0, 0, width, height, null);
      drawScale(graphics, width, height);
    } finally {
      graphics.dispose();
    }
    return picture;
  }

  /** As large as the model has seen the picture. */
  private BufferedImage heat() {
    float[] distances = map.enlarged(edge, edge);
    BufferedImage heat = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < distances.length; i++) {
      double place = (distances[i] / threshold - LOW) / (HIGH - LOW);
      heat.setRGB(i % edge, i / edge, HeatScale.over(place));
    }
    return heat;
  }

  private static void drawScale(Graphics2D graphics, int width, int top) {
    for (int x = 0; x < width; x++) {
      graphics.setColor(new Color(HeatScale.colour((x + 0.5) / width)));
      graphics.fillRect(x, top, 1, SCALE);
    }
    graphics.setColor(Color.BLACK);
    graphics.fillRect(width / 2, top, 1, SCALE);
  }
}
