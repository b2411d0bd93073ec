package dev.hibi.training.tensorboard;

import dev.hibi.LabeledImages;
import dev.hibi.image.ImageDecoding;
import dev.hibi.image.JpegDecoder;
import dev.hibi.image.RgbImage;
import java.io.IOException;

/** A data set's samples as people know them: by name and by sight. */
final class SamplePictures {
  private final LabeledImages images;
  private final ImageDecoding decoding;

  SamplePictures(LabeledImages images) {
    this.images = images;
    // No limit of pixels: the run has decoded these images, under whatever limit the data has.
    this.decoding = new ImageDecoding(JpegDecoder.AUTO, Integer.MAX_VALUE);
  }

  /** What people find a sample by, such as an archive and the path in it. */
  String name(long sample) {
    return images.name(sample);
  }

  /** A sample's picture as it is. */
  RgbImage picture(long sample) throws IOException {
    return decoding.rgb(images.bytes(sample), () -> images.name(sample));
  }

  /** A sample's picture as the network sees it: resized to a square. */
  RgbImage thumbnail(long sample) throws IOException {
    int size = images.preparation().imageSpec().size();
    return picture(sample).resize(size, size);
  }
}
