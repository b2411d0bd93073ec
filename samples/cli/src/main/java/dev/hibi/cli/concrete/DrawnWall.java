package dev.hibi.cli.concrete;

import dev.hibi.cli.concrete.Coverage.Dot;
import dev.hibi.image.RgbImage;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/**
 * A photograph of a wall of 1,000 x 800 pixels of which it is known where it is cracked: of the
 * ground and the cracks that {@link DrawnConcrete} draws into pictures of 96 pixels, three of them
 * long, none near another.
 *
 * @param photo of the wall
 * @param cracks one after the other
 */
public record DrawnWall(RgbImage photo, List<Gap> cracks) {
  private static final int SIDE = 1_000;
  private static final int HEIGHT = 800;

  /** Of a picture of 96 pixels, in units of the wall's side. */
  private static final float PX = DrawnArchive.PICTURE_SIZE * Surface.PX / SIDE;

  /**
   * A crack.
   *
   * @param pixels of it, x then y
   * @param box around them
   */
  public record Gap(List<int[]> pixels, Rectangle box) {}

  /** Draws one. */
  public static DrawnWall draw(long seed) {
    Dice dice = new Dice(seed, 77);
    Surface wall = new Surface(SIDE);
    float pictures = SIDE / (float) DrawnArchive.PICTURE_SIZE;
    LatticeNoise cloud = new LatticeNoise((int) dice.bits());
    float scale = dice.between(3, 9) * pictures;
    float strength = dice.between(0.06f, 0.2f);
    wall.lighten((x, y) -> strength * cloud.octaves(x * scale, y * scale, 4));
    wall.darken(spots(dice, 800, 4), dice.between(0.04f, 0.15f));
    wall.darken(spots(dice, 300, 2.4f), dice.between(0.25f, 0.5f));
    List<Gap> cracks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Coverage gap = new Coverage(SIDE);
      float x = dice.between(0.05f, 0.1f) + 0.32f * i;
      gap.path(walk(dice, new Dot(x, dice.between(0.1f, 0.3f), dice.between(1.8f, 4) * PX)), 0);
      wall.darken(gap, dice.between(0.55f, 0.85f));
      cracks.add(gap(gap));
    }
    wall.sand(new LatticeNoise((int) dice.bits()), dice.between(0.01f, 0.05f));
    RgbImage square = wall.photograph(dice.between(125, 205), dice.between(-0.5f, 1), 0);
    return new DrawnWall(square.crop(0, 0, SIDE, HEIGHT), cracks);
  }

  private static Coverage spots(Dice dice, int count, float thickest) {
    Coverage spots = new Coverage(SIDE);
    for (int i = 0; i < count; i++) {
      float width = dice.between(0.8f, thickest) * PX;
      spots.spot(new Dot(dice.between(0, 1), dice.between(0, 1), width), PX);
    }
    return spots;
  }

  /** Down and to the right, kinked as {@link Crack} is. */
  private static List<Dot> walk(Dice dice, Dot start) {
    List<Dot> path = new ArrayList<>(List.of(start));
    float jag = dice.between(0.85f, 1.2f);
    float course = dice.between(0.9f, 1.5f);
    float length = dice.between(0.25f, 0.4f);
    float swing = 0;
    Dot at = start;
    for (float gone = 0; gone < length; ) {
      float step = Math.max(dice.between(2, 5) * PX, 1.2f * start.width());
      course += dice.between(-0.05f, 0.05f);
      swing = jag * dice.between(-1, 1) + 0.1f * swing;
      at =
          new Dot(
              at.x() + step * (float) StrictMath.cos(course + swing),
              at.y() + step * (float) StrictMath.sin(course + swing),
              start.width() * dice.between(0.65f, 1.35f));
      path.add(at);
      gone += step;
    }
    return path;
  }

  private static Gap gap(Coverage coverage) {
    List<int[]> pixels = new ArrayList<>();
    Rectangle box = new Rectangle(-1, -1);
    for (int i = 0; i < SIDE * HEIGHT; i++) {
      if (coverage.share()[i] > 0.5f) {
        pixels.add(new int[] {i % SIDE, i / SIDE});
        box.add(new Rectangle(i % SIDE, i / SIDE, 1, 1));
      }
    }
    return new Gap(pixels, box);
  }
}
