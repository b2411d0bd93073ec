package dev.hibi.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TilePicturesTest {
  @Test
  void tilesAreThoseOfTheWholeHoweverTheRowsAreRead() throws IOException {
    byte[] noise = new byte[2_000 * 1_300 * 3]; // two bands and a half
    new Random(0).nextBytes(noise);
    RgbImage photo = new RgbImage(2_000, 1_300, noise);
    List<Rectangle> tiles =
        List.of(
            new Rectangle(0, 1_100, 200, 200),
            new Rectangle(700, 450, 200, 200), // of two bands
            new Rectangle(1_800, 0, 200, 200),
            new Rectangle(710, 460, 1, 700)); // of three

    List<byte[]> pictures = TilePictures.of(ImageRows.of(photo), tiles);

    assertThat(pictures).hasSameSizeAs(tiles);
    for (int i = 0; i < tiles.size(); i++) {
      Rectangle tile = tiles.get(i);
      assertThat(RgbImage.decode(pictures.get(i), "tile").pixels())
          .isEqualTo(photo.crop(tile.x, tile.y, tile.width, tile.height).pixels());
    }
  }

  @Test
  void rowsBelowTheLastTileStayUnread() throws IOException {
    ImageRows photo = ImageRows.of(new RgbImage(2_000, 1_300, new byte[2_000 * 1_300 * 3]));

    TilePictures.of(photo, List.of(new Rectangle(0, 0, 9, 9)));

    assertThat(photo.rowsLeft()).isEqualTo(1_300 - (1 << 20) / 2_000);
  }
}
