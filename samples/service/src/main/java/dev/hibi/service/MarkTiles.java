package dev.hibi.service;

import dev.hibi.inspection.scan.Outline;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.Region;
import dev.hibi.inspection.scan.ScoreField;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which tiles of a photograph show a region: each around the place of it that is sure most and that
 * no tile before shows, so that what raised the alarm is in the middle.
 */
final class MarkTiles {
  private static final int MOST = 16;

  private record Cell(int x, int y, double logOdds) {}

  private MarkTiles() {}

  static List<Rectangle> of(PhotoScan scan, Region region, int tile) {
    int edge = Math.min(tile, Math.min(scan.field().width(), scan.field().height()));
    List<Rectangle> tiles = new ArrayList<>();
    for (Cell cell : cells(scan.field(), region)) {
      if (tiles.stream().noneMatch(each -> each.contains(cell.x(), cell.y()))) {
        tiles.add(
            new Rectangle(
                start(cell.x(), edge, scan.field().width()),
                start(cell.y(), edge, scan.field().height()),
                edge,
                edge));
      }
      if (tiles.size() == MOST) {
        break;
      }
    }
    return tiles;
  }

  private static int start(int middle, int edge, int length) {
    return Math.max(0, Math.min(length - edge, middle - edge / 2));
  }

  private static List<Cell> cells(ScoreField field, Region region) {
    Path2D shape = shape(region);
    List<Cell> cells = new ArrayList<>();
    int size = field.cell();
    for (int y = region.y(); y < region.y() + region.height(); y += size) {
      for (int x = region.x(); x < region.x() + region.width(); x += size) {
        int middleX = (x + Math.min(field.width(), x + size)) / 2;
        int middleY = (y + Math.min(field.height(), y + size)) / 2;
        if (shape.contains(middleX, middleY)) {
          cells.add(new Cell(middleX, middleY, field.logOdds(x / size, y / size)));
        }
      }
    }
    cells.sort(Comparator.comparingDouble(cell -> -cell.logOdds()));
    return cells;
  }

  private static Path2D shape(Region region) {
    Path2D shape = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    for (Outline outline : region.outlines()) {
      add(shape, outline.outer());
      outline.holes().forEach(hole -> add(shape, hole));
    }
    return shape;
  }

  private static void add(Path2D shape, List<Outline.Corner> ring) {
    shape.moveTo(ring.get(0).x(), ring.get(0).y());
    ring.forEach(corner -> shape.lineTo(corner.x(), corner.y()));
    shape.closePath();
  }
}
