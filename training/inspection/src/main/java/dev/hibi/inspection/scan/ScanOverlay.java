package dev.hibi.inspection.scan;

import dev.hibi.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.TexturePaint;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * A photograph with what was found in it: probabilities by {@link HeatScale}, which has the
 * threshold in its middle and ends where the odds are 55 times those, of what the tiles around a
 * place say or what it says itself, whichever is less; a frame around each region; and hatched,
 * without colour, what is unfamiliar to the model.
 *
 * @param scan of the photograph
 * @param mostEdge pixels of the picture's longer edge at most, at least 1
 */
public record ScanOverlay(PhotoScan scan, int mostEdge) {
  /** Log-odds from the threshold to an end of the scale. */
  private static final double REACH = 4;

  private static final int HATCH = 12; // pixels from line to line

  /**
   * Draws it.
   *
   * @param photo the one that was scanned, or what {@link dev.hibi.image.ImageRows#shrinking(int)}
   *     by {@link #mostEdge} has made of it
   * @throws IllegalArgumentException if it has another size
   */
  public BufferedImage over(RgbImage photo) {
    ScoreField field = scan.field();
    double shrink = Math.min(1, mostEdge / (double) Math.max(field.width(), field.height()));
    int width = Math.max(1, (int) Math.round(field.width() * shrink));
    int height = Math.max(1, (int) Math.round(field.height() * shrink));
    boolean whole = photo.width() == field.width() && photo.height() == field.height();
    if (!whole && (photo.width() != width || photo.height() != height)) {
      throw new IllegalArgumentException(
          "another photograph: expected one of %dx%d, found %dx%d (%s)"
              .formatted(
                  field.width(), field.height(), photo.width(), photo.height(), scan.photo()));
    }
    BufferedImage picture = photo.resize(width, height).toBufferedImage();
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      int mapWidth = (int) Math.round(field.columns() * field.cell() * shrink);
      int mapHeight = (int) Math.round(field.rows() * field.cell() * shrink);
      graphics.drawImage(heat(field), 0, 0, mapWidth, mapHeight, null);
      hatch(graphics, field, shrink);
      frame(graphics, shrink);
    } finally {
      graphics.dispose();
    }
    return picture;
  }

  private BufferedImage heat(ScoreField field) {
    double threshold = Math.log(scan.threshold() / (1 - scan.threshold()));
    int type = BufferedImage.TYPE_INT_ARGB;
    BufferedImage heat = new BufferedImage(field.columns(), field.rows(), type);
    for (int row = 0; row < field.rows(); row++) {
      for (int column = 0; column < field.columns(); column++) {
        double logOdds = Math.min(field.logOdds(column, row), field.placeLogOdds(column, row));
        double place = 0.5 + (logOdds - threshold) / (2 * REACH);
        boolean told = !field.isUnfamiliar(column, row);
        heat.setRGB(column, row, told ? HeatScale.over(place) : 0);
      }
    }
    return heat;
  }

  private static void hatch(Graphics2D graphics, ScoreField field, double shrink) {
    BufferedImage lines = new BufferedImage(HATCH, HATCH, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < HATCH; i++) {
      lines.setRGB(i, HATCH - 1 - i, 0xB0FFFFFF);
      lines.setRGB(i, (2 * HATCH - 2 - i) % HATCH, 0xB0202020);
    }
    graphics.setPaint(new TexturePaint(lines, new Rectangle2D.Double(0, 0, HATCH, HATCH)));
    for (int row = 0; row < field.rows(); row++) {
      for (int column = 0; column < field.columns(); column++) {
        if (field.isUnfamiliar(column, row)) {
          int first = column;
          while (column + 1 < field.columns() && field.isUnfamiliar(column + 1, row)) {
            column++;
          }
          double x = field.begin(first) * shrink;
          double y = field.begin(row) * shrink;
          double right = field.endOfColumn(column) * shrink;
          double bottom = field.endOfRow(row) * shrink;
          graphics.fill(new Rectangle2D.Double(x, y, right - x, bottom - y));
        }
      }
    }
  }

  private void frame(Graphics2D graphics, double shrink) {
    for (Region region : scan.regions()) {
      Rectangle2D.Double frame =
          new Rectangle2D.Double(
              region.x() * shrink,
              region.y() * shrink,
              region.width() * shrink,
              region.height() * shrink);
      graphics.setStroke(new BasicStroke(4));
      graphics.setColor(Color.WHITE);
      graphics.draw(frame);
      graphics.setStroke(new BasicStroke(2));
      graphics.setColor(Color.RED);
      graphics.draw(frame);
    }
  }
}
