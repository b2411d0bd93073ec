package dev.hibi.cli.train;

import dev.hibi.WholeFiles;
import dev.hibi.cli.console.ProgressBar;
import dev.hibi.cli.option.Pace;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.tensorboard.SummaryWriter;
import dev.hibi.training.FitListener;
import dev.hibi.training.LearningRateCurve;
import dev.hibi.training.LearningRateCurve.Point;
import dev.hibi.training.LearningRateFinder;
import dev.hibi.training.LearningRateFinder.Rates;
import dev.hibi.training.tensorboard.LearningRatePlot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --find-lr}: rates are tried in place of a training. */
public final class RateSearch {
  private static final String FOLDER = "lr-find";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--find-lr",
      description =
          "Train nothing, but try learning rates, print a good one, and draw the loss over the rate"
              + " into lr-find of the output and for TensorBoard. Needs no --test.")
  private boolean asked;

  @Option(
      names = "--find-lr-from",
      paramLabel = "RATE",
      description = "The least rate that is tried (default: 1e-7).")
  private @Nullable Double from;

  @Option(
      names = "--find-lr-to",
      paramLabel = "RATE",
      description = "The greatest rate that is tried (default: 10).")
  private @Nullable Double to;

  @Option(
      names = "--find-lr-steps",
      paramLabel = "N",
      description = "How many rates are tried, a step each (default: 100).")
  private @Nullable Integer steps;

  /** For a command, of which it is a part. */
  public RateSearch() {}

  boolean isAsked() {
    return asked;
  }

  private Rates rates() {
    Rates usual = Rates.DEFAULT;
    try {
      return new Rates(
          from == null ? usual.from() : from,
          to == null ? usual.to() : to,
          steps == null ? usual.steps() : steps);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Complains of what does not go together, before anything is read. */
  void check() {
    for (String option : List.of("--find-lr-from", "--find-lr-to", "--find-lr-steps")) {
      if (!asked && command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw wrong(option + " needs --find-lr: expected both, found " + option);
      }
    }
    rates();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * Tries the rates.
   *
   * @throws IOException also if the loss falls at none of them
   */
  void search(Session session, ZipImageFolder train, PrintWriter out, PrintWriter err)
      throws IOException {
    Rates rates = rates();
    Optional<ProgressBar> bar = ProgressBar.find(out, Progress.WIDTH);
    LearningRateFinder finder =
        LearningRateFinder.builder(session.config(), train, session.output())
            .device(session.devices().get(0))
            .rates(rates)
            .listener(new Tried(out, err, bar))
            .build();
    LearningRateCurve curve;
    try {
      curve = finder.find();
    } finally {
      bar.ifPresent(ProgressBar::clear);
    }
    Path folder = session.output().resolve(FOLDER);
    try (SummaryWriter events =
        SummaryWriter.builder(session.options().within(FOLDER).directory(folder)).build()) {
      LearningRatePlot.log(curve, events);
    }
    List<Point> points = curve.points();
    Path picture = folder.resolve("lr-find.png");
    if (points.size() > 1) {
      WholeFiles.writeFile(picture, WholeFiles.bytes(LearningRatePlot.draw(curve).png()));
    }
    out.printf(
        "tried     %d rates from %s to %s%s%n",
        points.size(),
        LearningRatePlot.text(points.get(0).rate()),
        LearningRatePlot.text(points.get(points.size() - 1).rate()),
        points.size() < rates.steps() ? ", where the loss had risen too far" : "");
    if (points.size() > 1) {
      out.printf("written   %s%n", picture);
    }
    Optional<Point> suggestion = curve.suggestion();
    if (suggestion.isEmpty()) {
      throw new IOException(
          "no learning rate found: expected a loss that falls at one of %d, found none (%s)"
              .formatted(points.size(), picture));
    }
    out.printf(
        "suggested --lr %s, where the loss falls fastest%n",
        LearningRatePlot.text(suggestion.get().rate()));
  }

  /** Shows how far the search is. */
  private static final class Tried implements FitListener {
    private final PrintWriter out;
    private final Progress features;
    private final Optional<ProgressBar> bar;
    private final Pace pace = new Pace();

    Tried(PrintWriter out, PrintWriter err, Optional<ProgressBar> bar) {
      this.out = out;
      this.features = new Progress(1, out, err, bar);
      this.bar = bar;
    }

    @Override
    public void onFeatures(String data, long done, long total) {
      features.onFeatures(data, done, total);
    }

    @Override
    public void onStep(int epoch, long step, long steps, double loss, double rate) {
      String text = "rate %s, loss %.4f".formatted(LearningRatePlot.text(rate), loss);
      if (bar.isPresent() && step < steps) {
        bar.get().draw((double) step / steps, () -> text);
      } else if (bar.isEmpty() && pace.isTime()) {
        out.printf("          step %d/%d, %s%n", step, steps, text);
      }
    }

    @Override
    public void onWarning(String message) {
      features.onWarning(message);
    }
  }
}
