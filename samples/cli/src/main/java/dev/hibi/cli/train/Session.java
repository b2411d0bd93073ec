package dev.hibi.cli.train;

import ai.djl.Device;
import dev.hibi.cli.data.AuditText;
import dev.hibi.cli.option.LanguageOption;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.AuditReport;
import dev.hibi.dataset.audit.DatasetAudit;
import dev.hibi.model.Classifier;
import dev.hibi.report.TrainingReport;
import dev.hibi.training.FitConfig;
import dev.hibi.training.InterruptedRunException;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import dev.hibi.training.tensorboard.TensorBoardListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A training run of the command line: data sets, trainer, TensorBoard and progress joined. */
public record Session(
    FitConfig config,
    List<Device> devices,
    Path output,
    EventOptions options,
    CheckpointOption checkpoints,
    ResumeOptions resume,
    LanguageOption language) {
  /** Of a run's page for people. */
  private static final String PAGE = "report.html";

  /** The same for one of several runs, in a folder of its own. */
  Session within(String name) {
    return new Session(
        config, devices, output.resolve(name), options.within(name), checkpoints, resume, language);
  }

  /**
   * Trains.
   *
   * @param out receives progress
   * @param err receives warnings
   */
  public TrainingResult train(RunImages data, PrintWriter out, PrintWriter err) throws IOException {
    ZipImageFolder train = data.train();
    ZipImageFolder test = data.test();
    out.printf(
        "model     %s, %d x %d, mode %s%s%s%n",
        config.backbone(),
        config.imageSpec().size(),
        config.imageSpec().size(),
        config.mode(),
        config.stages().map(stages -> ", " + stages).orElse(""),
        config.normal().map(normal -> ", " + normal).orElse(""));
    config
        .normal()
        .filter(normal -> train.labels().size() == 2)
        .ifPresent(
            normal -> {
              String positive = normal.positiveOf(train.labels());
              out.printf(
                  "learns    %s alone, not %s%n",
                  train.labels().name(1 - train.labels().indexOf(positive)), positive);
            });
    TensorBoardListener.Builder shown =
        TensorBoardListener.builder(options.directory(output))
            .testData(test)
            .text("sources", SourcesText.of(data))
            .histograms(options.histograms())
            .closeOnExit(false);
    data.validation().ifPresent(shown::validationData);
    Optional<AuditReport> audit =
        options.audit() ? Optional.of(audit(train, test, out)) : Optional.empty();
    audit.ifPresent(report -> shown.text("audit", AuditText.markdown(report)));
    TensorBoardListener events = shown.build();
    TrainingRun.Builder run =
        TrainingRun.builder(config, train, test, output)
            .devices(devices)
            .listener(new Progress(config.epochs(), out, err))
            .listener(events);
    data.validation().ifPresent(run::validation);
    checkpoints.apply(run);
    resume.apply(run);
    TrainingResult result = fit(run.build(), events, err);
    Report.selection(config, result, out);
    writePage(result, test, audit, out, err);
    return result;
  }

  /** A model is worth more than its page: what fails here is told, and ends nothing. */
  private void writePage(
      TrainingResult result,
      ZipImageFolder test,
      Optional<AuditReport> audit,
      PrintWriter out,
      PrintWriter err) {
    Path file = output.resolve(PAGE);
    try {
      TrainingReport.Builder page =
          TrainingReport.builder(result, test).language(language.language());
      audit.ifPresent(page::audit);
      try (Classifier classifier = Classifier.load(result.model(), devices.get(0))) {
        page.overlay(HeatPicture.by(classifier)).build().write(file);
      }
      out.printf("page      %s%n", file);
    } catch (IOException | RuntimeException e) {
      err.printf("hibi: no page: expected %s, found '%s'%n", file, e.getMessage());
    }
  }

  /** Trains, and when the process is told to end, says where it goes on and ends. */
  private static TrainingResult fit(TrainingRun run, TensorBoardListener events, PrintWriter err)
      throws IOException {
    try (StopOnExit exit = StopOnExit.of(run)) {
      try (events) {
        return run.fit();
      } catch (InterruptedRunException e) {
        if (exit.isExiting()) {
          err.println("hibi: " + e.getMessage());
        }
        throw e;
      }
    }
  }

  private static AuditReport audit(ZipImageFolder train, ZipImageFolder test, PrintWriter out)
      throws IOException {
    AuditReport report =
        DatasetAudit.builder()
            .split("train", train)
            .split("test", test)
            .listener(AuditText.progress(out))
            .build()
            .run();
    report.verdict().forEach(sentence -> out.printf("audit     %s%n", sentence));
    return report;
  }
}
