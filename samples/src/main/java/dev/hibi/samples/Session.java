package dev.hibi.samples;

import ai.djl.Device;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.training.EpochMetrics;
import dev.hibi.training.Evaluation;
import dev.hibi.training.FitConfig;
import dev.hibi.training.FitListener;
import dev.hibi.training.TensorBoardListener;
import dev.hibi.training.TrainingResult;
import dev.hibi.training.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** A training run of the command line: data sets, trainer, TensorBoard and progress joined. */
record Session(FitConfig config, Device device, Path output, Path logDir, boolean resume) {

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
    try (TensorBoardListener events = new TensorBoardListener(logDir)) {
      return TrainingRun.builder(
              config, DataSources.labeled(train), DataSources.labeled(test), output)
          .device(device)
          .resume(resume)
          .listener(new Both(List.of(new Progress(config.epochs(), out), events)))
          .build()
          .fit();
    }
  }

  /** Tells several listeners, in order. */
  private record Both(List<FitListener> listeners) implements FitListener {
    @Override
    public void onStart(int epoch, long step, String device) throws IOException {
      for (FitListener listener : listeners) {
        listener.onStart(epoch, step, device);
      }
    }

    @Override
    public void onFeatures(String data, long done, long total) throws IOException {
      for (FitListener listener : listeners) {
        listener.onFeatures(data, done, total);
      }
    }

    @Override
    public void onStep(int epoch, long step, long stepsPerEpoch, double loss, double rate)
        throws IOException {
      for (FitListener listener : listeners) {
        listener.onStep(epoch, step, stepsPerEpoch, loss, rate);
      }
    }

    @Override
    public void onEpoch(EpochMetrics metrics, Evaluation evaluation) throws IOException {
      for (FitListener listener : listeners) {
        listener.onEpoch(metrics, evaluation);
      }
    }
  }
}
