package dev.hibi.cli.concrete;

import dev.hibi.cli.concrete.Coverage.Dot;
import dev.hibi.image.RgbImage;

/**
 * Photographs of concrete that nobody took: drawn by arithmetic, for demonstrations and tests
 * without a data set.
 *
 * <p>Every picture has a ground of sand, pores and aggregate under uneven light, with some {@link
 * Clutter} on it; a cracked one has a {@link Crack} and a little less clutter. The two kinds are
 * alike in brightness and contrast and differ in the shape of their lines only.
 *
 * <p>A picture is a function of its arguments: equal arguments give equal bytes on every machine,
 * whatever the JDK, and the order of drawing doesn't matter. Thread-safe.
 */
final class DrawnConcrete {

  private DrawnConcrete() {}

  /**
   * Draws one picture.
   *
   * @param seed of the whole collection
   * @param index of the picture in the collection; pictures of different indexes have nothing in
   *     common, nor have the cracked and the sound one of the same index
   * @param cracked whether there is a crack
   * @param size edge of the square in pixels, at least 32; cracks are about 1.5 to 4 pixels wide at
   *     64 and grow in proportion
   * @throws IllegalArgumentException if the size is below 32
   */
  static RgbImage draw(long seed, int index, boolean cracked, int size) {
    if (size < 32) {
      throw new IllegalArgumentException("bad picture size: expected at least 32, found " + size);
    }
    Dice dice = new Dice(seed, index, cracked ? 1 : 0);
    Surface wall = new Surface(size);
    layGround(wall, dice);
    Clutter.scatter(wall, dice, dice.from(0, cracked ? 2 : 3));
    if (cracked) {
      Crack.open(wall, dice);
    }
    light(wall, dice);
    wall.sand(new LatticeNoise((int) dice.bits()), dice.between(0.01f, 0.05f));
    return wall.photograph(dice.between(115, 215), dice.between(-0.5f, 1), dice.between(-1, 1));
  }

  private static void layGround(Surface wall, Dice dice) {
    LatticeNoise cloud = new LatticeNoise((int) dice.bits());
    float scale = dice.between(3, 9);
    float strength = dice.between(0.06f, 0.24f);
    wall.lighten((x, y) -> strength * cloud.octaves(x * scale, y * scale, 4));
    int pebbles = dice.from(0, 40);
    float shade = dice.between(0.04f, 0.18f);
    for (int tone = -1; tone <= 1; tone += 2) {
      wall.darken(spots(wall, dice, pebbles / 2, 1, 4), tone * shade);
    }
    wall.darken(spots(wall, dice, dice.from(0, 14), 0.8f, 2.4f), dice.between(0.25f, 0.6f));
  }

  /** So many round spots anywhere, their widths in pixels at 64. */
  private static Coverage spots(
      Surface wall, Dice dice, int count, float thinnest, float thickest) {
    Coverage spots = new Coverage(wall.size());
    for (int i = 0; i < count; i++) {
      float width = dice.between(thinnest, thickest) * Surface.PX;
      spots.spot(new Dot(dice.between(0, 1), dice.between(0, 1), width), Surface.PX);
    }
    return spots;
  }

  /** Uneven light: a slope in any direction and darker corners. */
  private static void light(Surface wall, Dice dice) {
    float slopeX = dice.between(-0.3f, 0.3f);
    float slopeY = dice.between(-0.3f, 0.3f);
    float corners = dice.between(0, 0.25f);
    wall.lighten(
        (x, y) -> {
          float dx = x - 0.5f;
          float dy = y - 0.5f;
          return slopeX * dx + slopeY * dy - corners * (dx * dx + dy * dy);
        });
  }
}
