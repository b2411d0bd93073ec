package dev.hibi.report;

import dev.hibi.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** Draws over an image what a model sees in it, such as a heat map. */
@FunctionalInterface
public interface PictureOverlay {
  /**
   * Draws.
   *
   * @return a new picture, of any size
   */
  BufferedImage over(RgbImage image) throws IOException;
}
