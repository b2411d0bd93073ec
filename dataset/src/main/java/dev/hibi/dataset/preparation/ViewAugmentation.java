package dev.hibi.dataset.preparation;

import dev.hibi.Preparation;
import java.util.random.RandomGenerator;

/** Chooses what is seen of an image and how it lies. */
sealed interface ViewAugmentation extends Augmentation {

  /** Chooses further, from what was chosen before. */
  View draw(View view, RandomGenerator random);

  /** {@link Augmentation#resizedCrop}. */
  record ResizedCrop(double minArea) implements ViewAugmentation {
    public ResizedCrop {
      AugmentationRange.check("least area of a crop", minArea, Double.MIN_VALUE, 1);
    }

    @Override
    public View draw(View view, RandomGenerator random) {
      double area = SampleRandom.uniform(random, minArea, 1);
      // Up to here neither side exceeds the image's. StrictMath: the same on every machine.
      double stretch = StrictMath.pow(area, SampleRandom.uniform(random, -1, 1));
      double width = Math.min(1, StrictMath.sqrt(area * stretch));
      double height = Math.min(1, StrictMath.sqrt(area / stretch));
      double left = SampleRandom.uniform(random, 0, 1 - width);
      return view.part(left, SampleRandom.uniform(random, 0, 1 - height), width, height);
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("resizedCrop").with("minArea", minArea);
    }

    @Override
    public String toString() {
      return "resizedCrop(" + minArea + ")";
    }
  }

  /** {@link Augmentation#crop}. */
  record Crop(double share) implements ViewAugmentation {
    public Crop {
      AugmentationRange.check("share of a crop", share, Double.MIN_VALUE, 1);
    }

    @Override
    public View draw(View view, RandomGenerator random) {
      double left = SampleRandom.uniform(random, 0, 1 - share);
      return view.part(left, SampleRandom.uniform(random, 0, 1 - share), share, share);
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("crop").with("share", share);
    }

    @Override
    public String toString() {
      return "crop(" + share + ")";
    }
  }

  /** {@link Augmentation#horizontalFlip}. */
  record HorizontalFlip() implements ViewAugmentation {
    @Override
    public View draw(View view, RandomGenerator random) {
      return random.nextLong() < 0 ? view.laid(view.orientation().mirror()) : view;
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("horizontalFlip");
    }

    @Override
    public String toString() {
      return "horizontalFlip";
    }
  }

  /** {@link Augmentation#anyOrientation}. */
  record AnyOrientation() implements ViewAugmentation {
    @Override
    public View draw(View view, RandomGenerator random) {
      return view.laid(Orientation.draw(random));
    }

    @Override
    public Preparation.Augmentation description() {
      return Preparation.Augmentation.of("anyOrientation");
    }

    @Override
    public String toString() {
      return "anyOrientation";
    }
  }
}
