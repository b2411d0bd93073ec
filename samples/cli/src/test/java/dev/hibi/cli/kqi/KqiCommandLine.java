package dev.hibi.cli.kqi;

import dev.hibi.cli.Answer;
import dev.hibi.emulator.EmulatedJob;
import dev.hibi.emulator.Emulator;
import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An emulated platform, a login to it, and {@code hibi kqi} as a user types it. */
public final class KqiCommandLine implements AutoCloseable {
  public static final String PASSWORD = "planted-password";

  private final Path folder;
  private final Emulator emulator;

  private KqiCommandLine(Path folder, Emulator emulator) {
    this.folder = folder;
    this.emulator = emulator;
  }

  /** Logged in, and with two data records of a file each. */
  public static KqiCommandLine start(Path folder) throws IOException {
    Emulator emulator =
        Emulator.builder(folder.resolve("emulator"))
            .user("inspector", PASSWORD)
            .startDelay(Duration.ofMillis(10))
            .program(KqiCommandLine::work)
            .start();
    KqiCommandLine commandLine = new KqiCommandLine(folder, emulator);
    commandLine.login("config.json", PASSWORD).expectSuccess();
    for (String name : List.of("train", "test")) {
      Path zip = Files.writeString(folder.resolve(name + ".zip"), "content of " + name);
      commandLine.kqi("data", "upload", "--name", name, zip.toString()).expectSuccess();
    }
    return commandLine;
  }

  /** What jobs do: they measure what their option says, and end as their entry point says. */
  private static int work(EmulatedJob job) throws Exception {
    job.log("entry point " + job.entryPoint());
    String rate = job.environment().getOrDefault("RATE", "0.5");
    job.write("run/metrics.jsonl", "{\"epoch\":1,\"accuracy\":" + rate + "}\n");
    try (SummaryWriter events = SummaryWriter.builder(job.output().resolve("run")).build()) {
      events.scalar("loss", 1 - Double.parseDouble(rate), 1);
    }
    if (job.entryPoint().equals("odd")) {
      job.write("be\u0007ll", "");
    }
    job.log("accuracy " + rate);
    if (job.entryPoint().equals("wait")) {
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
    return job.entryPoint().equals("fail") ? 3 : 0;
  }

  public Answer login(String config, String password, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), password + "\n");
    List<String> words = new ArrayList<>(List.of("kqi", "login", "--user=inspector"));
    words.add("--server=" + emulator.uri());
    words.add("--password-file=" + file);
    words.add("--config=" + folder.resolve(config));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(new String[0]));
  }

  /** A command of {@code hibi kqi} with this login. */
  public Answer kqi(String... words) {
    List<String> all = new ArrayList<>(List.of("kqi"));
    all.addAll(List.of(words));
    all.add("--config=" + folder.resolve("config.json"));
    return Answer.of(all.toArray(new String[0]));
  }

  public Emulator emulator() {
    return emulator;
  }

  /** Returns its id. */
  public String dataSet(String name) {
    return kqi("dataset", "create", name, "--training", "1", "--testing", "2")
        .expectSuccess()
        .out()
        .strip();
  }

  @Override
  public void close() {
    emulator.close();
  }
}
