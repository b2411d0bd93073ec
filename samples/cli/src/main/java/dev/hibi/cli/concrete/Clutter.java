package dev.hibi.cli.concrete;

import dev.hibi.cli.concrete.Coverage.Dot;
import java.util.ArrayList;
import java.util.List;

/**
 * What walls have besides cracks, with and without them: marks of the formwork, joints, tie holes,
 * scratches, cables, patches, shadows and stains. All of it is straight, round or smoothly bent,
 * and as dark as cracks are, so contrast alone tells nothing.
 */
final class Clutter {
  private static final float PX = Surface.PX;

  private final Surface wall;
  private final Dice dice;

  private Clutter(Surface wall, Dice dice) {
    this.wall = wall;
    this.dice = dice;
  }

  /** Puts so many things on the wall. */
  static void scatter(Surface wall, Dice dice, int count) {
    Clutter clutter = new Clutter(wall, dice);
    for (int i = 0; i < count; i++) {
      clutter.add();
    }
  }

  private void add() {
    switch (dice.from(0, 11)) {
      case 0, 1 -> formworkLine();
      case 2, 3 -> joint();
      case 4 -> tieHoles();
      case 5 -> scratches();
      case 6 -> cable();
      case 7 -> patch();
      case 8, 9 -> shadow();
      default -> stain();
    }
  }

  /** Where two boards met: a fine dark groove beside a light ridge. */
  private void formworkLine() {
    Line line = line();
    float width = dice.between(1, 2) * PX;
    drawLine(line.shifted(0.9f * width), width, -dice.between(0.05f, 0.15f));
    drawLine(line, width, dice.between(0.25f, 0.5f));
  }

  /** A wide groove between two slabs. */
  private void joint() {
    drawLine(line(), dice.between(2.5f, 5) * PX, dice.between(0.35f, 0.7f));
  }

  /** Round holes that the formwork's ties left. */
  private void tieHoles() {
    for (int i = dice.from(1, 2); i > 0; i--) {
      float radius = dice.between(2.5f, 6) * PX;
      float x = dice.between(0.1f, 0.9f);
      float y = dice.between(0.1f, 0.9f);
      Coverage rim = new Coverage(wall.size());
      rim.spot(new Dot(x, y, 2 * radius + 3 * PX), PX);
      wall.darken(rim, -dice.between(0.05f, 0.15f));
      Coverage hole = new Coverage(wall.size());
      hole.spot(new Dot(x, y, 2 * radius), PX);
      wall.darken(hole, dice.between(0.4f, 0.7f));
    }
  }

  /** Straight fine lines, some lighter and some darker than the wall. */
  private void scratches() {
    for (int i = dice.from(2, 5); i > 0; i--) {
      Coverage scratch = new Coverage(wall.size());
      float angle = dice.between(0, 2 * (float) Math.PI);
      float length = dice.between(0.2f, 0.6f);
      float x = dice.between(0, 1);
      float y = dice.between(0, 1);
      float endX = x + length * (float) StrictMath.cos(angle);
      float endY = y + length * (float) StrictMath.sin(angle);
      scratch.stroke(new Dot(x, y, PX), new Dot(endX, endY, PX), 0);
      wall.darken(
          scratch, dice.chance(0.5f) ? -dice.between(0.1f, 0.3f) : dice.between(0.2f, 0.4f));
    }
  }

  /** A cable, a hose or the shadow of one: a smooth bend from edge to edge. */
  private void cable() {
    Line line = line();
    float bow = dice.sign() * dice.between(0.1f, 0.45f);
    float width = dice.between(1.5f, 3.5f) * PX;
    List<Dot> bend = new ArrayList<>();
    for (int i = 0; i <= 48; i++) {
      float t = i / 48f;
      float off = bow * 4 * t * (1 - t) - bow / 2;
      bend.add(
          new Dot(
              line.fromX + t * (line.toX - line.fromX) + off * line.normalX(),
              line.fromY + t * (line.toY - line.fromY) + off * line.normalY(),
              width));
    }
    Coverage cable = new Coverage(wall.size());
    cable.path(bend, 1.5f * PX);
    wall.darken(cable, dice.between(0.3f, 0.6f));
  }

  /** A mended rectangle in another shade. */
  private void patch() {
    float left = dice.between(-0.2f, 0.7f);
    float top = dice.between(-0.2f, 0.7f);
    float right = left + dice.between(0.25f, 0.6f);
    float bottom = top + dice.between(0.25f, 0.6f);
    float tone = dice.sign() * dice.between(0.12f, 0.3f);
    wall.lighten((x, y) -> x > left && x < right && y > top && y < bottom ? tone : 0);
  }

  /** The soft straight edge of something that stands in the light. */
  private void shadow() {
    Line line = line();
    float soft = dice.between(2, 8) * PX;
    float depth = dice.between(0.2f, 0.5f);
    wall.lighten(
        (x, y) -> {
          float beyond = (x - line.fromX) * line.normalX() + (y - line.fromY) * line.normalY();
          return -depth * Math.min(1, Math.max(0, beyond / soft + 0.5f));
        });
  }

  /** Water, rust or oil: a smooth cloud. */
  private void stain() {
    LatticeNoise cloud = new LatticeNoise((int) dice.bits());
    float scale = dice.between(2, 4);
    float stretch = dice.between(0.3f, 1);
    float from = dice.between(-0.1f, 0.15f);
    wall.stain(
        (x, y) ->
            Math.min(1, Math.max(0, 3 * (cloud.octaves(x * scale, y * scale * stretch, 2) - from))),
        dice.between(0.15f, 0.45f),
        dice.between(-0.5f, 2.5f));
  }

  /** Through the picture from edge to edge, mostly near the horizontal or the vertical. */
  private Line line() {
    float tilt = dice.chance(0.7f) ? dice.between(-0.12f, 0.12f) : dice.between(-0.5f, 0.5f);
    float start = dice.between(0.1f, 0.9f);
    Line across = new Line(-0.1f, start - 0.5f * tilt, 1.1f, start + 0.5f * tilt);
    return dice.chance(0.5f) ? across : across.transposed();
  }

  private void drawLine(Line line, float width, float depth) {
    Coverage shape = new Coverage(wall.size());
    shape.stroke(new Dot(line.fromX, line.fromY, width), new Dot(line.toX, line.toY, width), 0);
    wall.darken(shape, depth);
  }

  /** Straight, in units of the picture's side. */
  private record Line(float fromX, float fromY, float toX, float toY) {
    Line transposed() {
      return new Line(fromY, fromX, toY, toX);
    }

    Line shifted(float by) {
      float dx = by * normalX();
      float dy = by * normalY();
      return new Line(fromX + dx, fromY + dy, toX + dx, toY + dy);
    }

    float normalX() {
      return (fromY - toY) / length();
    }

    float normalY() {
      return (toX - fromX) / length();
    }

    private float length() {
      float dx = toX - fromX;
      float dy = toY - fromY;
      return (float) Math.sqrt(dx * dx + dy * dy);
    }
  }
}
