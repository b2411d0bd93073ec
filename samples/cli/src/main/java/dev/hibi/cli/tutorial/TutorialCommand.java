package dev.hibi.cli.tutorial;

import com.google.gson.JsonParser;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.cli.option.Counted;
import dev.hibi.cli.train.Report;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KqiConfig;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.job.JobResult;
import dev.hibi.client.job.TensorBoardPage;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.job.WatchPolicy;
import dev.hibi.client.transfer.DataUpload;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.emulator.Emulator;
import dev.hibi.model.Classification;
import dev.hibi.model.Classifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi tutorial}. */
@Command(
    name = "tutorial",
    sortOptions = false,
    description = {
      "KAMONOHASHI's tutorial \"Concrete Crack Classification\" from beginning to end: uploads two"
          + " archives, makes a data set, trains on the platform, follows the log, fetches the model"
          + " and classifies a picture with it.",
      "Without --login it starts an emulated platform on this machine, which runs the job as a"
          + " process; without archives it draws pictures of concrete."
    })
public final class TutorialCommand implements Callable<Integer> {
  private static final int TRAIN_PER_CLASS = 1000;
  private static final int TEST_PER_CLASS = 300;
  private static final String NAME = "crack";
  private static final int MOST_RUN_JSON = 1 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "tutorial",
      description = "Where archives, model and emulator go (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("");

  @Option(names = "--train", paramLabel = "ZIP", description = "Photographs to train on.")
  private @Nullable Path train;

  @Option(names = "--test", paramLabel = "ZIP", description = "Photographs to test on.")
  private @Nullable Path test;

  @Option(
      names = "--login",
      paramLabel = "FILE",
      description = "A file written by 'hibi kqi login': the platform to work on.")
  private @Nullable Path login;

  @Option(
      names = "--image",
      paramLabel = "IMAGE:TAG",
      defaultValue = "hibi:latest",
      description = "Image with hibi in it, of the tenant's registry (default: ${DEFAULT-VALUE}).")
  private String image = "";

  @Option(
      names = "--repository",
      paramLabel = "OWNER/NAME",
      defaultValue = "hibi/tutorial",
      description = "Any repository of the tenant's Git; nothing in it is used.")
  private String repository = "";

  @Option(names = "--gpu", defaultValue = "0", description = "GPUs of the job (default: 0).")
  private int gpu;

  @Option(names = "--epochs", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--train-options",
      paramLabel = "TEXT",
      defaultValue = "--mode scratch --image-size 64 --lr 0.001",
      description = "For 'hibi train' in the job (default: ${DEFAULT-VALUE}).")
  private String trainOptions = "";

