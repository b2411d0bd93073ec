package dev.hibi.dataset.preparation;

import dev.hibi.ImageSpec;
import dev.hibi.Preparation;
import dev.hibi.image.ColorPlanes;
import dev.hibi.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random view of an image for training: some {@link Augmentation}s, resized to the square and
 * normalised.
 *
 * <p>Four presets have names. {@link #inspection} is for photographs of surfaces, where a crack has
 * no upper side; {@link #joints} is the same where walls may have joints, which are no cracks;
 * {@link #photometric} is another day, another camera; {@link #tutorial} is what KAMONOHASHI's
 * tutorial does.
 *
 * <p>Parts and orientations are composed first, so that each image is resampled once, by a triangle
 * filter in fixed-point arithmetic: the difference from exact arithmetic is below 2 of 255. A JPEG
 * that libjpeg-turbo decodes is resampled in its own planes of luma and chroma, before its colours
 * are converted.
 *
 * <p>Immutable and thread-safe.
 */
public final class TrainingPreprocessing implements Preprocessing {
  private final ImageSpec spec;

  /** The same size, values of 0 to 1. */
  private final ImageSpec plain;

  private final List<Augmentation> augmentations;

  /** What a thread works in. Threads of a data set end, and this with them. */
  private final ThreadLocal<Workspace> workspaces;

  private TrainingPreprocessing(ImageSpec spec, List<Augmentation> augmentations) {
    this.spec = spec;
    this.plain = new ImageSpec(spec.size(), List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    this.augmentations = List.copyOf(augmentations);
    this.workspaces = ThreadLocal.withInitial(() -> new Workspace(spec));
  }

  private static final class Workspace {
    final SquareView square;
    final float[] scratch;

    Workspace(ImageSpec spec) {
      square = new SquareView(spec.size());
      scratch = new float[spec.floatCount()];
    }
  }

  /** Views of this size and normalisation by augmentations of one's own choice; none is allowed. */
  public static TrainingPreprocessing of(ImageSpec spec, List<Augmentation> augmentations) {
    return new TrainingPreprocessing(spec, augmentations);
  }

  /**
   * For photographs of surfaces: 70 to 100 % of the area, any of the eight orientations;
   * brightness, contrast and saturation times 0.8 to 1.2; now and then a blur, a shadow, noise as
   * JPEG leaves it, a cut-out.
   */
  public static TrainingPreprocessing inspection(ImageSpec spec) {
    return of(
        spec,
        List.of(
            Augmentation.resizedCrop(0.7),
            Augmentation.anyOrientation(),
            Augmentation.brightness(0.8, 1.2),
            Augmentation.contrast(0.8, 1.2),
            Augmentation.saturation(0.8, 1.2),
            Augmentation.blur(0.1, 1),
            Augmentation.shadow(0.1, 0.5),
            Augmentation.jpegNoise(0.1, 40),
            Augmentation.cutOut(0.1, 0.1)));
  }

  /**
   * As {@link #inspection}, and on every second image the joints of a wall are drawn, with or
   * without a crack.
   */
  public static TrainingPreprocessing joints(ImageSpec spec) {
    List<Augmentation> augmentations = new ArrayList<>(List.of(Augmentation.joints(0.5)));
    augmentations.addAll(inspection(spec).augmentations); // its pixels change after the joints
    return of(spec, augmentations);
  }

  /**
   * Another day, another camera: light, contrast and saturation times 0.6 to 1.4, 0.5 to 1.4 and 0
   * to 1.3, often out of focus, in shadow or noisy as JPEG leaves it; all of the image, upright.
   */
  public static TrainingPreprocessing photometric(ImageSpec spec) {
    return of(
        spec,
        List.of(
            Augmentation.brightness(0.6, 1.4),
            Augmentation.contrast(0.5, 1.4),
            Augmentation.saturation(0, 1.3),
            Augmentation.blur(0.5, 2),
            Augmentation.shadow(0.3, 0.6),
            Augmentation.jpegNoise(0.5, 30)));
  }

  /**
   * As the tutorial: resized to 256, colours jittered, a part of 224 anywhere, mirrored or not,
   * resized to the square. Both sizes are relative: 224 of 256 is seven eighths of the image.
   */
  public static TrainingPreprocessing tutorial(ImageSpec spec) {
    return of(
        spec,
        List.of(
            Augmentation.brightness(0.8, 1.2),
            Augmentation.contrast(0.8, 1.2),
            Augmentation.saturation(0.8, 1.2),
            Augmentation.crop(224 / 256.0),
            Augmentation.horizontalFlip()));
  }

  @Override
  public ImageSpec spec() {
    return spec;
  }

  /** What views are made of, in the order given; unmodifiable. */
  public List<Augmentation> augmentations() {
    return augmentations;
  }

  @Override
  public List<Preparation.Augmentation> description() {
    return augmentations.stream().map(Augmentation::description).toList();
  }

  @Override
  public void prepare(RgbImage image, RandomGenerator random, float[] out, int offset) {
    prepare(ColorPlanes.of(image), random, out, offset);
  }

  /** As {@link #prepare(RgbImage, RandomGenerator, float[], int)}, of an image in planes. */
  void prepare(ColorPlanes image, RandomGenerator random, float[] out, int offset) {
    View view = View.WHOLE;
    List<ColorAugmentation.Change> colors = new ArrayList<>();
    List<PixelAugmentation.Change> changes = new ArrayList<>();
    for (Augmentation augmentation : augmentations) {
      if (augmentation instanceof ViewAugmentation chooser) {
        view = chooser.draw(view, random);
      } else if (augmentation instanceof ColorAugmentation color) {
        colors.add(color.draw(random));
      } else if (augmentation instanceof PixelAugmentation pixel) {
        PixelAugmentation.Change change = pixel.draw(random);
        if (change != null) {
          changes.add(change);
        }
      }
    }
    Workspace workspace = workspaces.get();
    SquareView square = workspace.square;
    square.take(image, view);
    ColorAdjustment adjustment = ColorAdjustment.NONE;
    double mean = colors.isEmpty() ? 0 : square.meanLuminance();
    for (ColorAugmentation.Change color : colors) {
      adjustment = color.add(adjustment, mean);
    }
    if (changes.isEmpty()) {
      square.write(adjustment, view.orientation(), spec, out, offset);
      return;
    }
    square.write(adjustment, view.orientation(), plain, out, offset);
    for (PixelAugmentation.Change change : changes) {
      change.apply(out, offset, spec.size(), workspace.scratch);
    }
    normalize(out, offset);
  }

  private void normalize(float[] out, int offset) {
    for (int c = 0; c < ImageSpec.CHANNELS; c++) {
      float mean = spec.mean().get(c);
      float std = spec.std().get(c);
      for (int i = offset + c; i < offset + spec.floatCount(); i += ImageSpec.CHANNELS) {
        out[i] = (out[i] - mean) / std;
      }
    }
  }

  @Override
  public String toString() {
    return "TrainingPreprocessing[size=" + spec.size() + ", augmentations=" + augmentations + "]";
  }
}
