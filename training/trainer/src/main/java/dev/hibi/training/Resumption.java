package dev.hibi.training;

import dev.hibi.DataSummary;
import dev.hibi.training.RunSettings.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Decides whether a run goes on from a checkpoint under the settings that are asked for, and under
 * which. Used once.
 *
 * <p>Every difference is one of four kinds. Some change nothing or are made to change nothing
 * (another number of threads: the recorded one is taken). Some may be and are said aloud (device,
 * versions, more epochs of a schedule that has no end). Some must be accepted by name. The rest
 * cannot be: what the checkpoint holds would not fit.
 */
final class Resumption {
  /** Names of what may be accepted, in the order of {@link RunSettings#byName}. */
  static final List<String> ACCEPTABLE =
      List.of(
          "imageSize",
          "imageMean",
          "imageStd",
          "batchSize",
          "learningRate",
          "optimizer",
          "schedule",
          "freezeBatchNorm",
          "seed",
          "augmentations",
          "augmentationSeed",
          "jpegDecoder",
          "testJpegDecoder",
          "validationJpegDecoder",
          "sampler",
          "precision",
          "accumulate",
          "labelSmoothing",
          "classWeights",
          "mixup",
          "cutmix",
          "clipNorm",
          "ema",
          "decayOnNorm",
          "rateFactors",
          "earlyStopping",
          "trainingData",
          "testData",
          "validationData",
          "computeThreads");

  /** What decides which samples a batch holds, and so cannot change amid an epoch. */
  private static final List<String> BATCHES =
      List.of("batchSize", "seed", "sampler", "accumulate", "trainingData");

  private static final String VALIDATION = "validationData";

  /** What may change when nothing is left to train. */
  private static final List<String> LAST = List.of("epochs", "testData");

  /** How optimizers compute; what a run without it among its versions did has no other name. */
  private static final String UPDATES = "updates";

  private static final String FIRST_UPDATES = "foreach";

  private static final List<String> VERSIONS =
      List.of("hibi", "djl", "pytorch", "cpu", "gpu", UPDATES);

  private final RunSettings before;
  private final RunSettings asked;
  private final int epoch;
  private final long step;
  private final boolean insideEpoch;
  private final Set<String> accepted;
  private boolean ended;
  private final List<String> refused = new ArrayList<>();
  private final Set<String> acceptable = new LinkedHashSet<>();
  private final Set<String> later = new LinkedHashSet<>();
  private final Set<String> never = new LinkedHashSet<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * A decision to be made.
   *
   * @param before the settings of the checkpoint
   * @param asked those that the run is to go on under
   * @param epoch number of epochs that are done
   * @param step number of updates that are done
   * @param insideEpoch whether some of them belong to an epoch that is not done
   * @param accepted names of differences that may be
   */
  Resumption(
      RunSettings before,
      RunSettings asked,
      int epoch,
      long step,
      boolean insideEpoch,
      Set<String> accepted) {
    this.before = before;
    this.asked = asked;
    this.epoch = epoch;
    this.step = step;
    this.insideEpoch = insideEpoch;
    this.accepted = accepted;
  }

  /**
   * Says that the run ended before its last epoch, and goes on only with more patience.
   *
   * @param before the epochs that are done
   */
  Resumption endedAfter(List<EpochMetrics> before) {
    ended = !insideEpoch && asked.recipe().selection().endsAfter(before);
    return this;
  }

  /**
   * What was decided.
   *
   * @param settings under which the run goes on, with all that has changed
   * @param warnings what is to be said aloud, a line each
   */
  record Decision(RunSettings settings, List<String> warnings) {

    /** Of a run that begins. */
    static Decision begin(RunSettings settings) {
      return new Decision(settings, List.of());
    }

    /** Whether a data set is another than before; those of a run that begins are not. */
    boolean hasChanged(String name) {
      return settings.changes().stream().anyMatch(change -> change.name().equals(name));
    }
  }