  /** For the command line, which makes it. */
  public TutorialCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    if ((train == null) != (test == null)) {
      throw usage("options go together: expected --train and --test, found one of them");
    }
    if (epochs < 1) {
      throw usage("bad epochs: expected 1 and more, found " + epochs);
    }
    checkRequest();
    Files.createDirectories(directory);
    if (login != null) {
      return run(KamonohashiClient.from(KqiConfig.read(login)).build(), "hibi");
    }
    try (Emulator emulator =
        Emulator.builder(directory.resolve("emulator"))
            .user("user") // with a random password: the jobs are processes of who runs this
            .runCommands(true)
            .start()) {
      // The job is a process of its own: it must not go on when this one is stopped.
      Thread hook = new Thread(emulator::close);
      Runtime.getRuntime().addShutdownHook(hook);
      KamonohashiClient client =
          KamonohashiClient.builder(emulator.uri())
              .login(emulator.user(), emulator.password())
              .build();
      try {
        return run(client, ThisProgram.command(spec.root().userObject().getClass()));
      } finally {
        forget(hook);
      }
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // it runs already
    }
  }

  private int run(KamonohashiClient client, String program)
      throws IOException, InterruptedException, TimeoutException {
    say("platform", "%s, version %s".formatted(client.server(), client.version().get().version()));
    say("account", client.account().get().userName());
    Path trainZip = archive(train, "train.zip", DrawnArchive.train(0), TRAIN_PER_CLASS);
    Path testZip = archive(test, "test.zip", DrawnArchive.test(0), TEST_PER_CLASS);
    long trainData = upload(client, "train", trainZip);
    long testData = upload(client, "test", testZip);
    long dataSet =
        client
            .dataSets()
            .create(
                DataSetApi.Create.typed(
                    "concrete",
                    Map.of("training", List.of(trainData), "testing", List.of(testData))))
            .id();
    say(
        "data set",
        "%d: training data %d, testing data %d".formatted(dataSet, trainData, testData));
    TrainingJob job = start(client, request(dataSet, program));
    JobResult result = job.followLog(line -> spec.commandLine().getOut().println("  | " + line));
    say("job", result.toString());
    if (!result.isSuccess()) {
      throw new IOException(
          "the job has not ended well: expected Completed, found %s (training %d)"
              .formatted(result.details().status(), job.id()));
    }
    double accuracy = accuracy(job);
    classify(client, job, testZip);
    spec.commandLine()
        .getOut()
        .printf("%s, test accuracy %.2f %%%n", result.details().status(), 100 * accuracy);
    return 0;
  }

  private void say(String what, String text) {
    spec.commandLine().getOut().printf("%-11s %s%n", what, text);
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }

  private Path archive(@Nullable Path given, String name, DrawnArchive drawn, int perClass)
      throws IOException {
    if (given != null) {
      return given;
    }
    Path zip = directory.resolve(name);
    if (!Files.exists(zip)) {
      drawn.write(zip, perClass);
      say("drawing", "%s, %,d pictures of concrete".formatted(zip, 2 * perClass));
    }
    return zip;
  }

  private long upload(KamonohashiClient client, String name, Path zip) throws IOException {
    long id =
        DataUpload.builder(client, name)
            .file(zip)
            .resumeFile(directory.resolve(name + ".upload"))
            .build()
            .run();
    say("upload", "%s (%s) is data %d".formatted(zip, Counted.of(Files.size(zip), "byte"), id));
    return id;
  }

  /** Before anything is drawn or sent. */
  private void checkRequest() {
    try {
      request(1, "hibi");
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private TrainingRequest request(long dataSet, String program) {
    String command =
        "%s train --kqi --kqi-root \"${KQI_ROOT:-/}\" --name %s --epochs %d %s"
            .formatted(program, NAME, epochs, trainOptions);
    int colon = image.lastIndexOf(':');
    int slash = repository.lastIndexOf('/');
    if (colon < 1 || slash < 1) {
      throw usage(
          "expected IMAGE:TAG and OWNER/NAME, found '%s' and '%s'".formatted(image, repository));
    }
    return TrainingRequest.builder("concrete-cracks")
        .image(image.substring(0, colon), image.substring(colon + 1))
        .dataSet(dataSet)
        .repository(repository.substring(0, slash), repository.substring(slash + 1))
        .entryPoint(command)
        .cpu(2)
        .memoryGb(8)
        .gpu(gpu)
        .build();
  }

  private TrainingJob start(KamonohashiClient client, TrainingRequest request)
      throws InterruptedException, TimeoutException {
    TrainingJob job =
        TrainingJob.start(client, request)
            .policy(
                WatchPolicy.DEFAULT
                    .interval(
                        login == null ? Duration.ofSeconds(1) : WatchPolicy.DEFAULT.interval())
                    .haltingOutOfMemory()
                    .successFile(NAME + "/run.json"));
    say("job", "%d: hibi train --kqi --epochs %d %s".formatted(job.id(), epochs, trainOptions));
    TensorBoardPage page = job.startTensorBoard(TrainingApi.TensorBoardStart.untilNight());
    URI address = page.awaitAddress(Duration.ofMinutes(5));
    say("tensorboard", address.toString());
    return job;
  }

  private double accuracy(TrainingJob job) {
    byte[] json =
        job.readOutput(NAME + "/run.json", MOST_RUN_JSON)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no result: expected %s/run.json in the output, found none (training %d)"
                            .formatted(NAME, job.id())));
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8))
        .getAsJsonObject()
        .get("testAccuracy")
        .getAsDouble();
  }

  private void classify(KamonohashiClient client, TrainingJob job, Path testZip)
      throws IOException {
    List<OutputFile> outputs = job.outputs().toList();
    long bytes = outputs.stream().mapToLong(OutputFile::size).sum();
    say("output", Counted.of(outputs.size(), "file") + ", " + Counted.of(bytes, "byte"));
    outputs.forEach(
        file -> spec.commandLine().getOut().printf("  %,12d  %s%n", file.size(), file.path()));
    Path model = directory.resolve("model");
    List<Path> fetched =
        Downloads.builder(client).build().outputs(job.id(), "/" + NAME + "/model", model);
    say("model", Counted.of(fetched.size(), "file") + " fetched to " + model);
    job.tensorBoard().stop();
    PrintWriter out = spec.commandLine().getOut();
    out.println("three pictures:");
    try (Classifier classifier = Classifier.load(model);
        ImageSources pictures = ImageSources.open(testZip)) {
      int size = pictures.size();
      for (int index : new int[] {0, size / 2, size - 1}) {
        Classification found = classifier.classify(pictures.image(index));
        out.println("  " + Report.line(pictures.sample(index).name(), found));
      }
    }
  }
}
