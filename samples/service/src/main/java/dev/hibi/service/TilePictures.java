package dev.hibi.service;

import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Tiles of a photograph, each as PNG, cut while its rows are read: they are decoded once. */
final class TilePictures {
  private TilePictures() {}

  /**
   * Cuts them.
   *
   * @param photo of which no row was read yet; those below the last tile stay unread
   * @param tiles inside it
   */
  static List<byte[]> of(ImageRows photo, List<Rectangle> tiles) throws IOException {
    List<Picture> pictures = tiles.stream().map(Picture::new).toList();
    int top = 0;
    while (pictures.stream().anyMatch(Picture::isOpen)) {
      RgbImage band = photo.read(KeptScan.band(photo));
      for (Picture picture : pictures) {
        picture.add(band, top);
      }
      top += band.height();
    }
    return pictures.stream().map(picture -> picture.png).toList();
  }

  /** One of them, which holds its pixels from its first row to its last. */
  private static final class Picture {
    private final Rectangle tile;
    private byte[] pixels = {};
    private byte[] png = {};

    Picture(Rectangle tile) {
      this.tile = tile;
    }

    boolean isOpen() {
      return png.length == 0;
    }

    void add(RgbImage band, int top) throws IOException {
      int bottom = tile.y + tile.height;
      int from = Math.max(tile.y, top);
      int to = Math.min(bottom, top + band.height());
      if (from >= to) {
        return;
      }
      int stride = tile.width * 3;
      if (pixels.length == 0) {
        pixels = new byte[stride * tile.height];
      }
      for (int row = from; row < to; row++) {
        int at = ((row - top) * band.width() + tile.x) * 3;
        System.arraycopy(band.pixels(), at, pixels, (row - tile.y) * stride, stride);
      }
      if (to == bottom) {
        png = encoded(new RgbImage(tile.width, tile.height, pixels));
        pixels = new byte[0];
      }
    }

    private static byte[] encoded(RgbImage picture) throws IOException {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture.toBufferedImage(), "png", png);
      return png.toByteArray();
    }
  }
}