  /**
   * Decides.
   *
   * @param extend whether a cosine may be followed by another
   * @param samples tells of {@code training}, {@code test} or {@code validation} data which samples
   *     have changed, as the end of a sentence; empty if that is not known
   * @param checkpoints for messages
   * @throws IOException if anything differs that may not, or was not accepted; the message names
   *     each difference
   */
  Decision decide(boolean extend, UnaryOperator<String> samples, Path checkpoints)
      throws IOException {
    LearningRateSchedule schedule = schedule(extend);
    compareNames();
    compareData("trainingData", before.data().training(), asked.data().training(), samples);
    compareData("testData", before.data().test(), asked.data().test(), samples);
    compareValidation(before.data().validation(), asked.data().validation(), samples);
    RunSettings.Environment environment = environment();
    if (!refused.isEmpty()) {
      throw new IOException(refusal(checkpoints));
    }
    if (ended || epoch >= asked.recipe().epochs()) {
      return nothingLeft();
    }
    List<Change> all = new ArrayList<>(before.changes());
    all.addAll(changes);
    return new Decision(
        new RunSettings(
            asked.network(),
            asked.data(),
            asked.recipe().with(asked.recipe().epochs(), schedule),
            environment,
            all),
        List.copyOf(warnings));
  }

  /** What made the model stays what is told of it; only the test is made anew. */
  private Decision nothingLeft() {
    List<Change> all = new ArrayList<>(before.changes());
    changes.stream().filter(change -> LAST.contains(change.name())).forEach(all::add);
    RunSettings.Data data =
        new RunSettings.Data(
            before.data().labels(),
            before.data().training(),
            asked.data().test(),
            before.data().validation());
    return new Decision(
        new RunSettings(
            before.network(),
            data,
            before.recipe().with(asked.recipe().epochs(), before.recipe().schedule()),
            before.environment(),
            all),
        warnings.stream().filter(warning -> LAST.stream().anyMatch(warning::startsWith)).toList());
  }

  private String refusal(Path checkpoints) {
    StringBuilder message = new StringBuilder("checkpoint of another run: ");
    message.append(String.join("; ", refused));
    if (!acceptable.isEmpty()) {
      message.append("; can be accepted: ").append(String.join(", ", acceptable));
    }
    if (!later.isEmpty()) {
      message.append("; can be accepted at the end of an epoch: ").append(String.join(", ", later));
    }
    if (!never.isEmpty()) {
      message.append("; cannot be accepted: ").append(String.join(", ", never));
    }
    return message.append(" (").append(checkpoints).append(')').toString();
  }

  /** The rest of the plan. */
  private LearningRateSchedule schedule(boolean extend) {
    LearningRateSchedule schedule = asked.recipe().schedule();
    if (before.recipe().schedule() instanceof LearningRateSchedule.CosineRestarts extended
        && schedule.equals(new LearningRateSchedule.Cosine(extended.warmUp()))) {
      schedule = extended; // the words of the command that began the run
    }
    int planned = before.recipe().epochs();
    int epochs = asked.recipe().epochs();
    int begun = insideEpoch ? epoch + 1 : epoch;
    if (epochs < begun) {
      refused.add("epochs: expected at least %d, found %d".formatted(begun, epochs));
      never.add("epochs");
    } else if (epochs != planned && !schedule.hasEnd()) {
      change("epochs", planned, epochs, "as if it had been planned so");
    } else if (epochs < planned || (epochs > planned && !canBeExtended(schedule))) {
      refused.add(
          "epochs: expected %d, where the schedule ends, found %d".formatted(planned, epochs));
      never.add("epochs");
    } else if (epochs > planned && !extend) {
      refused.add(
          "epochs: expected %d, where the schedule ends, or to extend it, found %d"
              .formatted(planned, epochs));
    } else if (epochs > planned) {
      schedule = extended(schedule, planned);
      change("epochs", planned, epochs, "extended");
      change("schedule", before.recipe().schedule(), schedule, "extended");
      return schedule;
    }
    compare("schedule", before.recipe().schedule(), schedule);
    return schedule;
  }

  private static boolean canBeExtended(LearningRateSchedule schedule) {
    return schedule instanceof LearningRateSchedule.Cosine
        || schedule instanceof LearningRateSchedule.CosineRestarts;
  }

  /** With another cosine after its end. */
  private static LearningRateSchedule extended(LearningRateSchedule schedule, int end) {
    List<Integer> restarts = new ArrayList<>();
    double warmUp = 0;
    if (schedule instanceof LearningRateSchedule.CosineRestarts several) {
      restarts.addAll(several.restarts());
      warmUp = several.warmUp();
    } else if (schedule instanceof LearningRateSchedule.Cosine one) {
      warmUp = one.warmUp();
    }
    restarts.add(end);
    return new LearningRateSchedule.CosineRestarts(warmUp, restarts);
  }

