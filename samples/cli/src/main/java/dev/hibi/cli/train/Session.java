package dev.hibi.cli.train;

import ai.djl.Device;
import dev.hibi.cli.data.AuditText;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.AuditReport;
import dev.hibi.dataset.audit.DatasetAudit;
import dev.hibi.training.FitConfig;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import dev.hibi.training.tensorboard.TensorBoardListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** A training run of the command line: data sets, trainer, TensorBoard and progress joined. */
public record Session(
    FitConfig config, Device device, Path output, EventOptions options, ResumeOptions resume) {

  /**
   * Trains.
   *
   * @param out receives progress
   * @param err receives warnings
   */
  public TrainingResult train(
      ZipImageFolder train, ZipImageFolder test, PrintWriter out, PrintWriter err)
      throws IOException {
    out.printf(
        "model     %s, %d x %d, mode %s%n",
        config.backbone(), config.imageSpec().size(), config.imageSpec().size(), config.mode());
    TensorBoardListener.Builder shown =
        TensorBoardListener.builder(options.directory(output))
            .testData(test)
            .text("sources", SourcesText.of(train, test))
            .histograms(options.histograms());
    if (options.audit()) {
      shown.text("audit", audit(train, test, out));
    }
    try (TensorBoardListener events = shown.build()) {
      TrainingRun.Builder run =
          TrainingRun.builder(config, train, test, output)
              .device(device)
              .listener(new Progress(config.epochs(), out, err))
              .listener(events);
      resume.apply(run);
      return run.build().fit();
    }
  }

  /** In Markdown. */
  private static String audit(ZipImageFolder train, ZipImageFolder test, PrintWriter out)
      throws IOException {
    AuditReport report =
        DatasetAudit.builder()
            .split("train", train)
            .split("test", test)
            .listener(AuditText.progress(out))
            .build()
            .run();
    report.verdict().forEach(sentence -> out.printf("audit     %s%n", sentence));
    return AuditText.markdown(report);
  }
}
