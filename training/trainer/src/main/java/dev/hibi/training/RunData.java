package dev.hibi.training;

import dev.hibi.ClassLabels;
import dev.hibi.SampleIdentity;
import dev.hibi.model.ImageDigests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The data sets of a run.
 *
 * @param validation what epochs are compared by; empty if the test data are measured after each
 */
record RunData(LabeledDataset train, LabeledDataset test, Optional<LabeledDataset> validation) {

  /** What is measured after each epoch. */
  LabeledDataset measured() {
    return validation.orElse(test);
  }

  /** Those of the model. */
  ClassLabels labels(FitConfig config) {
    return config.normal().isPresent() ? classes(config.normal().get()).labels() : train.labels();
  }

  /** Which class is ordinary, in mode {@code normal}. */
  NormalOptions.Classes classes(NormalOptions normal) {
    return normal.classes(train.labels(), test.labels());
  }

  RunSettings.Data settings(FitConfig config) throws IOException {
    Optional<RunSettings.Images> third =
        validation.isPresent() ? Optional.of(validation.get().settings()) : Optional.empty();
    return new RunSettings.Data(labels(config), train.settings(), test.settings(), third);
  }

  /** Those that there are. */
  List<LabeledDataset> all() {
    List<LabeledDataset> all = new ArrayList<>(List.of(train, test));
    validation.ifPresent(all::add);
    return all;
  }

  private LabeledDataset named(String name) {
    return all().stream().filter(data -> data.name().equals(name)).findFirst().orElseThrow();
  }

  /** Which samples of a data set have changed since its list was written, as a sentence's end. */
  String changes(String name, Path output) {
    return list(named(name), output).changes();
  }

  private static SampleList list(LabeledDataset data, Path output) {
    return new SampleList(output.resolve("data"), data);
  }

  /**
   * Writes the lists of samples.
   *
   * @param all whether to write those that are there
   */
  void writeLists(Path output, boolean all, Resumption.Decision decision, StopSignal stop)
      throws IOException {
    for (LabeledDataset data : all()) {
      SampleList list = list(data, output);
      boolean changed = all || decision.hasChanged(data.name() + "Data");
      stop.write(() -> list.write(changed));
    }
  }

  /**
   * Which image files a model of these data has learned from: those that it was trained on, and
   * those that its epoch was chosen by; none, with a warning, if the lists of samples, which were
   * written before, cannot be read.
   */
  ImageDigests learned(Path output, FitConfig config, FitListener listener) throws IOException {
    Optional<String> label = config.normal().map(normal -> classes(normal).ordinary());
    List<SampleIdentity> samples = new ArrayList<>();
    try {
      samples.addAll(list(train, output).samples(label));
      if (validation.isPresent() && label.isEmpty()) {
        samples.addAll(list(validation.get(), output).samples(label));
      }
    } catch (IOException e) { // a model is worth more
      listener.onWarning(
          "the model does not say which images it has learned from: " + e.getMessage());
      return ImageDigests.NONE;
    }
    return ImageDigests.of(samples);
  }

  /**
   * Refuses training data that do not fit what is to be trained.
   *
   * @throws IllegalArgumentException if so
   */
  static void requireTrainable(LabeledDataset train, FitConfig config) {
    train.requireTwoClasses();
    train.requireSpec(config.imageSpec());
    train.requireLabelNumbers();
    if (config.mode() == TrainingMode.FEATURES) {
      train.requireNoAugmentation("mode features, which computes each image's features once");
    }
    int views = config.frozen().map(FrozenPrefix::views).orElse(0);
    if (views == 1) {
      train.requireNoAugmentation("1 view of each image before a frozen layer");
    } else if (views > 1 && train.images().preparation().augmentations().isEmpty()) {
      throw new IllegalArgumentException(
          "views without augmentation: expected 1 of images as they are, found " + views);
    }
  }

  /** In mode {@code normal}, in which a data set may have ordinary images alone. */
  private void requireOrdinary(FitConfig config) {
    NormalOptions.Classes classes = classes(config.normal().orElseThrow());
    for (LabeledDataset data : all()) {
      data.requireSpec(config.imageSpec());
      data.requireLabelNumbers();
      data.requireNoAugmentation("mode normal, which sees each image once");
      boolean alone =
          data.labels().names().equals(List.of(classes.ordinary()))
              && (data.isTraining() || classes.positive() == 1);
      if (!alone) {
        data.requireLabels(classes.labels());
      }
    }
  }

  /**
   * Refuses data that do not fit each other or what is to be trained.
   *
   * @throws IllegalArgumentException if so
   */
  void requireFitting(FitConfig config) {
    if (config.normal().isPresent()) {
      requireOrdinary(config);
      return;
    }
    requireTrainable(train, config);
    for (LabeledDataset data : all().subList(1, all().size())) {
      data.requireLabelNumbers();
      data.requireLabels(train.labels());
      data.requireSpec(config.imageSpec());
      data.requireNoAugmentation("a " + data.name() + " after each epoch");
    }
    if (config.schedule().followsLoss() && validation.isEmpty()) {
      throw new IllegalArgumentException(
          "no validation data: expected some for schedule %s to follow, found test data alone"
              .formatted(config.schedule().id()));
    }
    if (config.selection().isChoice() && validation.isEmpty()) {
      throw new IllegalArgumentException(
          "no validation data: expected some to choose an epoch by, found test data alone");
    }
  }
}
