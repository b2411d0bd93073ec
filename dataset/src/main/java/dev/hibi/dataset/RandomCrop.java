package dev.hibi.dataset;

import dev.hibi.RgbImage;
import java.util.random.RandomGenerator;

/** A rectangle of 80 to 100 % of an image's area, in pixels. */
record RandomCrop(int x, int y, int width, int height) {
  private static final double MIN_AREA = 0.8;

  static RandomCrop draw(int imageWidth, int imageHeight, RandomGenerator random) {
    double area = SampleRandom.uniform(random, MIN_AREA, 1);
    // Up to here neither side exceeds the image's. StrictMath: the same on every machine.
    double stretch = StrictMath.pow(area, SampleRandom.uniform(random, -1, 1));
    int width = side(imageWidth, StrictMath.sqrt(area * stretch));
    int height = side(imageHeight, StrictMath.sqrt(area / stretch));
    int x = (int) SampleRandom.uniform(random, 0, imageWidth - width + 1);
    int y = (int) SampleRandom.uniform(random, 0, imageHeight - height + 1);
    return new RandomCrop(x, y, width, height);
  }

  private static int side(int whole, double fraction) {
    return Math.max(1, Math.min(whole, (int) Math.round(whole * fraction)));
  }

  RgbImage of(RgbImage image) {
    return image.crop(x, y, width, height);
  }
}
