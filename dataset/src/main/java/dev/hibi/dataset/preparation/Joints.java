package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.random.RandomGenerator;

/** {@link Augmentation#joints}. */
record Joints(double probability) implements PixelAugmentation {
  private static final double MIN_COURSE = 0.16;
  private static final double MAX_COURSE = 0.6;
  private static final double MIN_RATIO = 1.8;
  private static final double MAX_RATIO = 3.2;
  private static final double MIN_WIDTH = 0.06;
  private static final double MAX_WIDTH = 0.16;
  private static final double LEAST_WIDTH = 0.012;
  private static final double MAX_TILT = 8;
  private static final double MIN_MORTAR = 0.5;
  private static final double MAX_MORTAR = 1.35;
  private static final double MAX_SHADE = 0.5;
  private static final double MIN_SOFTNESS = 0.004;
  private static final double MAX_SOFTNESS = 0.012;
  private static final double MIN_WAVER = 0.02;
  private static final double MAX_WAVER = 0.14;
  private static final double BRICKS_DIFFER = 0.15;

  /* Lengths are in edges of the image; those of joints in heights of a course; the tilt is in
   * degrees. What is drawn is a factor for each pixel and channel: the photograph's own detail,
   * cracks too, lies on bricks and mortar alike. */

  Joints {
    AugmentationRange.check("probability of joints", probability, 0, 1);
  }

  @Override
  public Change drawChange(RandomGenerator random) {
    Wall wall = new Wall(random);
    return (pixels, offset, size, scratch) -> wall.lay(pixels, offset, size);
  }

  /** One wall in running bond, with everything random in it decided. */
  private static final class Wall {
    private static final int BRICKS = 64;

    /** Points of a waver's table, over what a tilted square can reach to either side. */
    private static final int WAVERS = 512;

    private static final double REACH = 0.75;

    /** Courses and bricks before the first one that is seen, so that their numbers are positive. */
    private static final int BEFORE = 64;

    private final float course;
    private final float length;
    private final float halfWidth;
    private final float cos;
    private final float sin;
    private final float firstCourse;
    private final float firstBrick;
    private final float[] tint = new float[3];
    private final float mortar;
    private final float shade;
    private final float softness;
    private final float[] bricks = new float[BRICKS];
    private final float[] levelWaver;
    private final float[] uprightWaver;

    Wall(RandomGenerator random) {
      double share = SampleRandom.uniform(random, 0, 1);
      double height = MIN_COURSE * StrictMath.pow(MAX_COURSE / MIN_COURSE, share);
      double ratio = SampleRandom.uniform(random, MIN_RATIO, MAX_RATIO);
      double width = height * SampleRandom.uniform(random, MIN_WIDTH, MAX_WIDTH);
      width = Math.max(LEAST_WIDTH, width);
      double angle = Math.toRadians(SampleRandom.uniform(random, -MAX_TILT, MAX_TILT));
      angle += random.nextLong() < 0 ? Math.PI / 2 : 0;
      course = (float) height;
      length = (float) (height * ratio);
      halfWidth = (float) (width / 2);
      cos = (float) StrictMath.cos(angle);
      sin = (float) StrictMath.sin(angle);
      firstCourse = (float) SampleRandom.uniform(random, 0, 1);
      firstBrick = (float) SampleRandom.uniform(random, 0, 1);
      drawColors(random);
      mortar = (float) SampleRandom.uniform(random, MIN_MORTAR, MAX_MORTAR);
      shade = (float) SampleRandom.uniform(random, 0, MAX_SHADE);
      softness = (float) SampleRandom.uniform(random, MIN_SOFTNESS, MAX_SOFTNESS);
      double waver = width / 2 * SampleRandom.uniform(random, MIN_WAVER, MAX_WAVER);
      levelWaver = waver(waver, random);
      uprightWaver = waver(waver, random);
    }

