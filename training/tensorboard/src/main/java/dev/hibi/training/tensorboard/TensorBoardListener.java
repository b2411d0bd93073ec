package dev.hibi.training.tensorboard;

import ai.djl.TrainingDivergedException;
import dev.hibi.LabeledImages;
import dev.hibi.model.weights.StateDict;
import dev.hibi.tensorboard.Embedding;
import dev.hibi.tensorboard.SessionStatus;
import dev.hibi.tensorboard.SummaryWriter;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluation;
import dev.hibi.training.FitListener;
import dev.hibi.training.RunSettings;
import dev.hibi.training.RunStart;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run in TensorBoard.
 *
 * <pre>{@code
 * try (TensorBoardListener events =
 *     TensorBoardListener.builder(output).testData(test).build()) {
 *   TrainingRun.builder(config, train, test, output).listener(events).build().fit();
 * }
 * }</pre>
 *
 * <h2>What is written?</h2>
 *
 * <p>The step of everything is the number of updates so far.
 *
 * <ul>
 *   <li>Every {@value #STEPS_PER_POINT} steps, at the end of an epoch and before a checkpoint:
 *       {@code loss_train} (the mean of the steps since the last point), {@code learning_rate} and
 *       {@code images_per_second} of training. A loss that is not finite is written at once.
 *   <li>After each epoch, of the validation data, or where there are none of the test data (the
 *       text {@code run} says which): {@code loss_valid}, {@code accuracy}, {@code auc}, {@code
 *       average_precision}, {@code calibration_error}, {@code brier}, {@code recall/<class>} for
 *       each class that has samples, {@code pr_curve/<class>} (of two classes only the second's),
 *       the picture {@code confusion_matrix}, and of those that were classified wrong with the
 *       highest loss the pictures ({@code mistakes}) and the names ({@code mistakes/list}). In mode
 *       {@code staged} also {@code stage}: 1 of the head, 2 of the last layer, 3 of all.
 *   <li>When the run begins, and again when it is resumed: the texts {@code run} (settings, device,
 *       versions) and {@code data} (samples of each class), those that the caller gives, the
 *       network's graph, and the settings as hyperparameters.
 *   <li>At the end: with validation data the scalars {@code test/loss}, {@code test/accuracy} and
 *       so on of the model, what the head sees of some test samples for the projector, and that the
 *       run succeeded. A run that fails says why in the text {@code run}.
 *   <li>If asked for, after each epoch: {@code weights/<name>} and {@code gradients/<name>} as
 *       histograms of the finite values, and {@code not_finite/weights} and {@code
 *       not_finite/gradients}, how many others there are.
 * </ul>
 *
 * <h2>What of a run that was resumed?</h2>
 *
 * <p>The event file is opened when the run starts; a resumed run opens a new one whose values take
 * the place of those that were written after the checkpoint; the checkpoint's own stay, since all
 * of them are in the file before it is written. So no point is lost, wherever a run is killed.
 * TensorBoard keeps the first end that it reads of a run, so none is written that a resumed run
 * might have to correct: success when all epochs are done, failure when the training diverged, else
 * nothing.
 *
 * <h2>What does it cost?</h2>
 *
 * <p>A step less than a microsecond on average; an epoch a few passes over the test's logits, and
 * reading the pictures of the mistakes. It draws no random numbers and changes nothing that is
 * trained: a run has the same weights with it and without it.
 *
 * <p>Close it when the run has ended; until then no other writer may use the directory. One run,
 * one thread.
 */
public final class TensorBoardListener implements FitListener, AutoCloseable {
  private static final int STEPS_PER_POINT = 10;

  private final Path directory;
  private final Map<String, String> texts;
  private final @Nullable SamplePictures pictures;
  private final @Nullable SamplePictures validationPictures;
  private final int mistakes;
  private final int projected;
  private final boolean histograms;
  private final boolean closeOnExit;
  private final LongSupplier nanoTime;
  private final StepPoint point;
  private @Nullable SummaryWriter writer;
  private RunSettings.@Nullable Network network;
  private long batchSize;
  private long trainingSamples;
  private long lastStep;
  private double lastRate;
  private boolean failed;
  private boolean validated;

  /**
   * A listener with the default options.
   *
   * @param directory made if absent; the run's output is a good choice
   */
  public TensorBoardListener(Path directory) {
    this(builder(directory));
  }

  private TensorBoardListener(Builder builder) {
    this.directory = builder.directory;
    this.texts = new LinkedHashMap<>(builder.texts);
    this.pictures = builder.pictures;
    this.validationPictures = builder.validationPictures;
    this.mistakes = builder.mistakes;
    this.projected = builder.projected;
    this.histograms = builder.histograms;
    this.closeOnExit = builder.closeOnExit;
    this.nanoTime = builder.nanoTime;
    this.point = new StepPoint(nanoTime.getAsLong());
  }

  /**
   * Options of a listener.
   *
   * @param directory made if absent; the run's output is a good choice
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** Something that is written. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  /** Notes what could not be written, since the caller is told of it and needs no second word. */
  private void write(Writing writing) throws IOException {
    try {
      writing.write();
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void onStart(RunStart start) throws IOException {
    write(() -> begin(start));
  }

  private void begin(RunStart start) throws IOException {
    long first = start.isResumed() ? start.step() + 1 : 0;
    SummaryWriter.Builder builder = SummaryWriter.builder(directory).closeOnExit(closeOnExit);
    SummaryWriter opened = (start.isResumed() ? builder.resumeAt(first) : builder).build();
    writer = opened;
    RunSettings settings = start.settings();
    RunSettings.Data data = settings.data();
    network = settings.network();
    batchSize = settings.recipe().batchSize();
    trainingSamples = data.training().summary().samples();
    lastStep = start.step();
    validated = data.validation().isPresent();
    opened.hparams(RunText.hparams(settings));
    opened.graph(NetworkGraph.of(settings.network().whole(data.labels().size()), data.imageSpec()));
    opened.text("run", RunText.settings(start), first);
    opened.text("data", RunText.data(data), first);
    texts.forEach((tag, markdown) -> opened.text(tag, markdown, first));
    opened.flush();
    point.begin(nanoTime.getAsLong());
  }

  @Override
  public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double learningRate)
      throws IOException {
    boolean last = step % stepsPerEpoch == 0;
    point.add(loss, last ? trainingSamples - (stepsPerEpoch - 1) * batchSize : batchSize);
    lastStep = step;
    lastRate = learningRate;
    if (last || step % STEPS_PER_POINT == 0 || !Double.isFinite(loss)) {
      write(this::writePoint);
    }
  }

  private void writePoint() {
    long now = nanoTime.getAsLong();
    open().scalar("loss_train", point.meanLoss(), lastStep);
    open().scalar("learning_rate", lastRate, lastStep);
    open().scalar("images_per_second", point.imagesPerSecond(now), lastStep);
    point.begin(now);
  }

  @Override
  public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
    write(() -> writeEpoch(metrics, evaluation));
  }

  private void writeEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
    open().scalar("loss_valid", metrics.loss(), metrics.step());
    open().scalar("accuracy", metrics.accuracy(), metrics.step());
    if (network != null) {
      network
          .stage(metrics.epoch())
          .ifPresent(stage -> open().scalar("stage", stage.number(), metrics.step()));
    }
    EpochPages pages = new EpochPages(open(), validated ? validationPictures : pictures, mistakes);
    pages.writeScores(evaluation, "", metrics.step());
    pages.writeCurves(evaluation, metrics.step());
    pages.write(evaluation, metrics.step());
    open().flush();
    point.begin(nanoTime.getAsLong());
  }

  @Override
  public void onParameters(EpochMetrics metrics, StateDict weights, StateDict gradients)
      throws IOException {
    if (histograms) {
      write(
          () -> {
            ParameterHistograms pages = new ParameterHistograms(open(), metrics.step());
            pages.write("weights", weights);
            pages.write("gradients", gradients);
            open().flush();
            point.begin(nanoTime.getAsLong());
          });
    }
  }

  /** Writes what a run that goes on from there will not tell again. */
  @Override
  public void onCheckpoint(long step) throws IOException {
    write(
        () -> {
          if (!point.isEmpty()) {
            writePoint();
          }
          open().flush();
        });
  }

  @Override
  public void onEnd(TrainingResult result) throws IOException {
    write(() -> writeEnd(result));
  }

  private void writeEnd(TrainingResult result) throws IOException {
    if (validated) {
      Evaluation test = result.evaluation();
      open().scalar("test/loss", test.loss(), lastStep);
      open().scalar("test/accuracy", test.accuracy(), lastStep);
      new EpochPages(open(), pictures, 0).writeScores(test, "test/", lastStep);
    }
    if (projected > 0) {
      Optional<Embedding> features = FeatureProjection.of(result.evaluation(), pictures);
      if (features.isPresent()) {
        open().embedding(features.get(), lastStep);
      }
    }
    open().sessionEnd(SessionStatus.SUCCESS);
    open().flush();
  }

  @Override
  public void onFailure(Throwable failure) throws IOException {
    if (writer != null) {
      // At the step that was not made, which is the first that a resumed run writes.
      writer.text("run", new MarkdownTable("failure").row(failure).toString(), lastStep + 1);
      if (failure instanceof TrainingDivergedException) {
        writer.sessionEnd(SessionStatus.FAILURE);
      }
      writer.flush();
    }
  }

  @Override
  public int testFeatures() {
    return projected;
  }

  @Override
  public boolean watchesParameters() {
    return histograms;
  }

  private SummaryWriter open() {
    if (writer == null) {
      throw new IllegalStateException("not started: expected onStart before any other call");
    }
    return writer;
  }

  /**
   * Writes what is left and closes the file. Idempotent; nothing happens if no run started.
   *
   * @throws IOException if events could not be written, and no call before has said so
   */
  @Override
  public void close() throws IOException {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      if (!failed) {
        throw e;
      }
    }
  }

  /** The options of a listener. Not thread-safe. */
  public static final class Builder {
    private final Path directory;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private @Nullable SamplePictures pictures;
    private @Nullable SamplePictures validationPictures;
    private int mistakes = 16;
    private int projected = 1000;
    private boolean histograms;
    private boolean closeOnExit = true;
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(Path directory) {
      this.directory = directory;
    }

    /**
     * The test data, for mistakes and projector; images are read when they are shown. Default:
     * none; samples are then known by their numbers and not shown.
     */
    public Builder testData(LabeledImages test) {
      this.pictures = new SamplePictures(test);
      return this;
    }

    /**
     * The validation data of a run that has some, for mistakes; the test data are then for the
     * projector alone. Default: none.
     */
    public Builder validationData(LabeledImages validation) {
      this.validationPictures = new SamplePictures(validation);
      return this;
    }

    /**
     * A text of the caller's, such as an audit of the data.
     *
     * @param tag its name; none of those that the listener uses
     * @param markdown what it says
     */
    public Builder text(String tag, String markdown) {
      texts.put(tag, markdown);
      return this;
    }

    /**
     * How many mistakes are shown after an epoch; default 16.
     *
     * @param count at least 0
     * @throws IllegalArgumentException if it is less
     */
    public Builder mistakes(int count) {
      this.mistakes = requireNotNegative("number of mistakes", count);
      return this;
    }

    /**
     * How many test samples at most the projector shows; default 1000. Their features are kept in
     * memory, 4 bytes each, and their pictures read at the end of the run.
     *
     * @param samples at least 0
     * @throws IllegalArgumentException if it is less
     */
    public Builder projector(int samples) {
      this.projected = requireNotNegative("number of samples", samples);
      return this;
    }

    /** Whether weights and gradients are written as histograms; default false. */
    public Builder histograms(boolean histograms) {
      this.histograms = histograms;
      return this;
    }

    /**
     * Whether the event file is closed when the virtual machine shuts down, with what was logged
     * until then; default true. False for a program that {@linkplain
     * dev.hibi.training.TrainingRun#stop stops} its run then, and waits for it.
     */
    public Builder closeOnExit(boolean closeOnExit) {
      this.closeOnExit = closeOnExit;
      return this;
    }

    /** For tests of what is measured. */
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }

    /** The listener; it opens no file before a run starts. */
    public TensorBoardListener build() {
      return new TensorBoardListener(this);
    }

    private static int requireNotNegative(String name, int value) {
      if (value < 0) {
        throw new IllegalArgumentException(
            "bad %s: expected 0 and more, found %d".formatted(name, value));
      }
      return value;
    }
  }
}
