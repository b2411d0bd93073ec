package dev.hibi.cli.concrete;

import dev.hibi.cli.concrete.Coverage.Dot;
import java.util.ArrayList;
import java.util.List;

/**
 * A crack: a jagged random walk across the wall, of varying width and depth, often with branches.
 * Its kinks, two pixels and more at 64x64, are what tells it from the straight and the smoothly
 * bent lines that every wall has.
 */
final class Crack {
  private static final float PX = Surface.PX;

  /** A shorter way through the picture than this is walked anew. */
  private static final float SHORTEST = 0.5f;

  private static final float PI = (float) Math.PI;

  private final Dice dice;
  private final float width;
  private final float jag;
  private final float persistence;

  private Crack(Dice dice) {
    this.dice = dice;
    // Thin ones are common, as on walls.
    float thickness = dice.between(0, 1);
    this.width = (1.4f + 3 * thickness * thickness) * PX;
    this.jag = dice.between(0.85f, 1.2f);
    this.persistence = dice.between(-0.5f, 0.3f);
  }

  /** Breaks the wall. */
  static void open(Surface wall, Dice dice) {
    new Crack(dice).open(wall);
  }

  private void open(Surface wall) {
    List<Dot> trunk = trunk();
    List<List<Dot>> paths = new ArrayList<>(List.of(trunk));
    for (int i = dice.from(0, 3); i > 0; i--) {
      paths.add(branch(trunk));
    }
    Coverage gap = new Coverage(wall.size());
    Coverage rim = new Coverage(wall.size());
    float side = dice.sign() * (0.6f * width + 0.4f * PX);
    for (List<Dot> path : paths) {
      gap.path(path, 0);
      rim.path(path.stream().map(d -> new Dot(d.x() + side, d.y() - side, PX)).toList(), PX);
    }
    wall.darken(rim, -dice.between(0, 0.12f));
    wall.darken(gap, dice.between(width < 2 * PX ? 0.6f : 0.45f, 0.85f));
  }

  /** From an edge of the picture inwards, long enough to be seen. */
  private List<Dot> trunk() {
    while (true) {
      float along = dice.between(0.2f, 0.8f);
      int edge = dice.from(0, 3);
      float x = edge == 0 ? 0 : edge == 1 ? 1 : along;
      float y = edge == 2 ? 0 : edge == 3 ? 1 : along;
      float inwards = edge == 0 ? 0 : edge == 1 ? PI : edge == 2 ? PI / 2 : -PI / 2;
      float heading = inwards + dice.between(-0.6f, 0.6f);
      List<Dot> path = walk(new Dot(x, y, width), heading, dice.between(0.6f, 1.4f));
      Dot end = path.get(path.size() - 1);
      float dx = end.x() - x;
      float dy = end.y() - y;
      if (dx * dx + dy * dy > SHORTEST * SHORTEST) {
        return path;
      }
    }
  }

  private List<Dot> branch(List<Dot> trunk) {
    int at = dice.from(trunk.size() / 5, trunk.size() * 4 / 5);
    Dot fork = trunk.get(at);
    Dot next = trunk.get(at + 1);
    float ahead = (float) StrictMath.atan2(next.y() - fork.y(), next.x() - fork.x());
    float heading = ahead + dice.sign() * dice.between(0.5f, 1.1f);
    Dot start = new Dot(fork.x(), fork.y(), Math.max(PX, 0.7f * fork.width()));
    return walk(start, heading, dice.between(0.2f, 0.5f));
  }

  /** Steps whose heading swings about a slowly turning course, until the length or the edge. */
  private List<Dot> walk(Dot start, float heading, float length) {
    List<Dot> path = new ArrayList<>(List.of(start));
    float course = heading;
    float swing = 0;
    Dot at = start;
    for (float gone = 0; gone < length && isInside(at); ) {
      // Kinks shorter than the crack is wide would drown in it.
      float step = Math.max(dice.between(2, 5) * PX, 1.2f * start.width());
      course += dice.between(-0.12f, 0.12f);
      swing = jag * dice.between(-1, 1) + persistence * swing;
      float taper = Math.min(1, 0.45f + 2 * (length - gone));
      at =
          new Dot(
              at.x() + step * (float) StrictMath.cos(course + swing),
              at.y() + step * (float) StrictMath.sin(course + swing),
              Math.max(0.9f * PX, start.width() * taper * dice.between(0.65f, 1.35f)));
      path.add(at);
      gone += step;
    }
    return path;
  }

  private static boolean isInside(Dot dot) {
    return dot.x() >= 0 && dot.x() <= 1 && dot.y() >= 0 && dot.y() <= 1;
  }
}
