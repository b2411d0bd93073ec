package dev.hibi.samples;

import ai.djl.Device;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.training.FitConfig;
import dev.hibi.training.TensorBoardListener;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** A training run of the command line: data sets, trainer, TensorBoard and progress joined. */
record Session(
    FitConfig config, Device device, Path output, Path logDir, boolean histograms, boolean resume) {

  /**
   * Trains.
   *
   * @param out receives progress
   */
  TrainingResult train(ZipImageFolder train, ZipImageFolder test, PrintWriter out)
      throws IOException {
    out.printf(
        "model     %s, %d x %d, mode %s%n",
        config.backbone(), config.imageSpec().size(), config.imageSpec().size(), config.mode());
    try (TensorBoardListener events =
        TensorBoardListener.builder(logDir)
            .pictures(new FolderPictures(test))
            .text("sources", SourcesText.of(train, test))
            .histograms(histograms)
            .build()) {
      return TrainingRun.builder(
              config, DataSources.labeled(train), DataSources.labeled(test), output)
          .device(device)
          .resume(resume)
          .listener(new Progress(config.epochs(), out))
          .listener(events)
          .build()
          .fit();
    }
  }
}
