package dev.hibi.service;

import com.sun.net.httpserver.HttpServer;
import dev.hibi.model.ImageClassifier;
import dev.hibi.model.engine.EngineGate;
import dev.hibi.model.scoring.ScanPoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP what photographs show, and has a page to look through them: its routes are told
 * by {@code /openapi.json}.
 *
 * <p>It knows no users and no encryption: by default it answers this machine alone, and for others
 * it belongs behind a proxy that has both.
 *
 * <p>The classifier is closed with it. {@link #close} takes nothing new, lets what has begun end
 * for a while, and is idempotent; who calls it meanwhile waits for the first. A shutdown of the JVM
 * closes it, and the engine goes on until that is done: no hook is needed, and one that calls
 * {@code close} may be there. Thread-safe.
 */
public final class ClassificationService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClassificationService.class);
  private static final int MOST_CONNECTIONS = 256; // at a time that have sent something
  private static final int SECONDS = 60; // for a request to come, and as many for its answer to go

  /** What was chosen. */
  record Settings(long largestUpload, long largestMegapixels, int working, Tiles tiles) {}

  private final ImageClassifier classifier;
  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Routes routes = new Routes();
  private final Front front;
  private final @Nullable Closeable marks;
  private final Duration patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean closing; // guarded by this
  private EngineGate.Hold hold = () -> {}; // guarded by this

  private ClassificationService(Builder builder, HttpServer server, @Nullable MarkFolder marks) {
    this.classifier = builder.classifier;
    this.server = server;
    this.marks = marks;
    this.patience = builder.patience;
    Metrics metrics = new Metrics();
    Admission admission = new Admission(builder.working, builder.waiting);
    ScanStore scans =
        new ScanStore(builder.scans, builder.scanBytes, builder.kept, InstantSource.system());
    Settings settings = builder.settings();
    Photographs photographs =
        new Photographs(classifier, settings, admission, scans, Optional.ofNullable(marks));
    this.front = new Front(routes, new Origins(builder.names), metrics);
    String facts =
        ModelFacts.of(
                classifier,
                Optional.ofNullable(builder.digest),
                settings.tiles().edge(),
                marks != null)
            .toString();
    addRoutes(routes, photographs, facts);
    routes.add(
        "GET",
        "/metrics",
        request ->
            Answer.of(
                200,
                Metrics.TYPE,
                metrics.text(
                    gauges(admission, scans),
                    Map.of(
                        "hibi_images_total", photographs.images(),
                        "hibi_rejected_total", admission.refused()))));
    this.threads =
        new ThreadPoolExecutor(
            0, MOST_CONNECTIONS, SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>());
    server.setExecutor(threads);
    server.createContext("/", front);
  }

  /** Who is to close it waits until it has begun. */
  private synchronized void begin() {
    hold = EngineGate.hold(this::closeMeanwhile);
    server.start();
  }

  /** The gate tells its holders one after another: none of them keeps it waiting. */
  private void closeMeanwhile() {
    new Thread(
            () -> {
              try {
                close();
              } catch (RuntimeException e) {
                LOG.warn("the service did not end as it should", e);
              }
            },
            "hibi-service-close")
        .start();
  }

  private void addRoutes(Routes routes, Photographs photographs, String facts) {
    routes
        .add("GET", "/", Page::of, "lang")
        .add("GET", "/page.css", request -> Page.file("page.css", "text/css; charset=utf-8"))
        .add("GET", "/page.js", request -> Page.file("page.js", "text/javascript; charset=utf-8"))
        .add("POST", "/classify", photographs::classify, "name")
        .add("POST", "/scan", photographs::scan, "name", "threshold")
        .add("GET", "/scans/{id}", photographs::again, "threshold")
        .add("GET", "/scans/{id}/overlay", photographs::overlay, "threshold")
        .add("POST", "/scans/{id}/marks", photographs::mark)
        .add("DELETE", "/scans/{id}/marks/{mark}", photographs::unmark)
        .add("GET", "/model", request -> Answer.of(200, Answer.JSON, facts))
        .add("GET", "/openapi.json", request -> Page.file("openapi.json", Answer.JSON))
        .add("GET", "/healthz", request -> Answer.of(200, Answer.JSON, "{\"status\":\"live\"}"))
        .add("GET", "/readyz", request -> ready());
  }

  private Answer ready() {
    return front.isStopping()
        ? Problem.of(503, "stopping: expected a service that runs, found one that ends").answer()
        : Answer.of(200, Answer.JSON, "{\"status\":\"ready\"}");
  }

  private Map<String, Long> gauges(Admission admission, ScanStore scans) {
    Runtime runtime = Runtime.getRuntime();
    return Map.of(
        "hibi_requests_in_flight",
        front.inFlight().getUnarrivedParties() - 1L,
        "hibi_places_taken",
        (long) admission.taken(),
        "hibi_scans_kept",
        (long) scans.count(),
        "hibi_scans_kept_bytes",
        scans.byteCount(),
        "hibi_ready",
        front.isStopping() ? 0L : 1L,
        "jvm_memory_used_bytes",
        runtime.totalMemory() - runtime.freeMemory(),
        "jvm_memory_max_bytes",
        runtime.maxMemory());
  }

  /**
   * Begins one.
   *
   * @param classifier closed with the service, or when it cannot be started
   */
  public static Builder builder(ImageClassifier classifier) {
    return new Builder(classifier);
  }

  /** Where the page is. */
  public URI address() {
    InetSocketAddress at = server.getAddress();
    InetAddress host = at.getAddress();
    String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
    return URI.create(
        "http://%s:%d/".formatted(name.contains(":") ? "[" + name + "]" : name, at.getPort()));
  }

  /** For tests. */
  List<Routes.Route> routes() {
    return routes.all();
  }

  /**
   * Waits until it is closed.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    boolean first;
    EngineGate.Hold held;
    synchronized (this) {
      first = !closing;
      closing = true;
      held = hold;
    }
    if (first) {
      try {
        end();
      } finally {
        held.close(); // after the classifier, which asks the engine to free its own
        closed.countDown();
      }
    } else {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void end() {
    front.stop();
    try {
      front
          .inFlight()
          .awaitAdvanceInterruptibly(
              front.inFlight().arrive(), patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // What takes longer is interrupted.
    }
    server.stop(0);
    threads.shutdownNow();
    try {
      boolean ended = threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (ended && marks != null) {
        marks.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      classifier.close();
    }
  }

  /** How it serves. Not thread-safe. */
  public static final class Builder {
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8; // of an array

    private final ImageClassifier classifier;
    private final Set<String> names = new LinkedHashSet<>();
    private InetAddress host = InetAddress.getLoopbackAddress();
    private int port;
    private long largestUpload = 64 << 20;
    private long largestMegapixels = 100;
    private int working = 2;
    private int waiting = 8;
    private OptionalInt tile = OptionalInt.empty();
    private OptionalLong leastArea = OptionalLong.empty();
    private int scans = 32;
    private long scanBytes = 256 << 20;
    private Duration kept = Duration.ofMinutes(30);
    private Duration patience = Duration.ofSeconds(20);
    private @Nullable String digest;
    private @Nullable Path marks;

    private Builder(ImageClassifier classifier) {
      this.classifier = classifier;
    }

    /** On which address it listens; default the loopback address. */
    public Builder host(InetAddress address) {
      this.host = address;
      return this;
    }

    /** On which port; default, or 0, one that is free. */
    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /**
     * By which name it may also be asked, beside addresses and {@code localhost}; several calls.
     *
     * @throws IllegalArgumentException if it is no name of a host, such as an address of a page
     */
    public Builder allowHost(String name) {
      names.add(Origins.requireName(name));
      return this;
    }

    /** How many bytes an upload may have, as many as an array at most; default 64 MiB. */
    public Builder largestUpload(long bytes) {
      if (bytes < 1 || bytes > MOST_BYTES) {
        throw new IllegalArgumentException(
            "bad upload: expected 1 to %d bytes, found %d".formatted(MOST_BYTES, bytes));
      }
      this.largestUpload = bytes;
      return this;
    }

    /** How many megapixels an image may have; default 100. */
    public Builder largestMegapixels(long megapixels) {
      this.largestMegapixels = positive("number of megapixels", megapixels);
      return this;
    }

    /**
     * How many requests ask the engine at a time, and how many more are read and wait; beyond these
     * the answer is 429. Default 2 and 8.
     */
    public Builder atWork(int requests, int waitingRequests) {
      this.working = (int) positive("number at work", requests);
      this.waiting = (int) positive("number waiting", waitingRequests);
      return this;
    }

    /**
     * The edge of a tile in pixels of a photograph; default what the model was calibrated with for
     * whole photographs, else 224. With another one than that the model's threshold of photographs
     * is not for these tiles: that of tiles is taken, and a warning is logged.
     */
    public Builder tile(int pixels) {
      this.tile = OptionalInt.of((int) positive("tile", pixels));
      return this;
    }

    /**
     * Square pixels that a region has at least; default what the model was calibrated with, if it
     * is used with that tile, else a sixteenth of a tile. Another one is warned of as {@linkplain
     * #tile another tile} is.
     */
    public Builder leastArea(long pixels) {
      this.leastArea = OptionalLong.of(pixels);
      return this;
    }

    /**
     * How many scans are kept, in how many bytes, and how long; default 32, 256 MiB, 30 minutes.
     */
    public Builder keepScans(int most, long bytes, Duration time) {
      this.scans = (int) positive("number of scans", most);
      this.scanBytes = positive("number of bytes", bytes);
      this.kept = time;
      return this;
    }

    /**
     * How long what has begun may go on when it is closed; default 20 s. A shutdown of the JVM
     * waits at most 120 s for all.
     */
    public Builder patience(Duration time) {
      this.patience = time;
      return this;
    }

    /** Where marks are kept; by default they are not. */
    public Builder marks(Path folder) {
      this.marks = folder;
      return this;
    }

    /** Which model it is, for those who ask: SHA-256 of its {@code model.json}. */
    public Builder modelDigest(String sha256) {
      this.digest = sha256;
      return this;
    }

    private static long positive(String what, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "bad %s: expected 1 and more, found %d".formatted(what, value));
      }
      return value;
    }

    private Settings settings() {
      Optional<ScanPoint> calibrated = Tiles.calibrated(classifier);
      Tiles tiles = Tiles.of(calibrated, tile, leastArea);
      tiles.complaint(calibrated).ifPresent(LOG::warn);
      return new Settings(largestUpload, largestMegapixels, working, tiles);
    }

    /**
     * Begins to answer. The JDK's server reads its limits once in a process, from system
     * properties: those that are not set are set here.
     *
     * @throws IOException if the port is taken, or the folder of marks cannot be used
     * @throws IllegalStateException if the JVM shuts down
     */
    public ClassificationService start() throws IOException {
      set("maxReqTime", String.valueOf(SECONDS));
      set("maxRspTime", String.valueOf(SECONDS));
      set("idleInterval", String.valueOf(SECONDS));
      set("nodelay", "true"); // else each answer waits 40 ms for an acknowledgement
      MarkFolder folder = null;
      try {
        folder = marks == null ? null : MarkFolder.open(marks);
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
        ClassificationService service = new ClassificationService(this, server, folder);
        service.begin();
        return service;
      } catch (IOException | RuntimeException e) {
        classifier.close();
        if (folder != null) {
          folder.close();
        }
        throw e;
      }
    }

    private static void set(String name, String value) {
      String property = "sun.net.httpserver." + name;
      if (System.getProperty(property) == null) {
        System.setProperty(property, value);
      }
    }
  }
}
