package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import dev.hibi.ClassLabels;
import dev.hibi.DataSummary;
import dev.hibi.ImageSpec;
import dev.hibi.LabeledImages;
import dev.hibi.Preparation;
import dev.hibi.SampleIdentity;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import javax.imageio.ImageIO;

/** Small images of noise, of which every second has a bright line across: a crack to learn. */
public final class Toy {
  public static final ClassLabels LABELS = ClassLabels.of("N", "P");
  public static final ImageSpec SPEC = ImageSpec.imagenet(32);

  private Toy() {}

  /** Half of them cracked. */
  public static Images data(NDManager manager, int samples, long seed) {
    return data(manager, samples, seed, 1);
  }

  /** Half of them cracked, and each said to be what it is not. */
  public static Images mislabeled(NDManager manager, int samples, long seed) {
    return data(manager, samples, seed, 0);
  }

  /** None of them cracked, and all of the one class N. */
  public static Images ordinary(NDManager manager, int samples, long seed) {
    return data(manager, samples, seed, 1, 1);
  }

  /** All grey, of the one class N. */
  public static Images same(NDManager manager, int samples) {
    Images some = ordinary(manager, samples, 1);
    some.arrays.setData(manager.zeros(new Shape(samples, 3, SPEC.size(), SPEC.size())));
    return some.summary(some.summary); // of the arrays as they are now
  }

  private static Images data(NDManager manager, int samples, long seed, int cracked) {
    return data(manager, samples, seed, cracked, 2);
  }

  private static Images data(NDManager manager, int samples, long seed, int cracked, int classes) {
    int size = SPEC.size();
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[samples * 3 * size * size];
    long[] labels = new long[samples];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble() - 0.5f;
    }
    for (int sample = 0; sample < samples; sample++) {
      labels[sample] = sample % classes;
      int start = random.nextInt(size / 2);
      for (int y = 0; labels[sample] == cracked && y < size; y++) {
        for (int c = 0; c < 3; c++) {
          pixels[((sample * 3 + c) * size + y) * size + start + y / 2] = 3;
        }
      }
    }
    ArrayDataset.Builder arrays =
        new ArrayDataset.Builder()
            .setData(manager.create(pixels, new Shape(samples, 3, size, size)))
            .optLabels(manager.create(labels))
            .setSampling(8, false);
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("N", (samples + classes - 1) / classes);
    if (classes > 1) {
      counts.put("P", samples / 2);
    }
    DataSummary summary = new DataSummary("toy-" + samples + "-" + seed, samples, counts);
    ClassLabels names = classes > 1 ? LABELS : ClassLabels.of("N");
    return new Images(
        arrays,
        summary,
        names,
        Preparation.of(SPEC),
        i -> Optional.empty(),
        classes,
        i -> Optional.empty());
  }

  /** As the other, in groups of neighbours. */
  static Images inGroups(NDManager manager, int samples, long seed, int each) {
    return data(manager, samples, seed).groups(index -> "group " + index / each);
  }

  /** Arrays with names. */
  public static final class Images extends ArrayDataset implements LabeledImages {
    private final ArrayDataset.Builder arrays;
    private final DataSummary summary;
    private final ClassLabels classes;
    private final Preparation preparation;
    private final LongFunction<Optional<SampleIdentity>> identities;
    private final int kinds;
    private final LongFunction<Optional<String>> groups;

    private Images(
        ArrayDataset.Builder arrays,
        DataSummary summary,
        ClassLabels classes,
        Preparation preparation,
        LongFunction<Optional<SampleIdentity>> identities,
        int kinds,
        LongFunction<Optional<String>> groups) {
      super(arrays);
      this.arrays = arrays;
      this.summary = summary;
      this.classes = classes;
      this.preparation = preparation;
      this.identities = identities;
      this.kinds = kinds;
      this.groups = groups;
    }

    /** The same, but that the classes are said to be others. */
    public Images labels(ClassLabels others) {
      return new Images(arrays, summary, others, preparation, identities, kinds, groups);
    }

    /** The same, but that the images are said to be prepared otherwise. */
    public Images preparation(Preparation other) {
      return new Images(arrays, summary, classes, other, identities, kinds, groups);
    }

    /** The same, with a group of each sample. */
    private Images groups(LongFunction<String> known) {
      LongFunction<Optional<String>> all = index -> Optional.of(known.apply(index));
      return new Images(arrays, summary, classes, preparation, identities, kinds, all);
    }

    @Override
    public Optional<String> group(long index) {
      return groups.apply(index);
    }

    /** The same, but that it is known what each sample is. */
    public Images identities(LongFunction<SampleIdentity> known) {
      return new Images(
          arrays,
          summary,
          classes,
          preparation,
          index -> Optional.of(known.apply(index)),
          kinds,
          groups);
    }

    /** The same, in groups: of each sample in turn a letter. */
    public Images groups(String letters) {
      return groups(index -> String.valueOf(letters.charAt((int) (index % letters.length()))));
    }

    /** The same, but that the samples are said to be others. */
    public Images summary(DataSummary other) {
      return new Images(arrays, other, classes, preparation, identities, kinds, groups);
    }

    @Override
    public Optional<SampleIdentity> identity(long index) {
      return identities.apply(index);
    }

    @Override
    public ClassLabels labels() {
      return classes;
    }

    @Override
    public DataSummary summary() {
      return summary;
    }

    @Override
    public Preparation preparation() {
      return preparation;
    }

    @Override
    public String name(long index) {
      return "image " + index;
    }

    @Override
    public int label(long index) {
      return (int) (index % kinds);
    }

    /** A small black square. */
    @Override
    public byte[] bytes(long index) throws IOException {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", file);
      return file.toByteArray();
    }
  }
}