    /** From the photograph's own colour to that of burnt clay, no two bricks alike. */
    private void drawColors(RandomGenerator random) {
      double red = SampleRandom.uniform(random, 0.8, 1.1);
      double green = red * SampleRandom.uniform(random, 0.6, 1);
      double blue = green * SampleRandom.uniform(random, 0.75, 1);
      double strength = SampleRandom.uniform(random, 0, 1);
      tint[0] = (float) (1 + (red - 1) * strength);
      tint[1] = (float) (1 + (green - 1) * strength);
      tint[2] = (float) (1 + (blue - 1) * strength);
      for (int i = 0; i < BRICKS; i++) {
        bricks[i] = (float) SampleRandom.uniform(random, 1 - BRICKS_DIFFER, 1 + BRICKS_DIFFER);
      }
    }

    /** How far a joint's middle lies off its straight line, along it. */
    private static float[] waver(double amplitude, RandomGenerator random) {
      double slow = SampleRandom.uniform(random, 0, 2 * Math.PI);
      double fast = SampleRandom.uniform(random, 0, 2 * Math.PI);
      float[] table = new float[WAVERS];
      for (int i = 0; i < WAVERS; i++) {
        double along = (2.0 * i / WAVERS - 1) * REACH;
        double sum = StrictMath.sin(13 * along + slow) + StrictMath.sin(37 * along + fast);
        table[i] = (float) (amplitude * sum);
      }
      return table;
    }

    private static float at(float[] waver, float along) {
      return waver[(int) ((along / (float) REACH + 1) * (WAVERS / 2))];
    }

    /** What is left of it below the lower edge of a brick. */
    private float light(float fromMiddle, float soft) {
      float depth = 1 - Math.abs(fromMiddle) / (0.6f * halfWidth + soft);
      return 1 - shade * Math.max(0, depth);
    }

    void lay(float[] pixels, int offset, int size) {
      float soft = Math.max(softness, 1f / size);
      float perSoft = 1 / soft;
      float perCourse = 1 / course;
      float perBrick = 1 / length;
      float step = 1f / size;
      for (int y = 0, p = offset; y < size; y++) {
        float down = (y + 0.5f) * step - 0.5f;
        for (int x = 0; x < size; x++, p += 3) {
          float right = (x + 0.5f) * step - 0.5f;
          float along = right * cos + down * sin;
          float across = down * cos - right * sin;
          float row = (across + at(levelWaver, along)) * perCourse + firstCourse + BEFORE;
          int courseNumber = (int) row;
          float shift = firstBrick + BEFORE + (courseNumber & 1) * 0.5f; // half a brick: the bond
          float column = (along + at(uprightWaver, across)) * perBrick + shift;
          int brickNumber = (int) column;
          float above = (row - courseNumber) * course;
          float left = (column - brickNumber) * length;
          float level = Math.min(above, course - above);
          float upright = Math.min(left, length - left);
          boolean underBrick = level <= upright && above > course / 2;
          float light = underBrick ? light(level - halfWidth + soft, soft) : 1;
          float inside = (Math.min(level, upright) - halfWidth) * perSoft + 0.5f;
          float brick = Math.max(0, Math.min(1, inside)) * light;
          float rest = (light - brick) * mortar;
          brick *= bricks[(courseNumber * 7 + brickNumber * 3) % BRICKS];
          for (int c = 0; c < 3; c++) {
            pixels[p + c] = Math.min(1, pixels[p + c] * (brick * tint[c] + rest));
          }
        }
      }
    }
  }

  @Override
  public Preparation.Augmentation description() {
    return Preparation.Augmentation.of("joints")
        .with("probability", probability)
        .with("minCourse", MIN_COURSE)
        .with("maxCourse", MAX_COURSE)
        .with("minRatio", MIN_RATIO)
        .with("maxRatio", MAX_RATIO)
        .with("minWidth", MIN_WIDTH)
        .with("maxWidth", MAX_WIDTH)
        .with("leastWidth", LEAST_WIDTH)
        .with("maxTilt", MAX_TILT)
        .with("minMortar", MIN_MORTAR)
        .with("maxMortar", MAX_MORTAR)
        .with("maxShade", MAX_SHADE)
        .with("minSoftness", MIN_SOFTNESS)
        .with("maxSoftness", MAX_SOFTNESS)
        .with("minWaver", MIN_WAVER)
        .with("maxWaver", MAX_WAVER)
        .with("bricksDiffer", BRICKS_DIFFER);
  }

  @Override
  public String toString() {
    return "joints(" + probability + ")";
  }
}
