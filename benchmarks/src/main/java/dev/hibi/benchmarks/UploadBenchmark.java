package dev.hibi.benchmarks;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.UploadApi;
import dev.hibi.client.transfer.DataUpload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long an upload takes on a link with latency, beside one that sends 16 MiB parts one after
 * another and reads each whole, as the platform's own command line does; and how much memory. The
 * link is simulated ({@link SlowLink}): a round trip of 100 ms, 1 Gbit/s for all, a window of 4 MiB
 * a connection, which is what Linux takes at most by default. Calls of the platform go over it,
 * too. The storage counts bytes and drops them, in a process of its own. Each upload is a new
 * process with a heap of at most 128 MiB; its time is that of the upload alone.
 *
 * <pre>{@code
 * mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
 * java -cp "benchmarks/target/classes:benchmarks/target/lib/*" dev.hibi.benchmarks.UploadBenchmark
 * }</pre>
 */
public final class UploadBenchmark {
  private static final long MIB = 1 << 20;
  private static final long ROUND_TRIP_MILLIS = Long.getLong("roundTripMillis", 100);
  private static final int WINDOW = Integer.getInteger("window", 4 << 20);
  private static final long BYTES_PER_SECOND = Long.getLong("bytesPerSecond", 125_000_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 3);

  private UploadBenchmark() {}

  /** Without arguments all of it; else one upload: who, the server, the folder. */
  public static void main(String... arguments) throws Exception {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    switch (arguments.length == 0 ? "all" : arguments[0]) {
      case "all" -> all();
      case "server" -> serve();
      default -> one(arguments);
    }
  }

  private static void all() throws Exception {
    Process server = java("server").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Path folder = Files.createTempDirectory("upload");
    try {
      String uri = server.inputReader().readLine();
      System.out.printf(
          Locale.ROOT,
          "round trip %d ms, window %d KiB, %d MB/s%n%-22s %10s %10s %8s %12s %12s%n",
          ROUND_TRIP_MILLIS,
          WINDOW >> 10,
          BYTES_PER_SECOND / 1_000_000,
          "files",
          "serial s",
          "hibi s",
          "times",
          "serial MiB",
          "hibi MiB");
      compare(uri, folder, 1, 64 * MIB);
      compare(uri, folder, 1, 256 * MIB);
      compare(uri, folder, 1, 1024 * MIB);
      compare(uri, folder, 100, MIB);
    } finally {
      server.destroy();
      Files.delete(folder);
    }
  }

  private static void compare(String uri, Path folder, int count, long size) throws Exception {
    for (int i = 0; i < count; i++) {
      try (RandomAccessFile file = new RandomAccessFile(folder.resolve("f" + i).toFile(), "rw")) {
        file.setLength(size); // a hole: the disk is not asked
      }
    }
    double[][] best = new double[2][];
    for (int round = 0; round < ROUNDS; round++) {
      best[0] = less(best[0], run("serial", uri, folder, count * size));
      best[1] = less(best[1], run("hibi", uri, folder, count * size));
    }
    System.out.printf(
        Locale.ROOT,
        "%-22s %10.2f %10.2f %8.2f %12.0f %12.0f%n",
        count + " of " + size / MIB + " MiB",
        best[0][0],
        best[1][0],
        best[0][0] / best[1][0],
        best[0][1],
        best[1][1]);
    for (int i = 0; i < count; i++) {
      Files.delete(folder.resolve("f" + i));
    }
  }

  private static double[] less(double[] best, double[] next) {
    return best == null
        ? next
        : new double[] {Math.min(best[0], next[0]), Math.max(best[1], next[1])};
  }

  /** Seconds of an upload and the most memory that its process has had, in MiB. */
  private static double[] run(String who, String uri, Path folder, long bytes) throws Exception {
    Process process =
        java(who, uri, folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] line = process.inputReader().readLine().split(" ");
    process.waitFor();
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri + "/bytes")).build();
    String arrived =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    if (!arrived.equals(Long.toString(bytes))) {
      throw new IOException("bad upload: expected " + bytes + " bytes, found " + arrived);
    }
    return new double[] {Double.parseDouble(line[0]), Double.parseDouble(line[1])};
  }

  private static ProcessBuilder java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("roundTripMillis", "window", "bytesPerSecond")) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.add(arguments[0].equals("server") ? "-Xmx512m" : "-Xmx128m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(UploadBenchmark.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static void serve() throws Exception {
    SinkPlatform platform = new SinkPlatform();
    SlowLink link = new SlowLink(platform.port(), ROUND_TRIP_MILLIS, WINDOW, BYTES_PER_SECOND);
    platform.reachedBy(link.port());
    System.out.println("http://127.0.0.1:" + link.port());
    Thread.currentThread().join();
  }

  private static void one(String... arguments) throws Exception {
    KamonohashiClient client =
        KamonohashiClient.builder(URI.create(arguments[1])).token("token").build();
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(arguments[2]))) {
      files = listed.sorted(Comparator.naturalOrder()).toList();
    }
    long begin = System.nanoTime();
    if (arguments[0].equals("serial")) {
      serial(client, files);
    } else {
      DataUpload.builder(client, "benchmark").files(files).build().run();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.println(seconds + " " + peakMib());
    System.exit(0);
  }

  /** What the platform's command line does, on the HTTP client that Hibi uses. */
  private static void serial(KamonohashiClient client, List<Path> files) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long id = client.data().create(new DataApi.Create("benchmark", "", List.of())).id();
    List<DataApi.StoredFile> stored = new ArrayList<>();
    for (Path file : files) {
      int parts = (int) ((Files.size(file) + 16 * MIB - 1) / (16 * MIB));
      UploadApi.Parts to =
          client.uploads().begin(file.getFileName().toString(), parts, UploadApi.DATA);
      List<String> tags = new ArrayList<>();
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        for (int part = 0; part < parts; part++) {
          byte[] bytes = new byte[(int) Math.min(16 * MIB, in.length() - in.getFilePointer())];
          in.readFully(bytes);
          HttpRequest request =
              HttpRequest.newBuilder(to.uris().get(part))
                  .timeout(Duration.ofMinutes(5))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                  .build();
          HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
          tags.add((part + 1) + "+" + answer.headers().firstValue("ETag").orElseThrow());
        }
      }
      client.uploads().complete(new UploadApi.Complete(tags, to.uploadId(), to.key()));
      stored.add(new DataApi.StoredFile(file.getFileName().toString(), to.storedPath()));
    }
    client.data().addFiles(id, new DataApi.AddFiles(stored));
  }

  /** As Linux tells it. */
  private static double peakMib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:") || line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return 0;
  }
}
