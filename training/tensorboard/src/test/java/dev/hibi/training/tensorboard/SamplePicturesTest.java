package dev.hibi.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.hibi.training.Toy;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SamplePicturesTest {

  @Test
  void aPictureIsTheFileDecodedAndAThumbnailWhatTheNetworkSees() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      SamplePictures pictures = new SamplePictures(Toy.data(manager, 2, 1));

      assertThat(pictures.name(1)).isEqualTo("image 1");
      assertThat(pictures.picture(1)).hasToString("RgbImage[4x4]");
      assertThat(pictures.thumbnail(1)).hasToString("RgbImage[32x32]");
    }
  }
}
