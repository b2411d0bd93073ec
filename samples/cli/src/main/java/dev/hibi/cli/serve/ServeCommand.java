package dev.hibi.cli.serve;

import dev.hibi.Sha256;
import dev.hibi.cli.option.DeviceOption;
import dev.hibi.cli.option.FamiliarityOption;
import dev.hibi.cli.option.PrecisionOption;
import dev.hibi.cli.option.TileOptions;
import dev.hibi.model.Classifier;
import dev.hibi.service.ClassificationService;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hibi serve}. */
@Command(
    name = "serve",
    sortOptions = false,
    description = {
      "Answers over HTTP what photographs show, and has a page to look through them in a browser,"
          + " until it is told to end.",
      "It knows no users and no encryption: for other machines it belongs behind a proxy that has"
          + " both."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final int LAST_PORT = 65_535;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "A trained model.")
  private Path model = Path.of("");

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "0 for one that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "On which address it listens; 0.0.0.0 is all of this machine (default: ${DEFAULT-VALUE},"
              + " this machine alone).")
  private String host = "";

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description =
          "A name by which browsers may ask for it, beside localhost and addresses, such as that of"
              + " a proxy; several times.")
  private List<String> names = List.of();

  @Option(
      names = "--marks",
      paramLabel = "DIR",
      description =
          "Keep what people mark in the page: tiles of it, and marks.csv, which hibi calibrate"
              + " --data takes.")
  private @Nullable Path marks;

  @Option(
      names = "--largest-upload",
      paramLabel = "BYTES",
      defaultValue = "67108864",
      description = "Of a photograph (default: ${DEFAULT-VALUE}).")
  private long largestUpload;

  @Option(
      names = "--largest-megapixels",
      paramLabel = "N",
      defaultValue = "100",
      description = "Of a photograph (default: ${DEFAULT-VALUE}).")
  private long largestMegapixels;

  @Option(
      names = "--at-work",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many requests compute at a time (default: ${DEFAULT-VALUE}).")
  private int atWork;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "How many more may wait; who comes then is told to come again (default:"
              + " ${DEFAULT-VALUE}).")
  private int waiting;

  @Mixin private TileOptions tiles = new TileOptions();

  @Mixin private FamiliarityOption familiarity = new FamiliarityOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PrecisionOption precision = new PrecisionOption();

  /** For the command line, which makes it. */
  public ServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      throw wrong("bad port: expected 0 to %d, found %d".formatted(LAST_PORT, port));
    }
    InetAddress address = address();
    Classifier.Loader loader =
        Classifier.loader(model).device(device.select()).familiarity(familiarity.isAsked());
    Classifier classifier = precision.load(loader);
    ClassificationService service;
    try {
      familiarity.requireKnown(classifier, model);
      tiles.requireCalibrated(classifier);
      tiles.scanner(classifier);
      service = builder(classifier).host(address).start();
    } catch (BindException e) {
      throw isOfThisMachine(address)
          ? new IOException(
              "cannot listen: expected a free port of %s, found %d taken or forbidden"
                  .formatted(host, port),
              e)
          : notOfThisMachine(e);
    } catch (IOException | RuntimeException e) {
      classifier.close();
      throw e;
    }
    return serve(service);
  }

  private InetAddress address() throws IOException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw notOfThisMachine(e);
    }
  }

  /** An address of a network's interface, or one of those that no interface names. */
  private static boolean isOfThisMachine(InetAddress address) throws IOException {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || NetworkInterface.getByInetAddress(address) != null;
  }

  private IOException notOfThisMachine(IOException cause) {
    return new IOException(
        "cannot listen: expected the name or an address of this machine, found %s".formatted(host),
        cause);
  }

  private ClassificationService.Builder builder(Classifier classifier) throws IOException {
    try {
      ClassificationService.Builder builder =
          ClassificationService.builder(classifier)
              .port(port)
              .largestUpload(largestUpload)
              .largestMegapixels(largestMegapixels)
              .atWork(atWork, waiting)
              .tile(tiles.tile(classifier))
              .modelDigest(Sha256.of(model.resolve("model.json")));
      names.forEach(builder::allowHost);
      tiles.leastArea().ifPresent(builder::leastArea);
      if (marks != null) {
        builder.marks(marks);
      }
      return builder;
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Until SIGTERM or Ctrl-C, which are how it is meant to end: the exit code is 0 then. */
  private int serve(ClassificationService service) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Thread end =
        new Thread(
            () -> {
              service.close();
              out.println("stopped");
              out.flush();
              Runtime.getRuntime().halt(0);
            },
            "hibi-stop");
    Runtime.getRuntime().addShutdownHook(end);
    out.printf("serving   %s%n", service.address());
    out.flush();
    service.awaitClose();
    end.join();
    return 0;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
