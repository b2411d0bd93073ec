package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import java.util.Map;
import java.util.SplittableRandom;

/** Small images of noise, of which every second has a bright line across: a crack to learn. */
public final class Toy {
  public static final ClassLabels LABELS = ClassLabels.of("N", "P");
  public static final ImageSpec SPEC = ImageSpec.imagenet(32);

  private Toy() {}

  /** Half of them cracked. */
  public static LabeledData data(NDManager manager, int samples, long seed) {
    int size = SPEC.size();
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[samples * 3 * size * size];
    long[] labels = new long[samples];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble() - 0.5f;
    }
    for (int sample = 0; sample < samples; sample++) {
      labels[sample] = sample % 2;
      int start = random.nextInt(size / 2);
      for (int y = 0; labels[sample] == 1 && y < size; y++) {
        for (int c = 0; c < 3; c++) {
          pixels[((sample * 3 + c) * size + y) * size + start + y / 2] = 3;
        }
      }
    }
    ArrayDataset dataset =
        new ArrayDataset.Builder()
            .setData(manager.create(pixels, new Shape(samples, 3, size, size)))
            .optLabels(manager.create(labels))
            .setSampling(8, false)
            .build();
    Map<String, Integer> counts = Map.of("N", (samples + 1) / 2, "P", samples / 2);
    return new LabeledData(
        dataset, LABELS, new DataSummary("toy-" + samples + "-" + seed, samples, counts));
  }
}