  private void compareNames() {
    Map<String, Object> former = before.byName();
    asked
        .byName()
        .forEach(
            (name, value) -> {
              if (!name.equals("epochs") && !name.equals("schedule")) {
                compare(name, Objects.requireNonNull(former.get(name), name), value);
              }
            });
  }

  private void compare(String name, Object from, Object to) {
    if (from.equals(to)) {
      return;
    }
    if (isAccepted(name)) {
      change(name, from, to, "accepted");
    } else {
      refuse(name, "%s: expected %s, found %s".formatted(name, from, to));
    }
  }

  private void refuse(String name, String difference) {
    refused.add(difference);
    (!canBeAccepted(name) ? never : isTooEarly(name) ? later : acceptable).add(name);
  }

  private boolean isAccepted(String name) {
    return accepted.contains(name) && canBeAccepted(name) && !isTooEarly(name);
  }

  private boolean isTooEarly(String name) {
    return insideEpoch && BATCHES.contains(name);
  }

  private boolean canBeAccepted(String name) {
    boolean fits =
        switch (name) {
          case "imageSize", "imageMean", "imageStd" ->
              before.network().mode() != TrainingMode.FEATURES
                  && before.network().mode() != TrainingMode.STAGED;
          case "optimizer" ->
              before.recipe().optimizer().memory().equals(asked.recipe().optimizer().memory());
          default -> true;
        };
    return fits && ACCEPTABLE.contains(name);
  }

  private void compareData(
      String name, RunSettings.Images from, RunSettings.Images to, UnaryOperator<String> samples) {
    if (from.summary().hasSameSamples(to.summary())) {
      return;
    }
    if (isAccepted(name)) {
      change(name, brief(from.summary()), brief(to.summary()), "accepted");
    } else {
      String called = name.substring(0, name.length() - "Data".length());
      boolean sorted = from.summary().sha256().equals(to.summary().sha256());
      refuse(
          name,
          "%s data: expected %s, found %s%s"
              .formatted(
                  called,
                  brief(from.summary()),
                  brief(to.summary()),
                  sorted ? " in another order" : samples.apply(called)));
    }
  }

  /** Epochs that were measured on other data are not compared. */
  private void compareValidation(
      Optional<RunSettings.Images> from,
      Optional<RunSettings.Images> to,
      UnaryOperator<String> samples) {
    if (from.isPresent() && to.isPresent()) {
      compareData(VALIDATION, from.get(), to.get(), samples);
      compare(
          "validationJpegDecoder",
          from.get().preparation().jpegDecoder(),
          to.get().preparation().jpegDecoder());
    } else if (from.isPresent() || to.isPresent()) {
      refused.add(
          "validation data: expected %s, found %s"
              .formatted(
                  from.map(images -> brief(images.summary())).orElse("none"),
                  to.map(images -> brief(images.summary())).orElse("none")));
      never.add(VALIDATION);
    }
  }

  private static String brief(DataSummary data) {
    return data.samples() + " samples " + data.countPerClass() + " " + data.sha256();
  }

  private RunSettings.Environment environment() {
    RunSettings.Environment from = before.environment();
    RunSettings.Environment to = asked.environment();
    if (!from.device().equals(to.device())) {
      change("device", from.device(), to.device(), "numbers may differ");
    }
    for (String name : VERSIONS) {
      String absent = name.equals(UPDATES) ? FIRST_UPDATES : "none";
      String was = from.versions().getOrDefault(name, absent);
      String is = to.versions().getOrDefault(name, absent);
      if ((from.versions().containsKey(name) || name.equals(UPDATES)) && !was.equals(is)) {
        change(name, was, is, "numbers may differ");
      }
    }
    int threads = to.computeThreads();
    if (threads != from.computeThreads()) {
      if (accepted.contains("computeThreads")) {
        change("computeThreads", from.computeThreads(), threads, "accepted");
      } else if (from.isCpu() && to.isCpu()) {
        warnings.add(
            "computeThreads kept: expected %d, as the run began, found %d"
                .formatted(from.computeThreads(), threads));
        threads = from.computeThreads();
      }
    }
    return new RunSettings.Environment(to.device(), threads, to.versions());
  }

  private void change(String name, Object from, Object to, String why) {
    changes.add(new Change(epoch, step, name, from.toString(), to.toString()));
    warnings.add(
        "%s changed: expected %s, found %s (%s, after epoch %d, step %d)"
            .formatted(name, from, to, why, epoch, step));
  }
}
