package dev.hibi.training.tensorboard;

import dev.hibi.image.RgbImage;
import java.io.IOException;

/**
 * A data set's samples as people know them: by name and by sight. Samples are numbered from 0 in
 * the data set's order; each is read only when it is asked for.
 */
public interface SamplePictures {

  /**
   * What people find a sample by, such as an archive and the path in it.
   *
   * @param sample from 0
   */
  String name(long sample);

  /**
   * A sample's picture, of any size.
   *
   * @param sample from 0
   * @throws IOException if it cannot be read
   */
  RgbImage picture(long sample) throws IOException;

  /**
   * A sample's picture where a small one will do; by default the same.
   *
   * @param sample from 0
   * @throws IOException if it cannot be read
   */
  default RgbImage thumbnail(long sample) throws IOException {
    return picture(sample);
  }
}
