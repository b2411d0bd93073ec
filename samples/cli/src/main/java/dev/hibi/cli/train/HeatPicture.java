package dev.hibi.cli.train;

import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.HeatScale;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.model.OrdinaryPatches;
import dev.hibi.model.Verdict;
import dev.hibi.model.scoring.ActivationMap;
import dev.hibi.model.scoring.PatchMap;
import dev.hibi.report.PictureOverlay;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.DoubleUnaryOperator;

/**
 * A heat map that is laid over its picture, by one scale for all pictures, with the threshold in
 * its middle. The scale itself is drawn below. Of a model that was learnt from ordinary images
 * alone it is the distance of a place from these; of any other, what a place says of the class that
 * counts as crack ({@link ActivationMap}), or where none does of the one that was answered.
 */
final class HeatPicture {
  /** Of the threshold of distances, where the scale begins and ends. */
  private static final double LOW = 0.5;

  private static final double HIGH = 1.5;

  /** Log-odds from the threshold to an end of the scale. */
  private static final double REACH = 4;

  private static final int MOST = 1024; // pixels of the longer edge
  private static final int SCALE = 12; // pixels that it is high

  private final float[] values; // (edge, edge)
  private final int edge;
  private final DoubleUnaryOperator scale;

  private HeatPicture(float[] values, int edge, DoubleUnaryOperator scale) {
    this.values = values;
    this.edge = edge;
    this.scale = scale;
  }

  /**
   * Of distances.
   *
   * @param threshold distance in the middle of the scale
   * @param edge in pixels at which the model has seen the picture
   */
  static HeatPicture of(PatchMap map, double threshold, int edge) {
    return new HeatPicture(
        map.enlarged(edge, edge), edge, value -> (value / threshold - LOW) / (HIGH - LOW));
  }

  /**
   * Of what places say.
   *
   * @param label of which class, by its number
   * @param threshold a probability, in the middle of the scale
   * @param edge in pixels at which the model has seen the picture
   */
  static HeatPicture of(ActivationMap map, int label, double threshold, int edge) {
    double middle = Math.log(threshold / (1 - threshold));
    return new HeatPicture(
        map.logOdds(label, edge, edge), edge, value -> 0.5 + (value - middle) / (2 * REACH));
  }

  /** Draws a model's map over each image. */
  static PictureOverlay by(Classifier classifier) {
    int edge = classifier.imageSpec().size();
    if (classifier.description().patches().isPresent()) {
      OrdinaryPatches patches = classifier.patches();
      return image -> of(patches.map(image), patches.threshold(), edge).over(image);
    }
    return image -> {
      Classification answer = classifier.locate(image);
      String label = answer.verdict().map(Verdict::positive).orElse(answer.label());
      double threshold = answer.verdict().map(Verdict::threshold).orElse(0.5);
      return of(answer.map().orElseThrow(), classifier.labels().indexOf(label), threshold, edge)
          .over(image);
    };
  }

  /** What the colours of a model's maps mean, the same in all pictures. */
  static String legend(Classifier classifier) {
    if (classifier.description().patches().isPresent()) {
      return "clear: half the threshold of a patch and less; yellow: at it; red: one and a half"
          + " times and more";
    }
    return "clear: far below the threshold; yellow: at it; red: where the odds are %.0f times those"
        .formatted(Math.exp(REACH));
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
    BufferedImage heat = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < values.length; i++) {
      heat.setRGB(i % edge, i / edge, HeatScale.over(scale.applyAsDouble(values[i])));
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
