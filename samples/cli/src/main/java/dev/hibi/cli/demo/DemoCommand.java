package dev.hibi.cli.demo;

import ai.djl.Device;
import dev.hibi.ImageSpec;
import dev.hibi.WholeFiles;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.cli.concrete.DrawnWall;
import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.LanguageOption;
import dev.hibi.cli.train.CheckpointOption;
import dev.hibi.cli.train.EventOptions;
import dev.hibi.cli.train.Report;
import dev.hibi.cli.train.ResumeOptions;
import dev.hibi.cli.train.RunImages;
import dev.hibi.cli.train.Session;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.SingleThreshold;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import dev.hibi.model.Backbone;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import dev.hibi.training.FitConfig;
import dev.hibi.training.LearningRateSchedule;
import dev.hibi.training.TrainingMode;
import dev.hibi.training.TrainingResult;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi demo}. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Shows everything with nothing given: draws pictures of concrete, trains a ResNet-18 on them"
          + " from random weights, tests it and classifies three pictures.",
      "Takes two to three minutes on two cores."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int TRAIN_PER_CLASS = 1000;
  private static final int TEST_PER_CLASS = 300;
  private static final int IMAGE_SIZE = 64;
  private static final int WALLS = 3;
  private static final long SEED = 0;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "demo",
      description =
          "Where everything goes: a new folder, or that of an earlier demo (default:"
              + " ${DEFAULT-VALUE}).")
  private Path directory = Path.of("");

  @Option(
      names = "--epochs",
      defaultValue = "6",
      description = "How often every picture is seen (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private DeviceOption device = new DeviceOption();

  /** For the command line, which makes it. */
  public DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Device target = device.select();
    FitConfig config = config();
    takeDirectory();
    Path trainZip = directory.resolve("train.zip");
    Path testZip = directory.resolve("test.zip");
    Path run = directory.resolve("run");
    out.printf(
        "drawing   %,d pictures of concrete, half of them cracked%n",
        2 * (TRAIN_PER_CLASS + TEST_PER_CLASS));
    DrawnArchive.train(SEED).write(trainZip, TRAIN_PER_CLASS);
    DrawnArchive.test(SEED).write(testZip, TEST_PER_CLASS);
    drawWalls(directory.resolve("walls"));
    WholeFiles.deleteTree(run);
    DataSources sources = new DataSources();
    try (ZipImageFolder train =
            DataSources.open(
                "train",
                List.of(trainZip),
                sources
                    .builder()
                    .optPreprocessing(TrainingPreprocessing.inspection(config.imageSpec()))
                    .optSeed(SEED),
                out,
                spec.commandLine().getErr());
        ZipImageFolder test =
            DataSources.open(
                "test",
                List.of(testZip),
                sources
                    .builder()
                    .optClassLabels(train.labels())
                    .optPreprocessing(new EvaluationPreprocessing(config.imageSpec())),
                out,
                spec.commandLine().getErr())) {
      TrainingResult result =
          new Session(
                  config,
                  List.of(target),
                  run,
                  EventOptions.withAudit(),
                  new CheckpointOption(),
                  new ResumeOptions(),
                  new LanguageOption())
              .train(new RunImages(train, test), out, spec.commandLine().getErr());
      Report.result(result, out);
      out.printf(
          "baseline  %.2f %% by the best threshold on the standard deviation of luminance%n",
          100 * SingleThreshold.onContrast(train, test).accuracy());
      classifyThree(result.model(), target, test, out);
    }
    nextSteps(out);
    return 0;
  }

  private FitConfig config() throws IOException {
    try {
      return FitConfig.builder(Backbone.RESNET18)
          .mode(TrainingMode.SCRATCH)
          .imageSpec(ImageSpec.imagenet(IMAGE_SIZE))
          .epochs(epochs)
          .learningRate(0.001)
          .schedule(new LearningRateSchedule.Cosine(0.15))
          .seed(SEED)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** What is there is overwritten, so it must be a demo's. */
  private void takeDirectory() throws IOException {
    Path marker = directory.resolve(".hibi-demo");
    if (Files.exists(directory) && !Files.exists(marker)) {
      throw new IOException(
          "folder in use: expected a new one or that of an earlier demo, found another (%s)"
              .formatted(directory));
    }
    Files.createDirectories(directory);
    WholeFiles.writeFile(marker, WholeFiles.text("made by hibi demo\n"));
  }

  /** Photographs to scan. */
  private static void drawWalls(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < WALLS; i++) {
      BufferedImage wall = DrawnWall.draw(SEED + i).photo().toBufferedImage();
      WholeFiles.writeFile(
          folder.resolve("wall-%d.png".formatted(i + 1)),
          file -> ImageIO.write(wall, "png", Channels.newOutputStream(file)));
    }
  }

  private static void classifyThree(Path model, Device device, ZipImageFolder test, PrintWriter out)
      throws IOException {
    out.println("three pictures:");
    try (Classifier classifier = Classifier.load(model, device)) {
      for (long index : new long[] {0, test.size() / 2, test.size() - 1}) {
        Classification result = classifier.classify(test.image(index));
        out.println("  " + Report.line(test.sample(index).name(), result));
      }
    }
  }

  private void nextSteps(PrintWriter out) throws IOException {
    Path run = directory.resolve("run");
    Path testZip = directory.resolve("test.zip");
    Path walls = directory.resolve("walls");
    out.println("files:");
    out.printf("  %-24s pictures to learn from%n", directory.resolve("train.zip"));
    out.printf("  %-24s pictures to test on%n", testZip);
    out.printf("  %-24s photographs to look through%n", walls);
    out.printf("  %-24s the model, for Java, Python and C++%n", run.resolve("model"));
    out.printf("  %-24s what a killed run goes on from%n", run.resolve("checkpoints"));
    out.printf("  %-24s a line of numbers an epoch%n", run.resolve("metrics.jsonl"));
    out.printf("  %-24s settings, versions, result%n", run.resolve("run.json"));
    out.printf("  %-24s all of it as a page for people%n", run.resolve("report.html"));
    try (var files = Files.newDirectoryStream(run, "events.out.tfevents.*")) {
      for (Path file : files) {
        out.printf("  %s  for TensorBoard%n", file);
      }
    }
    out.println("next:");
    out.printf("  ./hibi predict --model %s photo.jpg%n", run.resolve("model"));
    out.printf("  ./hibi evaluate --model %s --data %s%n", run.resolve("model"), testZip);
    out.printf(
        "  ./hibi scan --model %s --tile %d --output scan --html scan.html %s%n",
        run.resolve("model"), DrawnArchive.PICTURE_SIZE, walls);
    out.printf("  tensorboard --logdir %s%n", run);
    out.println("  ./hibi train --train train.zip --test test.zip --output run");
  }
}
