package dev.hibi.cli.train;

import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.image.RgbImage;
import dev.hibi.training.tensorboard.SamplePictures;
import java.io.IOException;

/** A data set's samples as TensorBoard shows them; small ones are what the network sees. */
record FolderPictures(ZipImageFolder images) implements SamplePictures {
  @Override
  public String name(long sample) {
    return images.sample(sample).name();
  }

  @Override
  public RgbImage picture(long sample) throws IOException {
    return images.image(sample);
  }

  @Override
  public RgbImage thumbnail(long sample) throws IOException {
    return images.prepared(sample);
  }
}
