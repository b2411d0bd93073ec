package dev.hibi.inspection;

import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.HomeRows;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Features of walls: the first column tells cracks, the second what wall it is, and is half a crack
 * where the head has seen one wall alone; the others are noise.
 */
final class DrawnSite {
  static final int WIDTH = 6;

  private DrawnSite() {}

  /** Rows of home, half of them cracked, that stand for more images. */
  static HomeRows home(int rows, long each) {
    SiteImages images = images(rows / 2, rows / 2, 0, 1);
    return new HomeRows(images.features(), images.labels(), List.of(each, each));
  }

  /**
   * Images of a wall, two tiles a photograph, uncracked ones first.
   *
   * @param wall how far it is from home
   */
  static SiteImages images(int sound, int cracked, double wall, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(sound + cracked) * WIDTH];
    List<Integer> labels = new ArrayList<>();
    List<String> units = new ArrayList<>();
    for (int i = 0; i < sound + cracked; i++) {
      int label = i < sound ? 0 : 1;
      for (int column = 0; column < WIDTH; column++) {
        values[i * WIDTH + column] = (float) random.nextGaussian();
      }
      values[i * WIDTH] += (float) (2.5 * label + wall / 2);
      values[i * WIDTH + 1] += (float) wall;
      labels.add(label);
      units.add("photograph " + i / 2);
    }
    return new SiteImages(FeatureRows.of(values, WIDTH), labels, units, Unit.PHOTOGRAPH);
  }
}
